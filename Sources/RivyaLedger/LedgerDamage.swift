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

    /// Reads all of a ledger that somebody has found damage in.
    func checkIfSuspected(_ reader: some DatabaseReader) throws {
        guard FileManager.default.fileExists(atPath: mark) else { return }
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
            throw StoreError(
                .damaged, "the ledger `\(path)` is damaged: \(error.message)",
                help: "the next run checks all of it, and sets it aside where it cannot be used any more")
        }
    }

    /// A file that cannot be read as a ledger is kept under another name: it may still tell what was paid.
    func setAside(because reason: String) -> StoreError {
        let files = FileManager.default
        var number = 1
        while files.fileExists(atPath: "\(path).damaged-\(number)") { number += 1 }
        let target = "\(path).damaged-\(number)"
        for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
            do {
                try files.moveItem(atPath: path + suffix, toPath: target + suffix)
            } catch {
                return StoreError(.damaged, "the ledger `\(path)` is damaged, and cannot be moved away: \(error)")
            }
        }
        try? files.removeItem(atPath: mark)
        return StoreError(
            .damaged, "the ledger `\(path)` is damaged (\(reason)); it was kept as `\(target)`",
            help: "check the account's task list for what was paid; the next run starts a new ledger")
    }
}
