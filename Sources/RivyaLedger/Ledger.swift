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
        let file = LedgerFile(folder: folder)
        pool = try file.open()
        writes = WriteQueue(pool, damage: file.damage)
        history = LedgerReader(pool, owners: Owners(folder: folder + "/owners"), damage: file.damage, process: owner.id)
    }

    private static func createFolder(_ folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Whether a state folder has a ledger.
    package static func exists(in folder: String) -> Bool { LedgerFile(folder: folder).exists }
}
