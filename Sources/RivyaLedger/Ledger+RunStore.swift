import Foundation
import GRDB
package import RivyaRuns
package import RivyaSyntax

extension Ledger: RunStore {
    package func begin(_ run: RunOpening) async throws(StoreError) -> String {
        try await writes.write { db in
            let base = Self.name(of: run.startedAt)
            var id = base
            var number = 1
            while try RunRecord.exists(db, key: id) {
                number += 1
                id = "\(base)-\(number)"
            }
            try RunRecord(
                id: id, identity: run.identity, script: run.script, outputRoot: run.outputRoot, isFresh: run.isFresh,
                startedAt: run.startedAt
            ).insert(db)
            return id
        }
    }

    /// The local time, as in `20261121-085703`.
    private static func name(of time: Double) -> String {
        var seconds = time_t(time)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y%m%d-%H%M%S", &parts)
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package func end(run: String, at time: Double) async throws(StoreError) {
        try await writes.write { db in
            try db.execute(sql: "UPDATE run SET endedAt = ? WHERE id = ?", arguments: [time, run])
        }
    }

    package func outputRoots(ofRuns runs: Set<String>) async throws(StoreError) -> [String: String] {
        try await read { db in
            let found = try RunRecord.fetchAll(db, keys: runs)
            return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.outputRoot) })
        }
    }

    /// Results of these runs go below another folder from now on.
    package func move(runs: Set<String>, to root: String) async throws(StoreError) {
        try await writes.write { db in
            _ = try RunRecord.filter(keys: runs).updateAll(db, Column("outputRoot").set(to: root))
        }
    }

    package func intend(_ job: StoredJobID, _ intent: Intent, at time: Double) async throws(StoreError) {
        try await writes.write { [accounts] db in
            try Self.release(key: intent.idempotencyKey, heldBy: job, db)
            try Self.change(job, db) {
                $0.set(intent, at: time)
                $0.credential = accounts.credential?.description
            }
        }
    }

    package func attempted(_ job: StoredJobID, error: ServiceError, at time: Double) async throws(StoreError) {
        try await writes.write { db in
            try AttemptRecord(
                job: job.rawValue, at: time, outcome: error.word, status: error.httpStatus, message: error.message,
                requestID: error.requestID
            ).insert(db)
        }
    }

    package func accepted(
        _ job: StoredJobID, task: TaskReport, isShared: Bool, at time: Double
    ) async throws(StoreError) {
        try await writes.write { db in
            let charge = Charge(of: task, isShared: isShared)
            try Self.note(charge, of: job, at: time, db)
            try Self.update(
                job,
                """
                UPDATE job SET state = ?, taskID = ?, acceptedAt = ?, charge = ?, credits = ?, isShared = ? WHERE id = ?
                """,
                [
                    JobState.running.rawValue, task.id, time, charge.kind, charge.credits?.description, isShared,
                    job.rawValue,
                ], db)
            try db.cachedStatement(sql: "INSERT INTO attempt (job, at, outcome) VALUES (?, ?, 'accepted')")
                .execute(arguments: [job.rawValue, time])
            guard let reserved = task.reservedCredits else { return }
            try db.cachedStatement(
                sql: """
                    INSERT INTO price (identity, priceGroup, credits, at)
                    SELECT cell.identity, cell.priceGroup, ?, ? FROM job JOIN cell ON cell.key = job.cell
                    WHERE job.id = ?
                    ON CONFLICT DO UPDATE SET credits = excluded.credits, at = excluded.at
                    WHERE credits <> excluded.credits
                    """
            ).execute(arguments: [reserved.description, time, job.rawValue])
        }
    }

    package func observed(
        _ job: StoredJobID, task: TaskReport, charge: Charge, at time: Double
    ) async throws(StoreError) {
        let urls = JSONValue.array(task.urls.map(JSONValue.string)).text
        try await writes.write { db in
            try Self.note(charge, of: job, at: time, db)
            try Self.update(
                job,
                """
                UPDATE job SET state = ?, urls = ?, doneAt = ifnull(doneAt, ?), charge = ?, credits = ? WHERE id = ?
                """,
                [
                    JobState.fetching.rawValue, urls, time, charge.kind, charge.credits?.description, job.rawValue,
                ], db)
        }
    }

    package func stored(_ job: StoredJobID, file: StoredFile, at time: Double) async throws(StoreError) {
        try await writes.write { db in try Self.insert(file, of: job, at: time, db) }
    }

    package func ended(_ job: StoredJobID, _ ending: JobEnding, at time: Double) async throws(StoreError) {
        try await writes.write { db in
            for file in ending.files { try Self.insert(file, of: job, at: time, db) }
            if ending.failure == nil {
                try Self.note(ending.charge, of: job, at: time, db)
                try Self.update(
                    job,
                    "UPDATE job SET state = ?, endedAt = ?, owner = NULL, charge = ?, credits = ? WHERE id = ?",
                    [
                        ending.state.rawValue, time, ending.charge.kind, ending.charge.credits?.description,
                        job.rawValue,
                    ], db)
            } else {
                try Self.change(job, db) { record in
                    record.state = ending.state.rawValue
                    record.set(ending.failure)
                    record.endedAt = time
                    record.owner = nil
                    try Self.note(ending.charge, of: &record, at: time, db)
                }
            }
            // Rows that were attached to it.
            try db.cachedStatement(
                sql: """
                    UPDATE job SET (state, taskID, urls, failureCode, failureMessage, endedAt) =
                      (SELECT state, taskID, urls, failureCode, failureMessage, endedAt FROM job WHERE id = :job)
                    WHERE source = :job AND state = 'attached'
                    """
            ).execute(arguments: ["job": job.rawValue])
        }
    }

    package func record(_ jobs: [(claim: CellClaim, ending: JobEnding)]) async throws(StoreError) {
        try await writes.write { db in
            for (claim, ending) in jobs {
                var job = JobRecord(claim, state: ending.state, owner: nil)
                // Nothing of a job that was not sent counts for its cell; it only tells what was asked for.
                if let cell = claim.cell {
                    try CellRecord(
                        key: cell.description, identity: claim.identity, model: claim.label.model,
                        request: claim.request, priceGroup: claim.priceGroup
                    ).keep(db)
                }
                job.set(ending.failure)
                job.endedAt = claim.time
                job.set(ending.charge)
                try job.insert(db)
            }
        }
    }

    package func upload(
        identity: String, sha256: String, mimeType: String, within times: ClosedRange<Double>
    ) async throws(StoreError) -> UploadedFile? {
        try await read { [accounts] db in
            let key = ["identity": identity, "sha256": sha256, "mimeType": mimeType]
            guard let record = try UploadRecord.fetchOne(db, key: key), times.contains(record.at) else { return nil }
            // One account may not use the uploads of another.
            if let mine = accounts.credential?.description, let other = record.credential,
                try Accounts.account(of: mine, db) != Accounts.account(of: other, db)
            {
                return nil
            }
            return UploadedFile(id: record.fileID, url: record.url, durationToken: record.durationToken)
        }
    }

    package func remember(
        upload: UploadedFile, identity: String, sha256: String, mimeType: String, at time: Double
    ) async throws(StoreError) {
        try await writes.write { [accounts] db in
            try UploadRecord(
                identity: identity, sha256: sha256, mimeType: mimeType, fileID: upload.id, url: upload.url,
                durationToken: upload.durationToken, at: time, credential: accounts.credential?.description
            ).insert(db, onConflict: .replace)
        }
    }

    package func durations(identity: String, model: String) async throws(StoreError) -> [Double] {
        try await read { db in
            try Double.fetchAll(
                db,
                sql: """
                    SELECT job.doneAt - job.acceptedAt FROM job JOIN run ON run.id = job.run
                    WHERE job.model = ? AND job.doneAt IS NOT NULL AND job.acceptedAt IS NOT NULL
                      AND job.adoptions = 0 AND NOT job.isShared AND job.source IS NULL AND run.identity = ?
                    ORDER BY job.doneAt DESC LIMIT 50
                    """, arguments: [model, identity])
        }
    }

    package func price(identity: String, group: String) async throws(StoreError) -> Number? {
        try await read { db in
            try PriceRecord.fetchOne(db, key: ["identity": identity, "priceGroup": group])
                .flatMap { Number($0.credits) }
        }
    }

    // MARK: Parts

    /// Changes a few columns of one job's row, which costs a fraction of reading and writing all of it.
    private static func update(
        _ job: StoredJobID, _ sql: String, _ arguments: StatementArguments, _ db: Database
    ) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
        guard db.changesCount == 1 else { throw StoreError(.other, "the ledger has no job \(job.rawValue)") }
    }

    private static func insert(_ file: StoredFile, of job: StoredJobID, at time: Double, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO download (job, number, url, path, bytes, sha256, modified, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                job.rawValue, file.number, file.url, file.path, file.bytes, file.sha256, file.modified, time,
            ])
    }

    /// Keeps the history of a job's charge, before the job's row gets it.
    private static func note(_ charge: Charge, of job: StoredJobID, at time: Double, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO charge (job, kind, credits, at)
                SELECT id, :kind, :credits, :at FROM job
                WHERE id = :job AND (charge <> :kind OR credits IS NOT :credits)
                """
        ).execute(
            arguments: [
                "kind": charge.kind, "credits": charge.credits?.description, "at": time, "job": job.rawValue,
            ])
    }

    /// Reads one job's row, changes it and writes it.
    private static func change(
        _ job: StoredJobID, _ db: Database, _ body: (inout JobRecord) throws -> Void
    ) throws {
        guard var record = try JobRecord.fetchOne(db, key: job.rawValue) else {
            throw StoreError(.other, "the ledger has no job \(job.rawValue)")
        }
        try body(&record)
        try record.update(db)
    }

    /// Sets a job's charge, and keeps the history of what was seen.
    static func note(_ charge: Charge, of record: inout JobRecord, at time: Double, _ db: Database) throws {
        guard let id = record.id, charge != record.chargeValue else { return }
        record.set(charge)
        try ChargeRecord(job: id, kind: charge.kind, credits: charge.credits?.description, at: time).insert(db)
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        // A connection that is opened now would read whatever lies there.
        try watch.check()
        return try await history.read(body)
    }
}
