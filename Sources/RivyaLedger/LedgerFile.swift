import Foundation
import GRDB
import RivyaRuns

/// The file of a ledger, and how it is opened to be written to.
struct LedgerFile {
    /// The state folder.
    let folder: String

    static let name = "ledger.sqlite"
    /// What SQLite keeps beside it.
    static let companions = ["-wal", "-shm", "-journal"]

    /// What follows the name of a ledger in that of a copy that a process has made of it after it was lost.
    static let rescued = ".rescued-"

    var path: String { folder + "/" + Self.name }

    var head: LedgerHead { LedgerHead(path: path) }

    var damage: LedgerDamage { LedgerDamage(path: path) }

    /// Makes the ledger where there never was one, and its tables those of this version. What is there and cannot be
    /// used is left as it is.
    func open() throws(StoreError) -> DatabasePool {
        // One at a time: two that change the tables, or set a ledger aside, must not meet.
        let turn = Turn(folder)
        defer { turn.end() }
        return try openInTurn()
    }

    /// Sets aside what cannot be used, with all that belongs to it, and begins a new ledger.
    ///
    /// - Returns: the new name of what was there; nil where nothing had to be set aside.
    func startAnew() throws(StoreError) -> String? {
        let turn = Turn(folder)
        defer { turn.end() }
        do throws(StoreError) {
            // Another process may have done it meanwhile.
            _ = try openInTurn()
            return nil
        } catch {
            guard error.hidesPayments else { throw error }
            let kept = try damage.setAside()
            // They are decided about too.
            for copy in rescuedCopies { try damage.keepAway(copy) }
            try create()
            return kept
        }
    }

    private func openInTurn() throws(StoreError) -> DatabasePool {
        if try !isThere() { try create() }
        do {
            let pool = try openPool()
            leaveMark()
            return pool
        } catch {
            throw damage.described(StoreError(opening: error, path))
        }
    }

    private func openPool() throws -> DatabasePool {
        var configuration = Self.configuration
        configuration.busyMode = .timeout(30)
        let isShort = try head.isShort()
        let pool = try DatabasePool(path: path, configuration: configuration)
        try damage.checkIfSuspected(pool, isShort: isShort)
        try pool.read { db in try LedgerSchema.check(db, path: path) }
        try DatabaseMigrator.ledger.migrate(pool)
        return pool
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.prepareDatabase { db in
            // In WAL mode anything less would lose the last commits in a power cut, and with them what was paid.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }

    // MARK: Creating

    /// A ledger gets its name when it is whole, so that one without tables is never taken for a new one.
    private func create() throws(StoreError) {
        let files = FileManager.default
        let temporary = folder + "/.new-ledger-\(UUID().uuidString)"
        defer {
            for suffix in [""] + Self.companions { try? files.removeItem(atPath: temporary + suffix) }
        }
        do {
            // SQLite gives its -wal and -shm files the mode of the database.
            let descriptor = Foundation.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            close(descriptor)
            let queue = try DatabaseQueue(path: temporary, configuration: Self.configuration)
            try DatabaseMigrator.ledger.migrate(queue)
            try queue.close()
            // Nothing is replaced, whoever else makes one. Where there are no links, the turn alone must do.
            if link(temporary, path) != 0, errno != EEXIST, rename(temporary, path) != 0 {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            throw StoreError(opening: error, folder)
        }
        syncFolder()
    }

    /// A name that is lost in a power cut would take all that was paid with it.
    private func syncFolder() {
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// Tells of the ledger when it is gone.
    private func leaveMark() {
        let mark = folder + "/ledger.mark"
        guard !FileManager.default.fileExists(atPath: mark) else { return }
        let text = "A ledger was begun here: \(Self.name) tells what was sent and paid.\n"
        _ = FileManager.default.createFile(
            atPath: mark, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    }
}

/// A lock on the state folder, held for a moment. Where it cannot be had, SQLite's own locks must do.
private struct Turn {
    private var descriptors: [Int32] = []

    init(_ folder: String) {
        hold(Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        // Where older versions take their turns.
        hold(Foundation.open(folder + "/ledger.lock", O_RDWR | O_CLOEXEC))
    }

    private mutating func hold(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        _ = flock(descriptor, LOCK_EX)
        descriptors.append(descriptor)
    }

    func end() {
        for descriptor in descriptors { close(descriptor) }
    }
}
