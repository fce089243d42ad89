import RivyaCatalog
import RivyaSyntax

extension JobExecution {
    /// What decides where a job's results go.
    struct Place: Sendable {
        var run: String
        var label: JobLabel
        /// The template.
        var output: String
        var take: Int

        init(run: String, label: JobLabel, output: String, take: Int) {
            self.run = run
            self.label = label
            self.output = output
            self.take = take
        }

        init(_ job: StoredJob) {
            self.init(run: job.run, label: job.label, output: job.output, take: job.take)
        }

        /// The template, filled in: a path that may be relative.
        func path(ext: String, number: Int, of count: Int) throws(JobFailure) -> String {
            guard let template = try? OutputTemplate(output) else {
                throw JobFailure("local", "the result path `\(output)` cannot be read")
            }
            let axes = Dictionary(label.axes.map { ($0.name, $0.value.plainText) }, uniquingKeysWith: { $1 })
            return template.render(
                OutputTemplate.Values(
                    run: run, index: label.index, name: label.name, model: label.model, ext: ext, take: take,
                    number: count > 1 ? number : nil, axes: axes))
        }
    }

    /// Where this run wants the job's results.
    var place: Place { Place(run: runID, label: label, output: output, take: take) }
}

extension JSONValue {
    /// A scalar as a script prints it.
    fileprivate var plainText: String {
        if case .string(let text) = self { return text }
        return text
    }
}
