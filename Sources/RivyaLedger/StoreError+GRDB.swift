import Foundation
import GRDB
import RivyaRuns

extension StoreError {
    init(_ error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.other, "the ledger cannot be used: \(error)")
            return
        }
        if error.resultCode == .SQLITE_CANTOPEN, let limit = Self.lowLimitOfFiles {
            self.init(
                .other, "the ledger cannot be opened: too many open files, only \(limit) are allowed here",
                help: "raise the limit with `ulimit -n 1024`")
            return
        }
        let text = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        if error.extendedResultCode == .SQLITE_READONLY_DBMOVED {
            self.init(
                .lost, "the ledger was moved or deleted while it was in use",
                help: "put a copy of it back, or start anew with `rivya run --new-ledger`")
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(
                .diskFull, "the ledger cannot be written: the disk is full",
                help: "free some space, then resume the run")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self.init(
                .readOnly, "the ledger cannot be written: \(text)", help: "choose another state folder with `--home`")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, "another process holds the ledger", help: "try again in a moment")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, text)
        default:
            self.init(.other, "the ledger cannot be used: \(text)")
        }
    }

    /// Open files that this process may have, where they are so few that this is why nothing can be opened.
    private static var lowLimitOfFiles: Int? {
        var limit = rlimit()
        #if canImport(Darwin)
        let kind = RLIMIT_NOFILE
        #else
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(kind, &limit) == 0, limit.rlim_cur < 64 else { return nil }
        return Int(limit.rlim_cur)
    }

    init(newer path: String) {
        self.init(
            .newerSchema, "the ledger `\(path)` was written by a newer version of rivya",
            help: "update rivya, or choose another state folder with `--home`")
    }

    /// For errors while a ledger is opened; files tell theirs through Foundation.
    init(opening error: any Error, _ path: String) {
        if error is StoreError || error is DatabaseError {
            self.init(error)
        } else {
            self.init(
                .readOnly, "the state folder `\(path)` cannot be used: \(error.localizedDescription)",
                help: "choose another one with `--home`")
        }
    }
}
