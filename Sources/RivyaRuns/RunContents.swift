/// All that there is to show of one run, read at one moment.
package struct RunContents: Sendable {
    package var run: StoredRun
    /// Absolute: what the run's relative paths are relative to.
    package var outputRoot: String
    /// In the order of their indices and tries.
    package var jobs: [StoredJob]
    /// The rows whose task or files these jobs use.
    package var sources: [StoredJobID: StoredJob]
    /// The requests of the jobs' cells, as JSON documents.
    package var requests: [CellKey: String]
    /// By the rows of the jobs.
    package var judgments: [StoredJobID: Judgment]
    /// What `keep(plan:ofRun:)` was given.
    package var plan: String?
    /// A living process is at one of its jobs.
    package var isAttended: Bool

    package init(
        run: StoredRun,
        outputRoot: String,
        jobs: [StoredJob],
        sources: [StoredJobID: StoredJob],
        requests: [CellKey: String],
        judgments: [StoredJobID: Judgment],
        plan: String?,
        isAttended: Bool
    ) {
        self.run = run
        self.outputRoot = outputRoot
        self.jobs = jobs
        self.sources = sources
        self.requests = requests
        self.judgments = judgments
        self.plan = plan
        self.isAttended = isAttended
    }
}

/// Keeps what pages of runs show beyond the jobs that were begun.
package protocol RunArchive: Sendable {
    /// nil where there is no such run.
    func contents(ofRun run: String) async throws(StoreError) -> RunContents?

    /// Keeps the plan of a run, a JSON document, so that jobs that were never begun can be shown; nil takes it away.
    func keep(plan: String?, ofRun run: String) async throws(StoreError)

    /// The jobs whose result a content is, the ones that made it before those that use it again, newer ones first.
    func jobs(withResult sha256: String) async throws(StoreError) -> [StoredJob]

    /// Something that is another after each change of any process.
    func changeMark() -> [Int64]
}
