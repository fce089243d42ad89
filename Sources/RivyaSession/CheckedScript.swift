import Foundation
package import RivyaCatalog
package import RivyaLanguage
package import RivyaSyntax

/// A script that was read and checked: a program, or what is wrong with it.
package struct CheckedScript {
    package let program: Program
    /// Errors and warnings, ordered by position.
    package let diagnostics: [Diagnostic]
    /// The files that it reads, as they were when they were read first.
    package let files: DiskFiles

    /// There is no statement and no comment.
    package var isEmpty: Bool { diagnostics.contains { $0.code == .emptyScript } }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Reads and checks a file.
    package static func load(
        _ path: String, catalog: Catalog, options: ScriptOptions, in surroundings: Surroundings
    ) -> CheckedScript {
        let files = files(of: path, options: options, in: surroundings)
        return CheckedScript(examine(path, files: files, catalog: catalog), files: files)
    }

    /// Reads and checks a file whose program nobody will carry out.
    static func examine(
        _ path: String, catalog: Catalog, options: ScriptOptions, in surroundings: Surroundings
    ) -> ScriptCheck {
        examine(path, files: files(of: path, options: options, in: surroundings), catalog: catalog)
    }

    private static func examine(_ path: String, files: DiskFiles, catalog: Catalog) -> ScriptCheck {
        do throws(FileProblem) {
            return ScriptCheck(try DiskFiles.script(at: path), catalog: catalog, loader: files)
        } catch {
            return ScriptCheck(unreadable: path, error)
        }
    }

    private static func files(
        of path: String, options: ScriptOptions, in surroundings: Surroundings
    ) -> DiskFiles {
        DiskFiles(
            script: path, workingFolder: surroundings.workingFolder, readable: options.readableFolders,
            writable: options.writableFolders)
    }

    /// Checks a text.
    package static func check(_ file: SourceFile, files: DiskFiles, catalog: Catalog) -> CheckedScript {
        CheckedScript(ScriptCheck(file, catalog: catalog, loader: files), files: files)
    }

    private init(_ check: ScriptCheck, files: DiskFiles) {
        program = check.program
        diagnostics = check.diagnostics
        self.files = files
    }

    /// The values that `--param` gives, by name; what is wrong with them is reported as the command line's.
    package func parameters(_ given: [String]) -> Result<[String: Value], CommandLineProblem> {
        var values: [String: Value] = [:]
        let known = program.parameterNames
        for text in given {
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                return .failure(
                    .init(message: "`--param \(text)` gives no value", help: "write `--param \(text)=VALUE`"))
            }
            let name = String(text[..<equals])
            guard known.contains(name) else {
                let help =
                    Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
                    ?? (known.isEmpty
                        ? "the script declares no parameters: add `param \(name) = ...`"
                        : "the script's parameters are: \(known.joined(separator: ", "))")
                return .failure(.init(message: "the script has no parameter `\(name)`", help: help))
            }
            values[name] = Value(word: String(text[text.utf8.index(after: equals)...]))
        }
        return .success(values)
    }
}

/// What is wrong with the command line.
package struct CommandLineProblem: Error, Sendable, Hashable {
    package var message: String
    package var help: String?
}
