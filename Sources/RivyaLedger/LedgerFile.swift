import Foundation
import GRDB
import RivyaRuns

/// The file of a ledger, and how it is opened to be written to.
struct LedgerFile {
    /// The state folder.
    let folder: String

    var path: String { folder + "/ledger.sqlite" }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    var damage: LedgerDamage { LedgerDamage(path: path) }

    /// Makes the file where it is missing, and its tables those of this version; sets it aside where it is damaged.
    func open() throws(StoreError) -> DatabasePool {
        // One at a time: two that create the tables, or set a damaged file aside, must not meet.
        let turn = Turn(folder + "/ledger.lock")
        defer { turn.end() }
        do {
            return try openPool()
        } catch let error as StoreError where error.kind != .damaged {
            throw error
        } catch {
            let problem = StoreError(opening: error, path)
            throw problem.kind == .damaged ? damage.setAside(because: problem.message) : problem
        }
    }

    private func openPool() throws -> DatabasePool {
        // SQLite gives its -wal and -shm files the mode of the database, so that is set before the first write. A file
        // that is there is not opened: closing it would take SQLite's locks on it away from the whole process.
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            // In WAL mode anything less would lose the last commits in a power cut, and with them what was paid.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try damage.checkIfSuspected(pool)
        let migrator = DatabaseMigrator.ledger
        let isNewer = try pool.read { db in try migrator.hasBeenSuperseded(db) }
        guard !isNewer else { throw StoreError(newer: path) }
        try migrator.migrate(pool)
        return pool
    }
}

/// A lock on a file, held for a moment. Where it cannot be had, SQLite's own locks must do.
private struct Turn {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { _ = flock(descriptor, LOCK_EX) }
    }

    func end() {
        if descriptor >= 0 { close(descriptor) }
    }
}
