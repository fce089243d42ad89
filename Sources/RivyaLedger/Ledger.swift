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
    let watch: LedgerWatch
    let accounts: Accounts
    /// The same ledger, for looking only.
    package let history: LedgerReader

    /// Opens the ledger of a state folder, and creates both where there never was one: the folder for its user only.
    ///
    /// Throws `StoreError`. What is there and cannot be used is left as it is, and is never taken for a new ledger: see
    /// `StoreError.hidesPayments` and `startAnew`.
    ///
    /// - Parameter credential: the key that this process sends with; nil where that means nothing.
    package init(folder: String, credential: CredentialDigest? = nil) throws(StoreError) {
        accounts = Accounts(credential: credential)
        let file = LedgerFile(folder: folder)
        _ = try file.isThere()
        do {
            try Self.createFolder(folder)
            owner = try OwnerLock(folder: folder + "/owners")
        } catch {
            throw StoreError(opening: error, folder)
        }
        pool = try file.open()
        watch = LedgerWatch(file.path)
        writes = WriteQueue(pool, damage: file.damage, watch: watch)
        history = LedgerReader(pool, owners: Owners(folder: folder + "/owners"), damage: file.damage, process: owner.id)
    }

    private static func createFolder(_ folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Moves all that is in SQLite's log into the file itself, as far as no other process keeps it. Nothing can be read
    /// or written afterwards.
    package func close() {
        // What was lost stays as it is found.
        guard (try? watch.check()) != nil else { return }
        // Readers are closed last, and may not write.
        try? pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA busy_timeout = 1000")
            try db.checkpoint(.truncate)
        }
        try? pool.close()
    }

    /// Whether a state folder has a ledger, or had one.
    package static func exists(in folder: String) -> Bool {
        do throws(StoreError) {
            return try LedgerFile(folder: folder).isThere()
        } catch {
            return error.hidesPayments
        }
    }

    /// Sets aside what hides what was paid, and begins a new ledger: somebody has decided that.
    ///
    /// - Returns: under which name the old one is kept; nil where the ledger can be used, or nothing is left of it.
    package static func startAnew(in folder: String) throws(StoreError) -> String? {
        try LedgerFile(folder: folder).startAnew()
    }
}
