import GRDB

extension DatabaseMigrator {
    /// The ledger's schema, step by step. A step that was released is never changed.
    ///
    /// Times are seconds since 1970; credits are decimals as text, so that nothing is rounded.
    static var ledger: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs, cells, jobs") { db in
            try db.create(table: "run") { t in
                t.primaryKey("id", .text).notNull()
                t.column("identity", .text).notNull()
                t.column("script", .text).notNull()
                t.column("outputRoot", .text).notNull()
                t.column("isFresh", .boolean).notNull()
                t.column("startedAt", .double).notNull()
                t.column("endedAt", .double)
            }
            try db.create(table: "cell") { t in
                t.primaryKey("key", .text).notNull().check { length($0) == 64 }
                t.column("identity", .text).notNull()
                t.column("model", .text).notNull()
                t.column("request", .text).notNull()
                t.column("priceGroup", .text).notNull()
            }
            try db.create(table: "job") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("run", .text).notNull().references("run", onDelete: .restrict)
                t.column("number", .integer).notNull().check { $0 >= 1 }
                t.column("attempt", .integer).notNull().check { $0 >= 1 }
                t.column("cell", .text).references("cell", onDelete: .restrict)
                t.column("source", .integer).references("job", onDelete: .restrict)
                t.column("owner", .text)
                t.column("adoptions", .integer).notNull().defaults(to: 0)
                t.column("state", .text).notNull().check(
                    sql: isOneOf(
                        "state",
                        [
                            "claimed", "submitting", "running", "fetching", "succeeded", "failed", "unknown",
                            "released", "attached", "cached", "skipped",
                        ]))
                t.column("name", .text)
                t.column("model", .text).notNull()
                t.column("axes", .text).notNull()
                t.column("tags", .text).notNull()
                t.column("output", .text).notNull()
                t.column("take", .integer).notNull().check { $0 >= 1 }
                t.column("file", .text).notNull()
                t.column("line", .integer).notNull()
                t.column("statement", .text).notNull()
                t.column("idempotencyKey", .text).unique()
                t.column("body", .blob)
                t.column("taskID", .text)
                t.column("urls", .text).notNull().defaults(to: "[]")
                t.column("charge", .text).notNull().check(
                    sql: isOneOf("charge", ["not_charged", "reserved", "charged", "refunded", "unknown"]))
                t.column("credits", .text)
                t.column("failureCode", .text)
                t.column("failureMessage", .text)
                t.column("claimedAt", .double).notNull()
                t.column("submittedAt", .double)
                t.column("acceptedAt", .double)
                t.column("doneAt", .double)
                t.column("endedAt", .double)
                // Nothing may have left without its intent being here.
                t.check(
                    sql:
                        """
                        (state <> 'submitting' AND state <> 'running' AND state <> 'fetching')
                        OR (idempotencyKey IS NOT NULL AND body IS NOT NULL)
                        """
                )
                t.check(sql: "(state <> 'running' AND state <> 'fetching') OR taskID IS NOT NULL")
            }
            try db.create(index: "jobByCell", on: "job", columns: ["cell", "id"])
            try db.create(index: "jobByRun", on: "job", columns: ["run", "number", "attempt"])
            try db.create(index: "jobBySource", on: "job", columns: ["source"], condition: Column("source") != nil)
            try db.create(
                index: "jobOpen", on: "job", columns: ["run"], condition: Column("endedAt") == nil)
            try db.create(
                index: "jobDone", on: "job", columns: ["model", "doneAt"], condition: Column("doneAt") != nil)
        }
        migrator.registerMigration("2 attempts, uploads, downloads, charges") { db in
            try db.create(table: "attempt") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("job", .integer).notNull().references("job", onDelete: .restrict).indexed()
                t.column("at", .double).notNull()
                t.column("outcome", .text).notNull()
                t.column("status", .integer)
                t.column("message", .text)
                t.column("requestID", .text)
            }
            try db.create(table: "upload") { t in
                t.column("identity", .text).notNull()
                t.column("sha256", .text).notNull()
                t.column("mimeType", .text).notNull()
                t.column("fileID", .text).notNull()
                t.column("url", .text).notNull()
                t.column("durationToken", .text)
                t.column("at", .double).notNull()
                t.primaryKey(["identity", "sha256", "mimeType"])
            }
            try db.create(table: "download") { t in
                t.column("job", .integer).notNull().references("job", onDelete: .restrict)
                t.column("number", .integer).notNull().check { $0 >= 1 }
                t.column("url", .text).notNull()
                t.column("path", .text).notNull()
                t.column("bytes", .integer).notNull().check { $0 > 0 }
                t.column("sha256", .text).notNull().check { length($0) == 64 }
                t.column("modified", .double).notNull()
                t.column("at", .double).notNull()
                t.primaryKey(["job", "number"])
            }
            try db.create(table: "charge") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("job", .integer).notNull().references("job", onDelete: .restrict).indexed()
                t.column("kind", .text).notNull()
                t.column("credits", .text)
                t.column("at", .double).notNull()
            }
            try db.create(table: "price") { t in
                t.column("identity", .text).notNull()
                t.column("priceGroup", .text).notNull()
                t.column("credits", .text).notNull()
                t.column("at", .double).notNull()
                t.primaryKey(["identity", "priceGroup"])
            }
        }
        migrator.registerMigration("3 judgments, plans") { db in
            try db.create(table: "judgment") { t in
                // The row that the result is of: jobs that use a result share its judgment, and a cell that was paid
                // for anew has a result that nobody has judged.
                t.primaryKey("job", .integer).references("job", onDelete: .restrict)
                t.column("stars", .integer).check { (1...5).contains($0) }
                t.column("verdict", .text).check { ["pick", "reject"].contains($0) }
                t.column("tags", .text).notNull()
                t.column("note", .text).notNull()
                t.column("time", .double).notNull()
            }
            try db.create(table: "plan") { t in
                t.primaryKey("run", .text).notNull().references("run", onDelete: .restrict)
                t.column("cells", .text).notNull()
            }
            try db.create(index: "downloadBySHA256", on: "download", columns: ["sha256"])
        }
        migrator.registerMigration("4 what to do about failures") { db in
            try db.alter(table: "job") { t in
                t.add(column: "failureHelp", .text)
                t.add(column: "failureRequestID", .text)
            }
        }
        migrator.registerMigration("5 derived keys") { db in
            try db.alter(table: "job") { t in
                // Of rows with a random key of an older version: none.
                t.add(column: "generation", .integer)
                t.add(column: "nonce", .text)
                t.add(column: "isShared", .boolean).notNull().defaults(to: false)
            }
        }
        migrator.registerMigration("6 credentials, uptimes") { db in
            try db.alter(table: "job") { t in
                // See `CredentialDigest`. Of rows of an older version, and of simulated ones: none.
                t.add(column: "credential", .text)
                t.add(column: "boot", .text)
                t.add(column: "uptime", .double)
            }
            try db.alter(table: "upload") { t in t.add(column: "credential", .text) }
            // Keys that are known to be of one account have the same `account`; any other is an account of its own.
            try db.create(table: "credential") { t in
                t.primaryKey("digest", .text).notNull()
                t.column("account", .text).notNull()
            }
        }
        return migrator
    }
}

/// Compares with one text after the other: for each row that is written, SQLite would fill a table with the list of an
/// `IN`, which costs several times as much as the row.
private func isOneOf(_ column: String, _ values: [String]) -> String {
    values.map { "\(column) = '\($0)'" }.joined(separator: " OR ")
}
