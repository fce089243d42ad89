import RivyaCatalog
import RivyaSyntax

extension JobExecution {
    /// What decides where a job's results go.
    struct Place: Sendable {
        /// The run that `{run}` names.
        private let run: String
        private let label: JobLabel
        private let output: String
        /// nil where a stored one cannot be read.
        private let template: OutputTemplate?
        private let take: Int

        init(_ job: JobSpecification, run: String) {
            self.run = run
            label = job.label
            output = job.output.text
            template = job.output
            take = job.take
        }

        init(_ job: StoredJob) {
            run = job.run
            label = job.label
            output = job.output
            template = try? OutputTemplate(job.output)
            take = job.take
        }

        /// How people name the job.
        var jobName: JobName { JobName(run: run, index: label.index) }

        /// The template, filled in: a path that may be relative.
        func path(ext: String, number: Int, of count: Int) throws(JobFailure) -> String {
            guard let template else {
                throw JobFailure("local", "the result path `\(output)` cannot be read")
            }
            let axes = Dictionary(label.axes.map { ($0.name, $0.value.plainText) }, uniquingKeysWith: { $1 })
            return template.render(
                OutputTemplate.Values(
                    run: run, index: label.index, name: label.name, model: label.model, ext: ext, take: take,
                    number: count > 1 ? number : nil, axes: axes))
        }
    }
}

extension JSONValue {
    /// A scalar as a script prints it.
    fileprivate var plainText: String {
        if case .string(let text) = self { return text }
        return text
    }
}
