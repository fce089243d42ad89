package import RivyaCatalog
package import RivyaSyntax

/// One request of a script, checked and complete: a line of the plan.
package struct JobRequest: Sendable {
    package struct Axis: Sendable {
        package var name: String
        /// A scalar, or unknown.
        package var value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The job's number in the run, from 1.
    package var index: Int
    package var request: GenerationRequest
    package var axes: [Axis]
    package var name: String?
    package var tags: [String]
    /// Where the result goes: `--save`, else the `output` setting; nil where neither is given.
    package var output: OutputTemplate?
    /// The number within `--repeat`, from 1; 1 without it.
    package var take: Int
    package var timeout: Duration?
    /// `--after`
    package var after: [Int]
    /// Every job that this one needs, ascending.
    package var dependsOn: [Int]
    /// What is not known while planning: `prompt`, `params.KEY`, `references`, `name`.
    package var unknown: [String]
    package var file: SourceFile
    /// The `gen` statement.
    package var range: SourceRange
    /// The line of the `gen`, from 1.
    package var line: Int
    /// The statement stands in a file that the script imports.
    package var isImported: Bool
}
