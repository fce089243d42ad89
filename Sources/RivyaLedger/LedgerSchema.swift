import GRDB
import RivyaRuns

/// Whether a database is a ledger at all.
enum LedgerSchema {
    /// The tables that each step of the schema has made.
    private static let tables: [(step: String, tables: [String])] = [
        ("1 runs, cells, jobs", ["run", "cell", "job"]),
        ("2 attempts, uploads, downloads, charges", ["attempt", "upload", "download", "charge", "price"]),
        ("3 judgments, plans", ["judgment", "plan"]),
        ("6 credentials, uptimes", ["credential"]),
    ]

    /// Throws for a database without tables, for another program's, for one of a newer version, and for a ledger that a
    /// table was taken out of.
    static func check(_ db: Database, path: String) throws {
        let migrator = DatabaseMigrator.ledger
        let present = Set(
            try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        guard !present.isEmpty else { throw StoreError(.damaged, "it is empty") }
        let applied = try migrator.appliedIdentifiers(db)
        guard let first = tables.first?.step, applied.contains(first) else {
            throw StoreError(.damaged, "it is a database of another program")
        }
        guard try !migrator.hasBeenSuperseded(db) else { throw StoreError(newer: path) }
        for (step, tables) in tables where applied.contains(step) {
            for table in tables where !present.contains(table) {
                throw StoreError(.damaged, "its table `\(table)` is missing")
            }
        }
    }
}
