/// All that there is to show of one run, read at one moment.
package struct RunContents: Sendable {
    package var run: StoredRun
    /// Absolute: what the run's relative paths are relative to.
    package var outputRoot: String
    /// In the order of their indices.
    package var jobs: [RecordedJob]
    /// By the rows of the jobs.
    package var judgments: [StoredJobID: Judgment]
    /// A JSON document; nil where none was kept.
    package var plan: String?

    package init(
        run: StoredRun,
        outputRoot: String,
        jobs: [RecordedJob],
        judgments: [StoredJobID: Judgment],
        plan: String?
    ) {
        self.run = run
        self.outputRoot = outputRoot
        self.jobs = jobs
        self.judgments = judgments
        self.plan = plan
    }
}
