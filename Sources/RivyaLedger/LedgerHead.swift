import Foundation
import RivyaRuns
import Synchronization

/// The first bytes of a ledger's file, looked at before SQLite opens it: SQLite would play the log that lies beside it
/// into whatever file has its name, and so spoil what is left.
struct LedgerHead {
    let path: String

    /// Ledgers that this process has looked at, and whether they are short. Their files are not opened here again:
    /// closing one that SQLite has open takes SQLite's locks on it away from the whole process.
    private static let known = Mutex<[String: Bool]>([:])

    private static let magic = Array("SQLite format 3\0".utf8)

    /// Whether pages are missing at the end, which a log beside it may hold. Throws `damaged` for a file that is no
    /// database.
    func isShort() throws(StoreError) -> Bool {
        if let known = Self.known.withLock({ $0[path] }) { return known }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError(opening: POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO), path)
        }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 100)
        var info = stat()
        guard
            read(descriptor, &head, head.count) == head.count, head.starts(with: Self.magic),
            fstat(descriptor, &info) == 0
        else { throw StoreError(.damaged, "file is not a database", at: path) }
        let isShort = Int(info.st_size) < Self.length(head)
        Self.known.withLock { $0[path] = isShort }
        return isShort
    }

    /// What the head says that the file has in bytes; see "The Database Header" in SQLite's documents.
    private static func length(_ head: [UInt8]) -> Int {
        func number(at place: Int, _ count: Int) -> Int { head[place..<place + count].reduce(0) { $0 << 8 | Int($1) } }
        // The number of pages counts only where the same change has written it.
        guard number(at: 24, 4) == number(at: 92, 4) else { return 0 }
        let size = number(at: 16, 2)
        return number(at: 28, 4) * (size == 1 ? 65536 : size)
    }
}
