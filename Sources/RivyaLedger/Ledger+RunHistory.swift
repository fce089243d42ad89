package import RivyaRuns

/// A ledger that is open for writing answers what a reader of it would.
extension Ledger: RunHistory {
    package func standing(of cells: [CellKey]) async throws(StoreError) -> [CellKey: CellStanding] {
        try await history.standing(of: cells)
    }

    package func runs(limit: Int) async throws(StoreError) -> [StoredRun] { try await history.runs(limit: limit) }

    package func jobs(ofRun run: String) async throws(StoreError) -> [StoredJob] {
        try await history.jobs(ofRun: run)
    }
}
