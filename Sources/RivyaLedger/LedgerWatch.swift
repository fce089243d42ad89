import Foundation
import GRDB
import RivyaRuns
import Synchronization

/// Looks whether the files of a ledger that are open are still those under its names.
///
/// What is deleted or replaced can be written to all the same, as long as it is open, and nobody would ever read it
/// again: a request that was noted there is as good as not noted.
final class LedgerWatch: Sendable {
    private struct Sight: Equatable {
        var device: UInt64
        var inode: UInt64
        var length: Int64

        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0 else { return nil }
            device = UInt64(truncatingIfNeeded: info.st_dev)
            inode = UInt64(truncatingIfNeeded: info.st_ino)
            length = Int64(info.st_size)
        }
    }

    private struct State {
        var sights: [String: Sight] = [:]
        /// Where the content of a lost ledger was kept; nil while none was lost.
        var rescued: String??
    }

    private let path: String
    private let state: Mutex<State>

    init(_ path: String) {
        self.path = path
        state = Mutex(State())
        _ = try? check()
    }

    /// Throws `lost` where a file is gone, another one, or shorter than it was.
    func check() throws(StoreError) {
        let problem = state.withLock { state -> String? in
            for suffix in ["", "-wal", "-shm"] {
                let name = path + suffix
                let known = state.sights[name]
                guard let seen = Sight(name) else {
                    guard known != nil else { continue }
                    return errno == ENOENT || errno == ENOTDIR
                        ? "`\(name)` was deleted" : "`\(name)` is out of reach: \(String(cString: strerror(errno)))"
                }
                if let known {
                    guard (known.device, known.inode) == (seen.device, seen.inode) else {
                        return "`\(name)` was replaced by another file"
                    }
                    // A ledger never becomes shorter; its log may.
                    guard suffix != "" || seen.length >= known.length else { return "`\(name)` was cut short" }
                }
                state.sights[name] = seen
            }
            return nil
        }
        guard let problem else { return }
        throw StoreError(
            .lost, "the ledger was lost while it was in use: \(problem)", help: LedgerFile.wayOut(path))
    }

    /// The same, on the connection that writes; keeps what the lost ledger holds beside its place, once.
    func check(on db: Database) throws(StoreError) {
        do throws(StoreError) {
            try check()
        } catch {
            let help = rescue(db).map { LedgerFile.restoring(copy: $0, to: path) }
            throw StoreError(.lost, error.message, help: help ?? error.help)
        }
    }

    private func rescue(_ db: Database) -> String? {
        state.withLock { state in
            if let rescued = state.rescued { return rescued }
            let rescued = copy(db)
            state.rescued = .some(rescued)
            if rescued != nil { removeCompanions(state.sights) }
            return rescued
        }
    }

    /// The log of the lost ledger would spoil whatever is put in its place, and the copy holds what is in it.
    private func removeCompanions(_ sights: [String: Sight]) {
        for name in LedgerFile.companions.map({ path + $0 }) {
            guard let known = sights[name], let seen = Sight(name) else { continue }
            if (known.device, known.inode) == (seen.device, seen.inode) { unlink(name) }
        }
    }

    /// SQLite still has the files open, under whatever name.
    private func copy(_ db: Database) -> String? {
        let files = FileManager.default
        let folder = (path as NSString).deletingLastPathComponent
        if !files.fileExists(atPath: folder) {
            try? files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        var number = 1
        while files.fileExists(atPath: "\(path)\(LedgerFile.rescued)\(number)") { number += 1 }
        let target = "\(path)\(LedgerFile.rescued)\(number)"
        let descriptor = open(target, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        close(descriptor)
        do {
            try db.execute(sql: "VACUUM INTO ?", arguments: [target])
            return target
        } catch {
            try? files.removeItem(atPath: target)
            return nil
        }
    }
}
