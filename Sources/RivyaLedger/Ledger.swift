import Foundation
import GRDB
package import RivyaRuns

/// The SQLite store behind `RunStore`: one file `ledger.sqlite` in the state folder, shared by all processes that use
/// it.
///
/// Every write is part of a group commit (`WriteQueue`): a call returns once its change is on disk, and changes that
/// arrive meanwhile share the next commit.
package final class Ledger: Sendable {
    let pool: DatabasePool
    let writes: WriteQueue
    let owner: OwnerLock
    /// The same ledger, for looking only.
    package let history: LedgerReader

    /// Opens the ledger of a state folder, and creates both where they are missing: the folder for its user only.
    ///
    /// Throws `StoreError`: `newerSchema` for a ledger of a newer version, which is left alone; `damaged` for a file
    /// that is no ledger, or not whole any more, which is set aside under another name.
    package init(folder: String) throws(StoreError) {
        do {
            try Self.createFolder(folder)
            owner = try OwnerLock(folder: folder + "/owners")
        } catch {
            throw StoreError(opening: error, folder)
        }
        let path = folder + "/ledger.sqlite"
        // One at a time: two that create the tables, or set a damaged file aside, must not meet.
        let turn = Turn(folder + "/ledger.lock")
        defer { turn.end() }
        let damage = LedgerDamage(path: path)
        do {
            pool = try Self.open(path)
        } catch let error as StoreError where error.kind != .damaged {
            throw error
        } catch {
            let problem = StoreError(opening: error, path)
            throw problem.kind == .damaged ? damage.setAside(because: problem.message) : problem
        }
        writes = WriteQueue(pool, damage: damage)
        history = LedgerReader(pool, owners: Owners(folder: folder + "/owners"), damage: damage, process: owner.id)
    }

    private static func createFolder(_ folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private static func open(_ path: String) throws -> DatabasePool {
        // SQLite gives its -wal and -shm files the mode of the database, so that is set before the first write. A file
        // that is there is not opened: closing it would take SQLite's locks on it away from the whole process.
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        let damage = LedgerDamage(path: path)
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
