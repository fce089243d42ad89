import GRDB
package import RivyaRuns
package import RivyaSyntax

/// What a person found in the account's task list about a request whose answer was never seen.
package enum Settlement: Sendable, Hashable {
    /// There is no task.
    case none
    /// It was charged; nil where the list shows no number.
    case charged(Number?)
    /// There is a task, which `resume` takes up.
    case task(String)
}

extension Ledger {
    /// Writes down what became of a job whose charge is unknown: one that is `submitting` or `unknown`.
    ///
    /// - Parameter price: what the catalog says that it costs, for a charge without a number.
    /// - Returns: what is now known of the money.
    /// - Throws: `.other` where the job is in another state, or a living process works on it.
    package func settle(
        _ job: StoredJobID, as settlement: Settlement, price: Number?, at time: Double
    ) async throws(StoreError) -> Charge {
        try await writes.write { [owner] db in
            guard var record = try JobRecord.fetchOne(db, key: job.rawValue) else {
                throw StoreError(.other, "the ledger has no job \(job.rawValue)")
            }
            guard [JobState.submitting.rawValue, JobState.unknown.rawValue].contains(record.state) else {
                throw StoreError(.other, "the job is `\(record.state)`: what it cost is not in doubt")
            }
            if record.endedAt == nil, let holder = record.owner, holder != owner.id, owner.isAlive(holder) {
                throw StoreError(.other, "a running process is at this job: wait for it, or stop it")
            }
            let charge: Charge
            record.owner = nil
            switch settlement {
            case .none:
                charge = .notCharged
                record.state = JobState.failed.rawValue
                record.set(JobFailure("settled", "the account's task list shows no task for it"))
            case .charged(let credits):
                let known = try credits ?? Self.lastPrice(of: record, db) ?? price
                charge = known.map(Charge.charged) ?? .unknown
                record.state = JobState.failed.rawValue
                record.set(JobFailure("settled", "it was charged, and its result is not here"))
            case .task(let id):
                charge = .unknown
                record.state = JobState.running.rawValue
                record.taskID = id
                record.acceptedAt = time
                // Its times tell nothing about the model.
                record.adoptions += 1
                record.set(nil as JobFailure?)
            }
            let isEnded = record.state == JobState.failed.rawValue
            record.endedAt = isEnded ? time : nil
            try Self.note(charge, of: &record, at: time, db)
            try record.update(db)
            try db.execute(
                sql: """
                    UPDATE job SET state = ?, failureCode = ?, failureMessage = ?, taskID = ?, endedAt = ?
                    WHERE source = ? AND (state = 'attached' OR state = 'unknown')
                    """,
                arguments: [
                    isEnded ? record.state : JobState.attached.rawValue, record.failureCode, record.failureMessage,
                    record.taskID, record.endedAt, job.rawValue,
                ])
            return charge
        }
    }

    /// What the service last reserved for the like.
    private static func lastPrice(of job: JobRecord, _ db: Database) throws -> Number? {
        try String.fetchOne(
            db,
            sql: """
                SELECT price.credits FROM price JOIN cell
                  ON cell.identity = price.identity AND cell.priceGroup = price.priceGroup
                WHERE cell.key = ?
                """, arguments: [job.cell]
        ).flatMap { Number($0) }
    }
}
