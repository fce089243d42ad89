import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// A checked script with what the command line and the configuration give it: everything that an evaluator needs.
///
/// `@unchecked Sendable`: one thread after the other evaluates it, first the plan and then the run, never two at once.
struct ScriptPreparation: @unchecked Sendable {
    /// The state folder that counts for the script.
    let home: StateFolder
    let catalog: Catalog
    /// The files that it reads, as they were when they were read first.
    let files: DiskFiles
    /// What looks unmeant in its text.
    let warnings: [Diagnostic]
    private let program: Program
    private let options: ScriptOptions
    private let parameters: [String: Value]
    private let settings: ProgramSettings

    /// Reads and checks a script, and says what is wrong with it, the configuration or the command line: nil where that
    /// is the end of the command, with `badInput`.
    ///
    /// - Parameters:
    ///   - mayBeEmpty: a script without a statement is only warned of.
    ///   - isJSON: errors alone are told, as JSON.
    static func load(
        _ path: String, _ options: ScriptOptions, mayBeEmpty: Bool, isJSON: Bool = false, in surroundings: Surroundings
    ) -> ScriptPreparation? {
        guard surroundings.refuseConfiguration(isJSON: isJSON) == nil else { return nil }
        let home = StateFolder.find(home: options.home, forFile: path, in: surroundings)
        let catalog = CatalogSource.catalog(for: options, state: home, warns: !isJSON, in: surroundings)
        let script = CheckedScript.load(path, catalog: catalog, options: options, in: surroundings)
        let isEmptyError = script.isEmpty && !mayBeEmpty
        guard !script.hasErrors, !isEmptyError else {
            DiagnosticReport(surroundings: surroundings, isJSON: isJSON)
                .show(isEmptyError ? script.diagnostics.map(\.asError) : script.diagnostics)
            return nil
        }
        do throws(CommandProblem) {
            return ScriptPreparation(
                home: home, catalog: catalog, files: script.files, warnings: script.diagnostics,
                program: script.program, options: options,
                parameters: try values(of: options.parameters, for: script.program),
                settings: try settings(of: options, over: surroundings.configuration.settings))
        } catch {
            surroundings.fail(error.message, help: error.help)
            return nil
        }
    }

    private static func settings(
        of options: ScriptOptions, over configured: ProgramSettings
    ) throws(CommandProblem) -> ProgramSettings {
        do throws(CatalogProblem) {
            return try options.programSettings(over: configured)
        } catch {
            let help = [error.label, error.help].compactMap { $0 }.joined(separator: "; ")
            throw CommandProblem(message: error.message, help: help)
        }
    }

    /// The values that `--param` gives, by name.
    private static func values(of given: [String], for program: Program) throws(CommandProblem) -> [String: Value] {
        var values: [String: Value] = [:]
        let known = program.parameterNames
        for text in given {
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw CommandProblem(
                    message: "`--param \(text)` gives no value", help: "write `--param \(text)=VALUE`")
            }
            let name = String(text[..<equals])
            guard known.contains(name) else {
                let help =
                    Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
                    ?? (known.isEmpty
                        ? "the script declares no parameters: add `param \(name) = ...`"
                        : "the script's parameters are: \(known.joined(separator: ", "))")
                throw CommandProblem(message: "the script has no parameter `\(name)`", help: help)
            }
            values[name] = Value(word: String(text[text.utf8.index(after: equals)...]))
        }
        return values
    }

    /// A fresh evaluator of the program: planning and carrying out each take one.
    func evaluator(host: any Host) -> Evaluator {
        Evaluator(
            program: program, catalog: catalog, host: host, parameters: parameters, limits: options.limits,
            settings: settings, fixed: Set(options.settings.keys))
    }
}

extension Diagnostic {
    /// What is only a warning to a plan and an error to a run.
    fileprivate var asError: Diagnostic {
        var copy = self
        copy.severity = .error
        return copy
    }
}
