package import RivyaCatalog
package import RivyaSyntax

/// A script's text, read and checked: a program, and what is wrong with it.
package struct ScriptCheck {
    package let program: Program
    /// Errors and warnings: those of the script first, those of imported files after it, each by position.
    package let diagnostics: [Diagnostic]
    /// Nobody reads it any more; `leaveToProcess` tells why it is here.
    private let tree: Script?

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    package init(_ file: SourceFile, catalog: Catalog, loader: any ScriptLoader) {
        if file.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            (program, diagnostics, tree) = (.empty, [.emptyScript(file)], nil)
            return
        }
        let parsed = Parser.parse(file)
        let compiled = Compiler.compile(parsed.script, catalog: catalog, loader: loader)
        program = compiled.program
        tree = parsed.script
        diagnostics =
            (parsed.diagnostics + compiled.diagnostics).enumerated().sorted { a, b in
                let (x, y) = (a.element, b.element)
                if x.file !== y.file { return x.file === file || (y.file !== file && x.file.name < y.file.name) }
                if x.range.lower != y.range.lower { return x.range.lower < y.range.lower }
                // What was found first stays first.
                return a.offset < b.offset
            }.map(\.element).namingUnusualCharacters
    }

    /// The script itself could not be read.
    package init(unreadable path: String, _ problem: FileProblem) {
        (program, diagnostics, tree) = (.empty, [.unreadableScript(path, problem)], nil)
    }

    /// Leaves the tree and the program where they are until the process ends. A long script is half a million objects:
    /// taking them apart one by one, in a process that has nothing else to do, would be a fifth of a check.
    package consuming func leaveToProcess() {
        final class Remains {
            let check: ScriptCheck
            init(_ check: consuming ScriptCheck) { self.check = check }
        }
        _ = Unmanaged.passRetained(Remains(self))
    }
}

extension Diagnostic {
    /// An empty script is a plan of nothing, but nothing that could be run.
    fileprivate static func emptyScript(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            .emptyScript, "the script is empty", file: file, range: .start, severity: .warning,
            help: "write a statement such as `gen z-image \"a paper boat at dawn\"`")
    }

    fileprivate static func unreadableScript(_ path: String, _ problem: FileProblem) -> Diagnostic {
        let help =
            switch problem {
            case .isFolder: "give the path of a script in it, such as `\(path)/sweep.rivya`"
            case .tooLarge: "a script has at most 16 MiB: move data into files that it reads"
            default: "give the path of a `.rivya` script"
            }
        let reason = if case .tooLarge = problem { "it is larger than 16 MiB" } else { problem.phrase }
        return Diagnostic(
            .unreadableScript, "`\(path)` cannot be read: \(reason)", file: SourceFile(name: path, bytes: []),
            range: .start, help: help)
    }
}
