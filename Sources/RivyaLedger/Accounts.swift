import GRDB
package import RivyaRuns

/// Which API keys are of one account, as far as a ledger knows.
struct Accounts: Sendable {
    /// The key that this process works with; nil where that means nothing.
    let credential: CredentialDigest?

    /// Whether something of this job may be known to another account only: what was sent with another key.
    func isForeign(_ job: JobRecord, _ db: Database) throws -> Bool {
        guard let mine = credential?.description, let other = job.credential, other != mine else { return false }
        // Nothing was sent.
        guard job.state != JobState.claimed.rawValue else { return false }
        return try Self.account(of: other, db) != Self.account(of: mine, db)
    }

    /// A key that nothing is known of is an account of its own.
    static func account(of digest: String, _ db: Database) throws -> String {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT account FROM credential WHERE digest = ?"), arguments: [digest]) ?? digest
    }
}

extension Ledger {
    /// Remembers that another key is of the same account as the one that this process works with.
    package func unite(with other: CredentialDigest) async throws(StoreError) {
        guard let mine = accounts.credential?.description else { return }
        let other = other.description
        try await writes.write { db in
            let (account, old) = (try Accounts.account(of: mine, db), try Accounts.account(of: other, db))
            for (digest, account) in [(mine, account), (other, old)] {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO credential (digest, account) VALUES (?, ?)",
                    arguments: [digest, account])
            }
            try db.execute(sql: "UPDATE credential SET account = ? WHERE account = ?", arguments: [account, old])
        }
    }
}

extension LedgerReader {
    /// Jobs that are not finished and that no process is at, of which it is known with what key they were sent; those of
    /// other accounts than a key's.
    ///
    /// - Parameters:
    ///   - credential: nil for the jobs of all keys.
    ///   - run: only jobs that this run has, or waits for.
    ///   - repeatsUnknown: also jobs whose answer was never seen, and that are too old to be asked for again.
    package func boundJobs(
        identity: String, otherThan credential: CredentialDigest? = nil, run: String? = nil,
        repeatsUnknown: Bool = false
    ) async throws(StoreError) -> [BoundJob] {
        try await read { [self] db in
            // A ledger of an older version that cannot be brought up to date has none.
            guard try db.columns(in: "job").contains(where: { $0.name == "credential" }) else { return [] }
            let ended = repeatsUnknown ? " OR state = 'unknown'" : ""
            let jobs = try JobRecord.fetchAll(
                db,
                sql: """
                    SELECT * FROM job WHERE (endedAt IS NULL\(ended)) AND state <> 'claimed' AND source IS NULL
                      AND credential IS NOT NULL AND run IN (SELECT id FROM run WHERE identity = :identity)
                      AND (:run IS NULL OR run = :run OR id IN (SELECT source FROM job WHERE run = :run))
                    ORDER BY id
                    """, arguments: ["identity": identity, "run": run])
            let accounts = Accounts(credential: credential)
            var liveness = Liveness(self)
            var bound: [BoundJob] = []
            for job in jobs where !liveness.isAlive(job.owner) {
                guard let digest = job.credential else { continue }
                guard try credential == nil || accounts.isForeign(job, db) else { continue }
                bound.append(
                    BoundJob(
                        name: JobName(run: job.run, index: job.number), identity: identity,
                        cell: job.cell.map(CellKey.init(stored:)), credential: CredentialDigest(stored: digest)))
            }
            return bound
        }
    }

    /// Whether nothing tells that two keys are of one account.
    package func areApart(_ a: CredentialDigest, _ b: CredentialDigest) async throws(StoreError) -> Bool {
        guard a != b else { return false }
        return try await read { db in
            try Accounts.account(of: a.description, db) != Accounts.account(of: b.description, db)
        }
    }

    /// Tasks that were made with a key, the likeliest to be known to the service first.
    package func tasks(madeWith credential: CredentialDigest, limit: Int) async throws(StoreError) -> [String] {
        try await read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT taskID FROM job WHERE credential = ? AND taskID IS NOT NULL AND source IS NULL
                    ORDER BY endedAt IS NULL DESC, id DESC LIMIT ?
                    """, arguments: [credential.description, limit])
        }
    }
}
