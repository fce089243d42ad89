import GRDB

/// What every claim writes, by statements that stay prepared: encoding a record and generating its SQL costs more than
/// carrying it out.
extension CellRecord {
    /// Puts a cell there that is not there yet.
    func keep(_ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO cell (key, identity, model, request, priceGroup) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [key, identity, model, request, priceGroup])
    }
}

extension JobRecord {
    /// Inserts a job as a claim makes it: what comes later has the columns' defaults.
    func insertClaim(_ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO job (
                  run, number, attempt, cell, owner, state, name, model, axes, tags, output, take, file, line,
                  statement, idempotencyKey, generation, nonce, body, charge, credits, claimedAt, submittedAt,
                  credential, boot, uptime
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                run, number, attempt, cell, owner, state, name, model, axes, tags, output, take, file, line,
                statement, idempotencyKey, generation, nonce, body, charge, credits, claimedAt, submittedAt, credential,
                boot, uptime,
            ])
        return db.lastInsertedRowID
    }
}
