import GRDB
package import RivyaRuns

extension Ledger {
    package func claim(_ claim: CellClaim) async throws(StoreError) -> ClaimAnswer {
        try await writes.write { [owner, accounts] db in
            guard let cell = claim.cell else { throw StoreError(.other, "a claim needs a cell") }
            try CellRecord(
                key: cell.description, identity: claim.identity, model: claim.label.model, request: claim.request,
                priceGroup: claim.priceGroup
            ).keep(db)
            // Of most cells nothing is known, which costs one look into an index.
            let isKnown = try Self.isKnown(cell, db)
            if isKnown, !claim.isFresh, let answer = try Self.earlier(claim, cell, owner, accounts, db) {
                return answer
            }
            if !claim.isFresh {
                for former in claim.formerCells where try Self.isKnown(former, db) {
                    if let answer = try Self.earlier(claim, former, owner, accounts, db) { return answer }
                }
            }
            let history = isKnown ? try Self.history(of: cell, nonce: claim.nonce, db) : CreateHistory()
            var job = JobRecord(claim, state: .claimed, owner: owner.id)
            job.generation = history.generation
            job.nonce = claim.nonce
            if let body = claim.body {
                var intent = Intent(cell: cell, body: body, generation: history.generation, nonce: claim.nonce)
                intent.uptime = claim.uptime
                if isKnown { try Self.release(key: intent.idempotencyKey, db) }
                job.set(intent, at: claim.time)
                job.credential = accounts.credential?.description
            }
            return .granted(StoredJobID(try job.insertClaim(db)), history)
        }
    }

