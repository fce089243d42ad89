import GRDB
package import RivyaRuns
import RivyaSyntax

extension LedgerReader {
    /// How each of these cells stands; cells that the ledger does not know are left out.
    package func standing(of cells: [CellKey]) async throws(StoreError) -> [CellKey: CellStanding] {
        try await read { [self] db in
            var standings: [CellKey: CellStanding] = [:]
            // The same order of precedence as in `claim`.
            let statement = try db.makeStatement(
                sql: """
                    SELECT state, owner FROM job WHERE cell = ? AND source IS NULL
                      AND state IN ('succeeded', 'claimed', 'submitting', 'running', 'fetching', 'unknown', 'failed')
                    ORDER BY CASE state WHEN 'succeeded' THEN 0 WHEN 'unknown' THEN 2 WHEN 'failed' THEN 2 ELSE 1 END,
                      id DESC LIMIT 1
                    """)
            var liveness = Liveness(self)
            for cell in cells {
                guard
                    let row = try Row.fetchOne(statement, arguments: [cell.description]),
                    let state = JobState(rawValue: row["state"])
                else { continue }
                switch state {
                case .succeeded: standings[cell] = .cached
                // Of a process that is gone, nothing was sent: whoever comes next pays.
                case .claimed: standings[cell] = liveness.isAlive(row["owner"]) ? .running : nil
                case .submitting, .running, .fetching: standings[cell] = .running
                case .unknown: standings[cell] = .unknown
                case .failed, .released, .attached, .cached, .skipped: continue
                }
            }
            return standings
        }
    }

    /// The newest first: in the order in which they were noted, because clocks jump.
    package func runs(limit: Int) async throws(StoreError) -> [StoredRun] {
        try await read { [self] db in
            try stored(RunRecord.order(Column.rowID.desc).limit(limit).fetchAll(db), db)
        }
    }

    /// Runs with their jobs counted, each by its last try, and the charges of all tries added up.
    func stored(_ runs: [RunRecord], _ db: Database) throws -> [StoredRun] {
        let states = try db.makeStatement(
            sql: """
                SELECT state, owner, count(*) AS jobs FROM job
                WHERE id IN (SELECT max(id) FROM job WHERE run = ? GROUP BY number) GROUP BY state, owner
                """)
        let charges = try db.makeStatement(
            sql: "SELECT charge, credits, count(*) AS jobs FROM job WHERE run = ? GROUP BY charge, credits")
        var liveness = Liveness(self)
        return try runs.map { run in
            var counts: [JobState: Int] = [:]
            for row in try Row.fetchAll(states, arguments: [run.id]) {
                guard var state = JobState(rawValue: row["state"]) else { continue }
                // As good as given up: nothing was sent, and nobody is at it.
                if state == .claimed, !liveness.isAlive(row["owner"]) { state = .released }
                counts[state, default: 0] += row["jobs"]
            }
            var sums = ChargeSums()
            for row in try Row.fetchAll(charges, arguments: [run.id]) {
                let credits = (row["credits"] as String?).flatMap { Number($0) }
                sums.add(Charge(kind: row["charge"], credits: credits) ?? .unknown, count: row["jobs"])
            }
            return StoredRun(
                id: run.id, identity: run.identity, script: run.script, startedAt: run.startedAt, endedAt: run.endedAt,
                counts: counts, charges: sums, isFresh: run.isFresh)
        }
    }
}

/// Asks for each process once, not for each of its jobs.
struct Liveness {
    private let reader: LedgerReader
    private var known: [String: Bool] = [:]

    init(_ reader: LedgerReader) {
        self.reader = reader
    }

    mutating func isAlive(_ owner: String?) -> Bool {
        guard let owner else { return false }
        if let known = known[owner] { return known }
        let isAlive = reader.isAlive(owner)
        known[owner] = isAlive
        return isAlive
    }
}
