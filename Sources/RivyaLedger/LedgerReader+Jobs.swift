import GRDB
package import RivyaRuns
import RivyaSyntax

extension LedgerReader {
    /// The ids of all runs, the newest first.
    package func runIDs() async throws(StoreError) -> [String] {
        try await read { db in try String.fetchAll(db, sql: "SELECT id FROM run ORDER BY rowid DESC") }
    }

    /// A run by its whole id; nil where the ledger has none.
    package func run(_ id: String) async throws(StoreError) -> StoredRun? {
        try await read { [self] db in try stored(RunRecord.filter(key: id).fetchAll(db), db).first }
    }

    /// Some jobs of a run by their index, each with its last try.
    package func recordedJobs(ofRun run: String, indices: [Int]) async throws(StoreError) -> [RecordedJob] {
        try await read { [self] db in
            let rows = try JobRecord.filter(Column("run") == run && indices.contains(Column("number")))
                .order(Column("number"), Column("attempt"), Column("id")).fetchAll(db)
            return try recorded(rows, db)
        }
    }

    /// How far the jobs of a run are, each by its last try: little enough to ask often.
    package func states(ofRun run: String) async throws(StoreError) -> [Int: JobStanding] {
        try await read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT number, id, state FROM job WHERE run = ? ORDER BY number, attempt, id",
                arguments: [run])
            var states: [Int: JobStanding] = [:]
            while let row = try rows.next() {
                guard let state = JobState(rawValue: row[2]) else { continue }
                states[row[0]] = JobStanding(id: StoredJobID(row[1]), state: state)
            }
            return states
        }
    }

    /// One job with all that is known of it; nil where the run has no job of this index.
    package func chronicle(of name: JobName) async throws(StoreError) -> JobChronicle? {
        try await read { [self] db in
            let rows = try JobRecord.filter(Column("run") == name.run && Column("number") == name.index)
                .order(Column("attempt"), Column("id")).fetchAll(db)
            guard
                let job = try recorded(rows, db).first,
                let run = try stored(RunRecord.filter(key: name.run).fetchAll(db), db).first
            else { return nil }
            return JobChronicle(
                job: job, run: run, tries: try rows.map { try Self.chronicled($0, db) },
                uploads: try Self.uploads(of: job, db))
        }
    }

    /// The jobs with this id of the service; the ones that made the task come before the ones that only use it.
    package func jobs(withTask id: String) async throws(StoreError) -> [JobName] {
        try await read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT run, number FROM job WHERE taskID = ? ORDER BY source IS NOT NULL, id", arguments: [id]
            )
            return rows.map { JobName(run: $0["run"], index: $0["number"]) }
        }
    }

    /// The smallest and the largest index of a run's jobs; nil where it has none.
    package func indices(ofRun run: String) async throws(StoreError) -> ClosedRange<Int>? {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT min(number) AS first, max(number) AS last FROM job WHERE run = ?", arguments: [run])
            guard let first = row?["first"] as Int?, let last = row?["last"] as Int? else { return nil }
            return first...last
        }
    }

    /// What the open jobs of an account have reserved, and how many charges of it nobody knows.
    package func openCharges(identity: String) async throws(StoreError) -> ChargeSums {
        try await read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT charge, credits, count(*) AS jobs FROM job JOIN run ON run.id = job.run
                    WHERE run.identity = ? AND charge IN ('reserved', 'unknown') GROUP BY charge, credits
                    """, arguments: [identity])
            var sums = ChargeSums()
            for row in rows {
                let credits = (row["credits"] as String?).flatMap { Number($0) }
                sums.add(Charge(kind: row["charge"], credits: credits) ?? .unknown, count: row["jobs"])
            }
            return sums
        }
    }

    // MARK: Rows

    /// - Parameter rows: in the order of index and try.
    func recorded(_ rows: [JobRecord], _ db: Database) throws -> [RecordedJob] {
        let files = try Self.files(of: rows, db)
        var liveness = Liveness(self)
        var requests: [String: RequestDocument?] = [:]
        let request = try db.cachedStatement(sql: "SELECT request FROM cell WHERE key = ?")
        var identities: [String: String] = [:]
        var jobs: [RecordedJob] = []
        var place = 0
        while place < rows.count {
            var tries = [rows[place]]
            while place + tries.count < rows.count, rows[place + tries.count].number == rows[place].number,
                rows[place + tries.count].run == rows[place].run
            {
                tries.append(rows[place + tries.count])
            }
            place += tries.count
            let last = tries.removeLast()
            if let key = last.cell, requests[key] == nil {
                requests[key] = .some(
                    try String.fetchOne(request, arguments: [key]).flatMap { RequestDocument(stored: $0) })
            }
            if identities[last.run] == nil {
                identities[last.run] = try RunRecord.fetchOne(db, key: last.run)?.identity
            }
            jobs.append(
                RecordedJob(
                    stored: try last.stored(files: last.id.flatMap { files[$0] } ?? []),
                    earlierCharges: tries.map(\.chargeValue), identity: identities[last.run] ?? "",
                    request: last.cell.flatMap { requests[$0] ?? nil },
                    source: try source(of: last, &liveness, db), isAttended: liveness.isAlive(last.owner)))
        }
        return jobs
    }

    private func source(
        of job: JobRecord, _ liveness: inout Liveness, _ db: Database
    ) throws -> RecordedJob.Source? {
        guard let id = job.source, let source = try JobRecord.fetchOne(db, key: id) else { return nil }
        guard let state = JobState(rawValue: source.state) else { return nil }
        return RecordedJob.Source(
            name: JobName(run: source.run, index: source.number), state: state, charge: source.chargeValue,
            files: try Self.ownFiles(of: id, db), isAttended: liveness.isAlive(source.owner))
    }

    private static func ownFiles(of job: Int64?, _ db: Database) throws -> [StoredFile] {
        try DownloadRecord.filter(Column("job") == job).order(Column("number")).fetchAll(db).map(StoredFile.init)
    }

    /// In one question for many jobs, which takes less than one for each.
    private static func files(of rows: [JobRecord], _ db: Database) throws -> [Int64: [StoredFile]] {
        let jobs = rows.compactMap(\.id)
        var files: [Int64: [StoredFile]] = [:]
        for start in stride(from: 0, to: jobs.count, by: 500) {
            let some = jobs[start..<min(start + 500, jobs.count)]
            let records = try DownloadRecord.filter(some.contains(Column("job"))).order(Column("number")).fetchAll(db)
            for record in records { files[record.job, default: []].append(StoredFile(record)) }
        }
        return files
    }

    private static func chronicled(_ job: JobRecord, _ db: Database) throws -> JobChronicle.Try {
        JobChronicle.Try(
            stored: try job.stored(files: ownFiles(of: job.id, db)), claimedAt: job.claimedAt, doneAt: job.doneAt,
            calls: try AttemptRecord.filter(Column("job") == job.id).order(Column("id")).fetchAll(db).map {
                JobChronicle.Call(
                    time: $0.at, outcome: $0.outcome, httpStatus: $0.status, message: $0.message,
                    requestID: $0.requestID)
            },
            charges: try ChargeRecord.filter(Column("job") == job.id).order(Column("id")).fetchAll(db).map {
                JobChronicle.SeenCharge(
                    time: $0.at,
                    charge: Charge(kind: $0.kind, credits: $0.credits.flatMap { Number($0) }) ?? .unknown)
            })
    }

    private static func uploads(of job: RecordedJob, _ db: Database) throws -> [JobChronicle.Upload] {
        let contents = (job.request?.references ?? []).compactMap { reference -> String? in
            if case .file(let sha256) = reference.content { sha256 } else { nil }
        }
        return try UploadRecord.filter(contents.contains(Column("sha256")) && Column("identity") == job.identity)
            .order(Column("at")).fetchAll(db)
            .map {
                JobChronicle.Upload(
                    sha256: $0.sha256, mimeType: $0.mimeType,
                    file: UploadedFile(id: $0.fileID, url: $0.url, durationToken: $0.durationToken), time: $0.at)
            }
    }
}
