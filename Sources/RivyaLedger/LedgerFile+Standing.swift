import Foundation
import RivyaRuns

extension LedgerFile {
    /// Whether there is a ledger to be opened; false where nothing tells that there ever was one.
    ///
    /// Names, kinds and lengths are looked at, and no content: closing the file would take SQLite's locks on it away
    /// from the whole process. SQLite is not asked before, because it takes an empty file for a new database, and
    /// removes the log beside it.
    ///
    /// Throws a `StoreError` that hides payments for what is there and cannot be a ledger, and for one that is gone.
    func isThere() throws(StoreError) -> Bool {
        guard try isFolderThere() else { return false }
        var info = stat()
        guard lstat(path, &info) == 0 else {
            guard errno == ENOENT else { throw Self.unreadable("the ledger", path, errno) }
            guard let trace else { return false }
            let help = rescued.map { Self.restoring(copy: $0, to: path) } ?? Self.wayOut(path)
            throw StoreError(.missing, "the ledger `\(path)` is gone: `\(trace)` tells that there was one", help: help)
        }
        guard stat(path, &info) == 0 else {
            guard errno == ENOENT else { throw Self.unreadable("the ledger", path, errno) }
            throw StoreError(.missing, "the ledger `\(path)` is a link to what is not there", help: Self.wayOut(path))
        }
        guard info.st_mode & S_IFMT == S_IFREG else {
            let what = info.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is no file"
            throw StoreError(.damaged, what, at: path)
        }
        guard info.st_size > 0 else { throw StoreError(.damaged, "it is empty", at: path) }
        guard access(path, R_OK) == 0 else { throw Self.unreadable("the ledger", path, errno) }
        if let rescued {
            throw StoreError(
                .missing, "the ledger `\(path)` is not the one that a run was writing to when it was lost",
                help: Self.restoring(copy: rescued, to: path))
        }
        return true
    }

    private func isFolderThere() throws(StoreError) -> Bool {
        var info = stat()
        guard stat(folder, &info) == 0 else {
            switch errno {
            case ENOENT: return false
            case ENOTDIR: throw Self.noFolder(folder)
            default: throw Self.unreadable("the state folder", folder, errno)
            }
        }
        guard info.st_mode & S_IFMT == S_IFDIR else { throw Self.noFolder(folder) }
        return true
    }

    /// The name of something that only a ledger leaves behind: its log, a copy that was set aside, its mark.
    private var trace: String? {
        // What may be put back is named first.
        traces.first { $0.hasPrefix(Self.name + Self.rescued) }
            ?? traces.first { $0.hasPrefix(Self.name + ".") && !$0.hasSuffix(".suspect") } ?? traces.first
    }

    private var traces: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("ledger.") }.sorted()
    }

    /// The copies that processes have made of a ledger that they had lost, and that nobody has put back yet.
    var rescuedCopies: [String] {
        traces.filter { $0.hasPrefix(Self.name + Self.rescued) }.map { folder + "/" + $0 }
    }

    private var rescued: String? { rescuedCopies.first }

    /// What a person can do about a ledger that hides what was paid.
    static func wayOut(_ path: String) -> String {
        var info = stat()
        // A log that is not its own would spoil the copy.
        let log = lstat(path + "-wal", &info) == 0 && info.st_size > 0 ? " (take `\(path)-wal` away before)" : ""
        return "put a copy of it back\(log), or go on without it: \(newLedger)"
    }

    /// The same where what it held is at hand.
    static func restoring(copy: String, to path: String) -> String {
        "what it held was kept as `\(copy)`: `mv '\(copy)' '\(path)'` puts it back, and `rivya resume` goes on; without "
            + "it, \(newLedger)"
    }

    private static let newLedger =
        "`rivya run` with `--new-ledger` starts a new one, keeps what is there under another name, and may pay again for "
        + "what was paid"

    private static func unreadable(_ what: String, _ path: String, _ code: Int32) -> StoreError {
        StoreError(
            .unreadable, "\(what) `\(path)` cannot be looked at: \(String(cString: strerror(code)))",
            help: "make it readable for you, or name another state folder with `--home`")
    }

    private static func noFolder(_ path: String) -> StoreError {
        StoreError(
            .readOnly, "the state folder `\(path)` is no folder",
            help: "it must be a folder of yours: name another one with `--home` or `RIVYA_HOME`")
    }
}

extension StoreError {
    /// A ledger that was found damaged when it was opened.
    init(_ kind: Kind, _ reason: String, at path: String) {
        self.init(kind, "the ledger `\(path)` is damaged: \(reason)", help: LedgerFile.wayOut(path))
    }
}
