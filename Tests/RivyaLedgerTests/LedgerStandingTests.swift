import Foundation
import GRDB
import RivyaLedger
import RivyaRuns
import Testing

/// What was there and cannot be read is never taken for "nothing was paid".
struct LedgerStandingTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/rivya-standing-\(UUID().uuidString)"
    private var path: String { folder + "/ledger.sqlite" }

    private func inFolder(_ body: () async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body()
    }

    private func opening(_ ledger: Ledger) async throws -> String {
        try await ledger.begin(RunOpening(identity: "x", script: "s", outputRoot: "/", isFresh: false, startedAt: 1))
    }

    /// Refused by who writes and by who looks, every time, until somebody decides.
    private func expectRefusal(
        _ kind: StoreError.Kind, _ reason: String, sourceLocation place: SourceLocation = #_sourceLocation
    ) throws {
        for _ in 1...2 {
            let written = #expect(throws: StoreError.self, sourceLocation: place) { try Ledger(folder: folder) }
            let looked = #expect(throws: StoreError.self, sourceLocation: place) { try LedgerReader(folder: folder) }
            for error in [written, looked] {
                #expect(error?.kind == kind, sourceLocation: place)
                #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")", sourceLocation: place)
                #expect(error?.help?.contains("--new-ledger") == true, sourceLocation: place)
            }
            #expect(Ledger.exists(in: folder), sourceLocation: place)
        }
        _ = try Ledger.startAnew(in: folder)
        _ = try Ledger(folder: folder)
    }

    @Test func anEmptyFileIsNoNewLedger() async throws {
        try await inFolder {
            try Data().write(to: URL(fileURLWithPath: path))
            try expectRefusal(.damaged, "it is empty")
        }
    }

    @Test func aFolderInItsPlace() async throws {
        try await inFolder {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try expectRefusal(.damaged, "it is a folder")
        }
    }

    @Test func aLinkToNothing() async throws {
        try await inFolder {
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder + "/gone/ledger")
            try expectRefusal(.missing, "a link to what is not there")
        }
    }

    @Test(arguments: ["-wal", "-shm", ".damaged-1", ".rescued-1", ".suspect", ".bak"])
    func whatAnEarlierOneLeaves(_ suffix: String) async throws {
        try await inFolder {
            try Data("x".utf8).write(to: URL(fileURLWithPath: path + suffix))
            try expectRefusal(.missing, "`ledger.sqlite\(suffix)` tells that there was one")
        }
    }

    @Test func aLedgerThatWasDeleted() async throws {
        try await inFolder {
            do {
                let ledger = try Ledger(folder: folder)
                _ = try await opening(ledger)
                ledger.close()
            }
            try FileManager.default.removeItem(atPath: path)
            try expectRefusal(.missing, "`ledger.mark` tells that there was one")
        }
    }

    @Test func databasesThatAreNoLedger() async throws {
        try await inFolder {
            try await DatabaseQueue(path: path).write { db in
                try db.execute(sql: "CREATE TABLE job (a)")
            }
            try expectRefusal(.damaged, "a database of another program")
            try await DatabaseQueue(path: path).write { db in
                try db.execute(sql: "DROP TABLE plan")
            }
            try expectRefusal(.damaged, "its table `plan` is missing")
        }
    }

    /// A process that is killed while it makes a ledger leaves nothing that looks like one.
    @Test func aFolderWithoutALedgerIsNew() async throws {
        try await inFolder {
            try FileManager.default.createDirectory(atPath: folder + "/owners", withIntermediateDirectories: false)
            try Data().write(to: URL(fileURLWithPath: folder + "/.new-ledger-1"))
            try Data().write(to: URL(fileURLWithPath: folder + "/models.json"))
            #expect(!Ledger.exists(in: folder))
            #expect(try LedgerReader(folder: folder) == nil)
            _ = try await opening(try Ledger(folder: folder))
        }
    }

    // MARK: - While it is in use

    enum Loss: String, CaseIterable {
        case deleted, folder, replaced, log, shared
    }

    @Test(arguments: Loss.allCases)
    func aLedgerThatIsLostIsSaidAndKept(_ loss: Loss) async throws {
        try await inFolder {
            let files = FileManager.default
            let ledger = try Ledger(folder: folder)
            let run = try await opening(ledger)
            switch loss {
            case .deleted: try files.removeItem(atPath: path)
            case .folder: try files.removeItem(atPath: folder)
            case .replaced:
                try Data("another".utf8).write(to: URL(fileURLWithPath: folder + "/other"))
                #expect(rename(folder + "/other", path) == 0)
            case .log: try files.removeItem(atPath: path + "-wal")
            case .shared: try files.removeItem(atPath: path + "-shm")
            }
            for _ in 1...2 {
                do {
                    _ = try await opening(ledger)
                    Issue.record("what nobody will read again counts as written")
                } catch let error as StoreError {
                    #expect(error.kind == .lost)
                    #expect(error.help?.contains("ledger.sqlite.rescued-1") == true, "\(error)")
                }
            }
            #expect(throws: StoreError.self) { try Ledger(folder: folder) }
            #expect(rename(path + ".rescued-1", path) == 0)
            let restored = try Ledger(folder: folder)
            #expect(try await restored.history.runs(limit: 9).map(\.id) == [run])
        }
    }

    @Test func aLedgerThatIsCutShortIsSaid() async throws {
        try await inFolder {
            let ledger = try Ledger(folder: folder)
            _ = try await opening(ledger)
            #expect(truncate(path, 0) == 0)
            await #expect(throws: StoreError.self) { try await opening(ledger) }
            ledger.close()
            #expect(throws: StoreError.self) { try Ledger(folder: folder) }
        }
    }
}
