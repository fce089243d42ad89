/// Keeps what people think of results.
///
/// A judgment is kept with the row whose task made the result. So it comes along wherever the result is used again,
/// and a cell that was paid for anew begins without one.
package protocol JudgmentStore: Sendable {
    /// The judgments of a run's jobs, by the rows of the jobs. One that says nothing any more is among them.
    func judgments(ofRun run: String) async throws(StoreError) -> [StoredJobID: Judgment]

    /// Keeps judgments, all of them in one step. Of two of one result the one with the later time stays.
    ///
    /// - Returns: for each, in order, what is kept now; nil where the ledger has no such job.
    func judge(_ judgments: [JobJudgment]) async throws(StoreError) -> [Judgment?]
}

/// A judgment, and of which job.
package struct JobJudgment: Sendable, Hashable {
    package var run: String
    /// The job's number in its run.
    package var index: Int
    package var judgment: Judgment

    package init(run: String, index: Int, judgment: Judgment) {
        self.run = run
        self.index = index
        self.judgment = judgment
    }
}
