/// Keeps what people think of results.
///
/// A judgment is kept with the row whose task made the result. So it comes along wherever the result is used again,
/// and a cell that was paid for anew begins without one.
package protocol JudgmentStore: Sendable {
    /// The judgments of a run's jobs, by the rows of the jobs. A judgment that says nothing any more is among them.
    func judgments(ofRun run: String) async throws(StoreError) -> [StoredJobID: Judgment]

    /// Keeps judgments on the results that these runs show: on the newest, where the cell has several there. Of two
    /// judgments of one result the one with the later time stays.
    ///
    /// - Returns: cells without a row in these runs; their judgments were not kept.
    func judge(_ judgments: [CellKey: Judgment], inRuns runs: [String]) async throws(StoreError) -> [CellKey]
}
