import Foundation
import GRDB
package import RivyaRuns

/// A ledger that is looked at and not changed: for the commands that tell of earlier runs, and for plans.
///
/// It can be read while other processes write, and from a folder that cannot be written to.
package final class LedgerReader: Sendable {
    private let database: any DatabaseReader
    private let owners: Owners
    private let damage: LedgerDamage
    /// The owner that this process is, where it writes to the ledger too.
    private let process: String?
    init(_ database: any DatabaseReader, owners: Owners, damage: LedgerDamage, process: String) {
        self.database = database
        self.owners = owners
        self.damage = damage
        self.process = process
    }

    /// Opens the ledger of a state folder; nil where there never was one.
    ///
    /// Throws `StoreError` for what is there and cannot be read, and for a ledger that is gone; nothing is changed.
    package init?(folder: String) throws(StoreError) {
        let file = LedgerFile(folder: folder)
        guard try file.isThere() else { return nil }
        let path = file.path
        damage = file.damage
        owners = Owners(folder: folder + "/owners")
        process = nil
        do {
            let isShort = try file.head.isShort()
            let isCopy: Bool
            (database, isCopy) = try Self.open(path)
            try damage.checkIfSuspected(database, isShort: isShort)
            let isCurrent = try database.read { db in
                try LedgerSchema.check(db, path: path)
                return try DatabaseMigrator.ledger.hasCompletedMigrations(db)
            }
            // Where it cannot be brought up to date, what the queries of this version ask for is mostly there already.
            if !isCurrent, !isCopy { _ = try? file.open() }
        } catch {
            throw file.damage.described(StoreError(opening: error, path))
        }
    }

    private static func open(_ path: String) throws -> (any DatabaseReader, isCopy: Bool) {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        func checked(_ path: String) throws -> any DatabaseReader {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") }
            return queue
        }
        do {
            return (try checked(path), false)
        } catch let error as DatabaseError
            where [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR].contains(error.resultCode)
        {
            // SQLite reads a ledger through files that it makes beside it. Where it may not, a copy serves.
            let copy = try TemporaryCopy(of: path)
            // The open files stay until they are closed, whatever becomes of their names.
            defer { copy.remove() }
            return (try checked(copy.path), true)
        }
    }

    /// Whether a living process holds this owner's lock.
    func isAlive(_ owner: String) -> Bool { owner == process || owners.isAlive(owner) }

    /// Reads a consistent state. Not undone by cancelling the caller's task: a run that is being stopped still has to
    /// know what it holds.
    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
            database.asyncRead { access in
                do {
                    continuation.resume(returning: .success(try body(try access.get())))
                } catch {
                    continuation.resume(returning: .failure(StoreError(error)))
                }
            }
        }
        return try damage.noting { () throws(StoreError) in try result.get() }
    }
}

/// A ledger's files in a folder of their own.
private struct TemporaryCopy {
    let path: String
    private let folder: String

    init(of path: String) throws {
        let files = FileManager.default
        folder = files.temporaryDirectory.path + "/rivya-ledger-\(UUID().uuidString)"
        self.path = folder + "/ledger.sqlite"
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            // The log first: what is moved from it into the ledger meanwhile is then there twice, and not missing.
            for suffix in ["-wal", ""] where files.fileExists(atPath: path + suffix) {
                try files.copyItem(atPath: path + suffix, toPath: self.path + suffix)
                try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: self.path + suffix)
            }
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
