package import RivyaGallery
package import RivyaSyntax

/// Tells which jobs are wanted: `rating >= 4 and model == kling-2-6`.
///
/// The text is an expression of the language, in which a word that names a field stands for the job's value of it and
/// every other word for itself (`Documentation/Gallery.md`, "Asking for jobs"). It is checked as a whole before a job
/// is looked at.
package struct JobFilter: Sendable {
    package struct Failure: Error, Sendable {
        /// At their places in the text.
        package var diagnostics: [Diagnostic]
    }

    private let condition: @Sendable (JobField.Row) -> JSONValue

    /// - Parameter axes: the axes that there are among the jobs; another one is an error.
    package init(_ text: String, axes: some Sequence<String>) throws(Failure) {
        let file = SourceFile(name: "--where", text: text)
        let (expression, diagnostics) = Parser.parseLoneExpression(file)
        guard let expression else { throw Failure(diagnostics: diagnostics) }
        var compiler = FilterCompiler(file: file, axes: Array(axes))
        let operand = compiler.compileCondition(expression)
        guard compiler.diagnostics.isEmpty else { throw Failure(diagnostics: compiler.diagnostics) }
        condition = operand.value
    }

    package func accepts(_ cell: GalleryCell, of run: GalleryRun) -> Bool {
        condition(JobField.Row(cell: cell, run: run)).bool == true
    }

    /// The runs with the jobs that are wanted, without those that have none.
    package func narrowing(_ runs: [GalleryRun]) -> [GalleryRun] {
        runs.compactMap { run in
            var narrowed = run
            narrowed.cells = run.cells.filter { accepts($0, of: run) }
            return narrowed.cells.isEmpty ? nil : narrowed
        }
    }
}
