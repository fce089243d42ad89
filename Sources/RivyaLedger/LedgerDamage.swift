import Foundation
import GRDB
import RivyaRuns

/// How damage to a ledger is noticed, and what is done about it.
///
/// To read all of a ledger whenever it is opened would cost more with every run. So opening leaves it at what SQLite
/// looks at by itself, which is the file's head and whether its end is missing. Whoever meets damage later, in a page
/// that had to be read, leaves a mark beside the ledger; the next one to open it then checks all of it.
struct LedgerDamage: Sendable {
    let path: String

    private var mark: String { path + ".suspect" }

    /// Reads all of a ledger that somebody has found damage in, or that is shorter than its head says.
    func checkIfSuspected(_ reader: some DatabaseReader, isShort: Bool) throws {
        guard isShort || FileManager.default.fileExists(atPath: mark) else { return }
        let problems = try reader.read { db in try String.fetchAll(db, sql: "PRAGMA quick_check(1)") }
        guard problems == ["ok"] else { throw StoreError(.damaged, problems.first ?? "its check fails") }
        try? FileManager.default.removeItem(atPath: mark)
    }

    /// Leaves the mark where a call meets damage.
    func noting<Answer>(_ call: () throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        do {
            return try call()
        } catch {
            guard error.kind == .damaged else { throw error }
            // Where even this cannot be written, the damage will be met again.
            _ = FileManager.default.createFile(atPath: mark, contents: nil)
            throw described(error)
        }
    }

    /// An error with the ledger's name and what to do about it, where it has neither.
    func described(_ error: StoreError) -> StoreError {
        guard error.kind == .damaged, error.help == nil else { return error }
        return StoreError(.damaged, error.message, at: path)
    }

    /// What cannot be read as a ledger is kept under another name: it may still tell what was paid.
    ///
    /// - Returns: the new name; nil where nothing is there.
    func setAside() throws(StoreError) -> String? {
        let target = freeName
        var kept: String?
        for suffix in [""] + LedgerFile.companions where isThere(path + suffix) {
            try move(path + suffix, to: target + suffix)
            kept = kept ?? target + suffix
        }
        try? FileManager.default.removeItem(atPath: mark)
        return kept
    }

    /// The same for a copy of the ledger.
    func keepAway(_ copy: String) throws(StoreError) { try move(copy, to: freeName) }

    private var freeName: String {
        var number = 1
        while ([""] + LedgerFile.companions).contains(where: { isThere("\(path).damaged-\(number)\($0)") }) {
            number += 1
        }
        return "\(path).damaged-\(number)"
    }

    private func move(_ old: String, to new: String) throws(StoreError) {
        // A link is moved, and not what it leads to.
        guard rename(old, new) == 0 else {
            throw StoreError(
                .unreadable, "`\(old)` cannot be moved away: \(String(cString: strerror(errno)))",
                help: "choose another state folder with `--home`")
        }
    }

    private func isThere(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }
}
