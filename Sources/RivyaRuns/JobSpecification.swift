package import RivyaCatalog

/// One job as a script asks for it: everything that is known before anything is sent.
package struct JobSpecification: Sendable {
    /// Where the `gen` that made the job stands.
    package struct Origin: Sendable, Hashable {
        /// The script as the user named it.
        package var file: String
        /// From 1.
        package var line: Int
        /// The text of the statement.
        package var statement: String

        package init(file: String, line: Int, statement: String) {
            self.file = file
            self.line = line
            self.statement = statement
        }
    }

    /// The job's number in the run, from 1. Each number is submitted once.
    package var index: Int
    package var request: GenerationRequest
    package var name: String?
    /// Outermost loop first.
    package var axes: [Axis]
    package var tags: [String]
    /// Where the result goes: `--save`, else the `output` setting.
    package var output: OutputTemplate
    /// The number within `--repeat`, from 1; 1 without it.
    package var take: Int
    /// Jobs that must have succeeded before this one starts. Jobs among the request's references count as well.
    package var after: [Int]
    /// Longest wait; nil takes the run's setting.
    package var timeout: Duration?
    package var origin: Origin

    package init(
        index: Int,
        request: GenerationRequest,
        name: String? = nil,
        axes: [Axis] = [],
        tags: [String] = [],
        output: OutputTemplate,
        take: Int = 1,
        after: [Int] = [],
        timeout: Duration? = nil,
        origin: Origin
    ) {
        self.index = index
        self.request = request
        self.name = name
        self.axes = axes
        self.tags = tags
        self.output = output
        self.take = take
        self.after = after
        self.timeout = timeout
        self.origin = origin
    }

    package var label: JobLabel {
        JobLabel(index: index, name: name, model: request.model.id, axes: axes, tags: tags)
    }

    /// The jobs that this one waits for, ascending and once each.
    package var dependencies: [Int] {
        var jobs = Set(after)
        for case .job(let index) in request.references { jobs.insert(index) }
        return jobs.sorted()
    }
}
