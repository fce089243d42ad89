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

    private init(_ check: ScriptCheck, files: DiskFiles) {
        program = check.program
        diagnostics = check.diagnostics
        self.files = files
    }
}
