import GRDB
package import RivyaRuns

extension LedgerReader {
    /// The job that stands for a cell at the time of another job: the one that had paid for it, else the latest that
    /// was sent. nil where none was sent before.
    package func job(
        sentFor cell: CellKey, before job: StoredJobID
    ) async throws(StoreError) -> RecordedJob? {
        try await read { [self] db in try sent(for: cell.description, before: job.rawValue, db) }
    }

    /// The job of a run whose result a cell is; nil where the run has none.
    package func job(ofCell cell: CellKey, inRun run: String) async throws(StoreError) -> RecordedJob? {
        try await read { [self] db in
            let rows = try JobRecord.filter(Column("cell") == cell.description && Column("run") == run)
                .order(Column("number"), Column("attempt"), Column("id")).fetchAll(db)
            return try recorded(rows, db).first
        }
    }

    /// Cells that earlier runs asked for, to look for the nearest one to a job's: those that stood in the same place of
    /// their run or had the same axes, and the latest of the rest.
    ///
    /// - Parameter limit: of each of the three kinds.
    package func earlierCells(
        before job: StoredJob, limit: Int
    ) async throws(StoreError) -> [(key: CellKey, request: IdentifiedRequest)] {
        try await read { db in
            guard let row = try JobRecord.fetchOne(db, key: job.id.rawValue) else { return [] }
            func keys(_ condition: String, _ arguments: StatementArguments) throws -> [String] {
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT cell FROM job WHERE cell IS NOT NULL AND id < ? AND run <> ? AND cell IS NOT ?
                          AND state NOT IN ('skipped', 'released') AND \(condition) GROUP BY cell ORDER BY max(id) DESC LIMIT ?
                        """, arguments: [row.id, row.run, row.cell] + arguments + [limit])
            }
            var known: Set<String> = []
            let nearby = try keys("number = ?", [row.number]) + keys("axes = ?", [row.axes]) + keys("1", [])
            return try nearby.filter { known.insert($0).inserted }.compactMap { key in
                guard
                    let cell = try CellRecord.fetchOne(db, key: key),
                    let document = RequestDocument(stored: cell.request)
                else { return nil }
                return (CellKey(stored: key), IdentifiedRequest(document, identity: cell.identity, take: nil))
            }
        }
    }

    private func sent(for cell: String, before job: Int64, _ db: Database) throws -> RecordedJob? {
        let row = try JobRecord.fetchOne(
            db,
            sql: """
                SELECT * FROM job WHERE cell = ? AND id < ? AND source IS NULL AND state NOT IN ('skipped', 'released')
                ORDER BY state = 'succeeded' DESC, id DESC LIMIT 1
                """, arguments: [cell, job])
        guard let row else { return nil }
        return try recorded([row], db).first
    }
}
