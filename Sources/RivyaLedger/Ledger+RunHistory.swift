import GRDB
package import RivyaRuns

extension Ledger: RunHistory {
    package func standing(of cells: [CellKey]) async throws(StoreError) -> [CellKey: CellStanding] {
        try await read { db in
            var standings: [CellKey: CellStanding] = [:]
            // The same order of precedence as in `claim`.
            let statement = try db.makeStatement(
                sql: """
                    SELECT state FROM job WHERE cell = ? AND source IS NULL
                      AND state IN ('succeeded', 'claimed', 'submitting', 'running', 'fetching', 'unknown', 'failed')
                    ORDER BY CASE state WHEN 'succeeded' THEN 0 WHEN 'unknown' THEN 2 WHEN 'failed' THEN 2 ELSE 1 END,
                      id DESC LIMIT 1
                    """)
            for cell in cells {
                guard
                    let text = try String.fetchOne(statement, arguments: [cell.description]),
                    let state = JobState(rawValue: text)
                else { continue }
                switch state {
                case .succeeded: standings[cell] = .cached
                case .claimed, .submitting, .running, .fetching: standings[cell] = .running
                case .unknown: standings[cell] = .unknown
                case .failed, .released, .attached, .cached, .skipped: continue
                }
            }
            return standings
        }
    }

    package func runs(limit: Int) async throws(StoreError) -> [StoredRun] {
        try await read { db in
            let runs = try RunRecord.order(Column("startedAt").desc, Column("id").desc).limit(limit).fetchAll(db)
            return try runs.map { run in
                var counts: [JobState: Int] = [:]
                let rows = try Row.fetchAll(
                    db, sql: "SELECT state, count(*) AS jobs FROM job WHERE run = ? GROUP BY state",
                    arguments: [run.id])
                for row in rows {
                    if let state = JobState(rawValue: row["state"]) { counts[state] = row["jobs"] }
                }
                return StoredRun(
                    id: run.id, identity: run.identity, script: run.script, startedAt: run.startedAt,
                    endedAt: run.endedAt, counts: counts)
            }
        }
    }

    package func jobs(ofRun run: String) async throws(StoreError) -> [StoredJob] {
        try await read { db in
            try JobRecord.filter(Column("run") == run)
                .order(Column("number"), Column("attempt"), Column("id"))
                .fetchAll(db)
                .map { try Self.stored($0, db) }
        }
    }
}
