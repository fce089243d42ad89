package import RivyaSyntax

/// Finds the files that a script imports.
package protocol ScriptLoader: AnyObject {
    /// The file that an import names, and a key that is the same for the same file however its path is written.
    func load(_ path: String, from folder: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String)
}

/// A loader for text that comes from no file and can import nothing.
package final class NoImports: ScriptLoader {
    package init() {}

    package func load(_ path: String, from folder: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String)
    {
        throw .notFound
    }
}