    private static func isKnown(_ cell: CellKey, _ db: Database) throws -> Bool {
        let isKnown = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM job WHERE cell = ? AND source IS NULL)")
        return try Bool.fetchOne(isKnown, arguments: [cell.description]) == true
    }

    /// The generation rises after a task that failed, within the keys of one nonce.
    private static func history(of cell: CellKey, nonce: String?, _ db: Database) throws -> CreateHistory {
        var history = CreateHistory()
        let generation = try db.cachedStatement(
            sql: """
                SELECT max(generation + (state = 'failed' AND taskID IS NOT NULL)) FROM job
                WHERE cell = ? AND source IS NULL AND generation IS NOT NULL AND nonce IS ?
                """)
        history.generation = try Int.fetchOne(generation, arguments: [cell.description, nonce]) ?? 0
        let refusal = try db.cachedStatement(
            sql: """
                SELECT failureRequestID FROM job
                WHERE cell = ? AND source IS NULL AND state = 'failed' AND taskID IS NULL
                ORDER BY id DESC LIMIT 1
                """)
        history.refusalID = try String.fetchOne(refusal, arguments: [cell.description])
        return history
    }

    /// A key belongs to the one job that may still get its task: an ended one gives it up.
    static func release(key: String, heldBy job: StoredJobID? = nil, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE job SET idempotencyKey = NULL WHERE idempotencyKey = ? AND id IS NOT ?")
            .execute(arguments: [key, job?.rawValue])
    }

    /// What earlier jobs of a cell mean for a new one; nil where they mean nothing, because none was paid for.
    private static func earlier(
        _ claim: CellClaim, _ cell: CellKey, _ owner: OwnerLock, _ accounts: Accounts, _ db: Database
    ) throws -> ClaimAnswer? {
        let jobs = JobRecord.filter(Column("cell") == cell.description && Column("source") == nil)
            .order(Column("id").desc)
        if let paid = try jobs.filter(Column("state") == JobState.succeeded.rawValue).fetchOne(db) {
            return .cached(try stored(paid, db), try attach(claim, to: paid, .cached, db))
        }
        if var open = try jobs.filter(openStates.contains(Column("state"))).fetchOne(db) {
            if let holder = open.owner, owner.isAlive(holder) { return .busy }
            if try accounts.isForeign(open, db) {
                _ = try attach(claim, to: open, .attached, db)
                return .foreign(try stored(open, db))
            }
            open.owner = owner.id
            open.adoptions += 1
            try open.update(db)
            _ = try attach(claim, to: open, .attached, db)
            return .takenOver(try stored(open, db))
        }
        let ended = [JobState.unknown, .failed].map(\.rawValue)
        if var last = try jobs.filter(ended.contains(Column("state"))).fetchOne(db),
            last.state == JobState.unknown.rawValue
        {
            if claim.repeatsUnknown || isUnlocked(last, claim) {
                if try accounts.isForeign(last, db) {
                    _ = try attach(claim, to: last, .unknown, db)
                    return .foreign(try stored(last, db))
                }
                try reopen(&last, owner, db)
                _ = try attach(claim, to: last, .attached, db)
                return .takenOver(try stored(last, db))
            }
            _ = try attach(claim, to: last, .unknown, db)
            return .unknown(try stored(last, db))
        }
        return nil
    }

    /// A clock that was ahead said that the request was too old, and is right now.
    private static func isUnlocked(_ job: JobRecord, _ claim: CellClaim) -> Bool {
        guard let sentAt = job.submittedAt, let endedAt = job.endedAt, job.body != nil else { return false }
        let sent = job.boot.flatMap { boot in job.uptime.map { Uptime(boot: boot, seconds: $0) } }
        let age = SendingAge(sentAt: sentAt, uptime: sent, now: claim.time, uptime: claim.uptime)
        let isLockedInFuture = endedAt > claim.time + RunSettings.clockTolerance
        return age.isWithin(claim.keyMemory) && isLockedInFuture
    }

    /// Makes a job that ended as `unknown` one whose answer is still to be seen.
    private static func reopen(_ job: inout JobRecord, _ owner: OwnerLock, _ db: Database) throws {
        job.state = JobState.submitting.rawValue
        job.owner = owner.id
        job.adoptions += 1
        job.failureCode = nil
        job.failureMessage = nil
        job.endedAt = nil
        try job.update(db)
        try db.execute(
            sql: """
                UPDATE job SET state = 'attached', failureCode = NULL, failureMessage = NULL, endedAt = NULL
                WHERE source = ? AND state = 'unknown'
                """, arguments: [job.id])
    }

    /// Gives a job that uses another's task a row of its own, so that its run lists it. The charge stays with the
    /// other.
    private static func attach(
        _ claim: CellClaim, to source: JobRecord, _ state: JobState, _ db: Database
    ) throws -> StoredJobID {
        var job = JobRecord(claim, state: state, owner: nil)
        job.source = source.id
        job.taskID = source.taskID
        job.urls = source.urls
        if state != .attached { job.endedAt = claim.time }
        try job.insert(db)
        return StoredJobID(job.id ?? 0)
    }

    package func adopt(
        identity: String, run: String?, repeatsUnknown: Bool
    ) async throws(StoreError) -> [StoredJob] {
        try await writes.write { [owner, accounts] db in
            let states = openStates + (repeatsUnknown ? [JobState.unknown.rawValue] : [])
            var jobs = JobRecord.filter(states.contains(Column("state")) && Column("source") == nil)
                .filter(sql: "run IN (SELECT id FROM run WHERE identity = ?)", arguments: [identity])
            // Open jobs are found by an index.
            if !repeatsUnknown { jobs = jobs.filter(Column("endedAt") == nil) }
            if let run {
                jobs = jobs.filter(
                    sql: """
                        run = ? OR id IN (SELECT source FROM job WHERE run = ? AND state IN ('attached', 'unknown'))
                        """,
                    arguments: [run, run])
            }
            // The liveness of one process is asked for once, not for each of its jobs.
            var alive: [String: Bool] = [:]
            var adopted: [StoredJob] = []
            for var job in try jobs.order(Column("id")).fetchAll(db) where try !accounts.isForeign(job, db) {
                if job.state == JobState.unknown.rawValue {
                    try Self.reopen(&job, owner, db)
                    adopted.append(try Self.stored(job, db))
                    continue
                }
                if let holder = job.owner {
                    let isAlive = alive[holder] ?? owner.isAlive(holder)
                    alive[holder] = isAlive
                    if isAlive { continue }
                }
                job.owner = owner.id
                job.adoptions += 1
                try job.update(db)
                adopted.append(try Self.stored(job, db))
            }
            return adopted
        }
    }

    package func letGo(_ job: StoredJobID) async throws(StoreError) {
        try await writes.write { db in
            try db.execute(sql: "UPDATE job SET owner = NULL WHERE id = ?", arguments: [job.rawValue])
        }
    }

    /// A job with all files that were ever stored of its result.
    static func stored(_ job: JobRecord, _ db: Database) throws -> StoredJob {
        let files = try DownloadRecord.fetchAll(
            db,
            sql: """
                SELECT * FROM download WHERE job = :id OR job IN (SELECT id FROM job WHERE source = :id)
                ORDER BY number, job
                """, arguments: ["id": job.id])
        return try job.stored(files: files.map(StoredFile.init))
    }
}

let openStates = JobState.allCases.filter(\.isOpen).map(\.rawValue)
