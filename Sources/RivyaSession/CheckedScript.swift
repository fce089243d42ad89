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

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Reads and checks a file.
    package static func load(
        _ path: String, catalog: Catalog, options: ScriptOptions, in surroundings: Surroundings
    ) -> CheckedScript {
        let files = DiskFiles(
            script: path, workingFolder: surroundings.workingFolder, readable: options.readableFolders,
            writable: options.writableFolders)
        let file: SourceFile
        do throws(FileProblem) {
            file = try DiskFiles.script(at: path)
        } catch {
            return CheckedScript(program: Program.empty, diagnostics: [unreadable(path, error)], files: files)
        }
        return check(file, files: files, catalog: catalog)
    }

    /// Checks a text.
    package static func check(_ file: SourceFile, files: DiskFiles, catalog: Catalog) -> CheckedScript {
        if file.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            let diagnostic = Diagnostic(
                .emptyScript, "the script is empty", file: file, range: .start,
                help: "write a statement such as `gen z-image \"a paper boat at dawn\"`")
            return CheckedScript(program: .empty, diagnostics: [diagnostic], files: files)
        }
        let parsed = Parser.parse(file)
        let compiled = Compiler.compile(parsed.script, catalog: catalog, loader: files)
        let diagnostics = (parsed.diagnostics + compiled.diagnostics).enumerated().sorted { a, b in
            // The script first, imported files after it, each by position; what was found first stays first.
            let (x, y) = (a.element, b.element)
            if x.file !== y.file { return x.file === file || (y.file !== file && x.file.name < y.file.name) }
            if x.range.lower != y.range.lower { return x.range.lower < y.range.lower }
            return a.offset < b.offset
        }
        return CheckedScript(program: compiled.program, diagnostics: diagnostics.map(\.element), files: files)
    }

    private static func unreadable(_ path: String, _ problem: FileProblem) -> Diagnostic {
        let file = SourceFile(name: path, bytes: [])
        let help =
            switch problem {
            case .isFolder: "give the path of a script in it, such as `\(path)/sweep.rivya`"
            case .tooLarge: "a script has at most 16 MiB: move data into files that it reads"
            default: "give the path of a `.rivya` script"
            }
        let reason =
            if case .tooLarge = problem { "it is larger than 16 MiB" } else { problem.phrase }
        return Diagnostic(
            .unreadableScript, "`\(path)` cannot be read: \(reason)", file: file, range: .start, help: help)
    }

    /// The values that `--param` gives, by name; what is wrong with them is reported as the command line's.
    package func parameters(_ given: [String]) -> Result<[String: Value], CommandLineProblem> {
        var values: [String: Value] = [:]
        let known = program.parameterNames
        for text in given {
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                return .failure(.init(message: "`--param \(text)` gives no value", help: "write `--param \(text)=VALUE`"))
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
