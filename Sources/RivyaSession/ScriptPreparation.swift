import RivyaCatalog
import RivyaLanguage

/// A checked script with what the command line gives it: everything that an evaluator needs.
struct ScriptPreparation {
    let script: CheckedScript
    private let options: ScriptOptions
    private var parameters: [String: Value] = [:]
    private var settings = ProgramSettings()
    /// What is wrong with the command line.
    private(set) var problem: CommandLineProblem?

    init(script: CheckedScript, options: ScriptOptions, configuration: Configuration = Configuration()) {
        self.script = script
        self.options = options
        switch script.parameters(options.parameters) {
        case .success(let values): parameters = values
        case .failure(let problem): self.problem = problem
        }
        do throws(CatalogProblem) {
            settings = try options.programSettings(over: configuration.settings)
        } catch {
            let help = [error.label, error.help].compactMap { $0 }.joined(separator: "; ")
            problem = CommandLineProblem(message: error.message, help: help)
        }
    }

    /// A fresh evaluator of the program: planning and carrying out each take one.
    func evaluator(catalog: Catalog, host: any Host) -> Evaluator {
        Evaluator(
            program: script.program, catalog: catalog, host: host, parameters: parameters, limits: options.limits,
            settings: settings, fixed: Set(options.settings.keys))
    }
}
