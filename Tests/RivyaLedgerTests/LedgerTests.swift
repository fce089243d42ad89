import Foundation
import GRDB
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import Testing

struct LedgerTests {
    /// A folder that is removed with the last reference to it.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/rivya-ledger-\(UUID().uuidString)"
        var ledgerPath: String { path + "/ledger.sqlite" }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func open() throws -> Ledger { try Ledger(folder: path) }
    }

    private let folder = Folder()

    private func key(_ text: String) -> CellKey {
        let model = ModelCard(id: text, displayName: text, category: .video, baseCredits: .whole(1))
        let request = GenerationRequest(model: model, prompt: nil, values: [])
        return CellKey(RequestDigest(request, identity: "x", references: []), take: 1)
    }

    private func begin(_ ledger: Ledger, identity: String = "x") async throws -> String {
        try await ledger.begin(
            RunOpening(identity: identity, script: "s", outputRoot: "/", isFresh: false, startedAt: 1_800_000_000))
    }

    private func claim(_ run: String, _ cell: CellKey, index: Int = 1, isFresh: Bool = false) -> CellClaim {
        CellClaim(
            run: run, identity: "x",
            label: JobLabel(
                index: index, name: "n", model: "m",
                axes: [Axis("b", .string("é\"")), Axis("a", .number(.whole(2)))], tags: ["t"]),
            cell: cell, request: "{}", priceGroup: "g", output: "o", take: 3,
            origin: .init(file: "f", line: 4, statement: "gen m"), isFresh: isFresh, time: 10)
    }

    private func granted(_ answer: ClaimAnswer) throws -> StoredJobID {
        guard case .granted(let id) = answer else { throw StoreError(.other, "not granted: \(answer)") }
        return id
    }

    private func task(_ status: TaskReport.Status) -> TaskReport {
        TaskReport(
            id: "task_1", status: status, reservedCredits: Number("55.5"), finalCredits: Number("55.5"),
            urls: ["https://m/1", "https://m/2"])
    }

    private func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func onlyItsUserMayReadIt() async throws {
        let ledger = try folder.open()
        _ = try await begin(ledger)
        #expect(try mode(folder.path) == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(folder.ledgerPath + suffix) == 0o600) }
    }

    @Test func aJobIsReadBackAsItWasWritten() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let id = try granted(try await ledger.claim(claim(run, key("c"))))
        try await ledger.intend(id, Intent(idempotencyKey: "k", body: [0, 255, 10]), at: 11)
        try await ledger.accepted(id, task: task(.queued), at: 12)
        try await ledger.observed(id, task: task(.succeeded), charge: .charged(try #require(Number("55.5"))), at: 100)
        let file = StoredFile(
            number: 1, url: "u", path: "/p", bytes: 3, sha256: String(repeating: "a", count: 64), modified: 1.25)
        try await ledger.stored(id, file: file, at: 101)
        try await ledger.ended(id, JobEnding(.succeeded, charge: .charged(try #require(Number("55.5")))), at: 102)
        let job = try #require(try await folder.open().job(id))
        #expect(job.label == claim(run, key("c")).label)
        #expect(job.state == .succeeded)
        #expect(job.intent == Intent(idempotencyKey: "k", body: [0, 255, 10]))
        #expect(job.taskID == "task_1")
        #expect(job.urls == ["https://m/1", "https://m/2"])
        #expect(job.files == [file])
        #expect(job.charge == .charged(try #require(Number("55.5"))))
        #expect([job.submittedAt, job.acceptedAt, job.endedAt] == [11, 12, 102])
        #expect(job.take == 3)
        #expect(job.origin == .init(file: "f", line: 4, statement: "gen m"))
        #expect(try await ledger.durations(identity: "x", model: "m") == [88])
        #expect(try await ledger.durations(identity: "y", model: "m") == [])
        #expect(try await ledger.price(identity: "x", group: "g") == Number("55.5"))
    }

    @Test func runsOfOneSecondHaveNamesOfTheirOwn() async throws {
        let ledger = try folder.open()
        let first = try await begin(ledger)
        let second = try await begin(ledger)
        #expect(second == first + "-2")
    }

    // MARK: Claims

    @Test func aLivingProcessKeepsItsCellAndADeadOneLosesIt() async throws {
        let mine = try folder.open()
        let run = try await begin(mine)
        let cell = key("c")
        do {
            let other = try folder.open()
            let id = try granted(try await other.claim(claim(run, cell)))
            try await other.intend(id, Intent(idempotencyKey: "k", body: [1]), at: 11)
            guard case .busy = try await mine.claim(claim(run, cell)) else { Issue.record("not busy"); return }
            #expect(try await mine.adopt(identity: "x", run: nil, repeatsUnknown: false).isEmpty)
            // Its lock goes with it.
            _ = consume other
        }
        guard case .takenOver(let job) = try await mine.claim(claim(run, cell, index: 2)) else {
            Issue.record("not taken over")
            return
        }
        #expect(job.state == .submitting)
        #expect(job.intent == Intent(idempotencyKey: "k", body: [1]))
        #expect(job.charge == .unknown)
        try await mine.accepted(job.id, task: task(.queued), at: 12)
        try await mine.ended(job.id, JobEnding(.succeeded, charge: .charged(.whole(1))), at: 13)
        // What took another process over tells nothing about the model.
        #expect(try await mine.durations(identity: "x", model: "m") == [])
        guard case .cached(let paid, let row) = try await mine.claim(claim(run, cell, index: 3)) else {
            Issue.record("not cached")
            return
        }
        #expect(paid.id == job.id)
        #expect(try await mine.job(row)?.state == .cached)
        #expect(try await mine.job(row)?.charge == .notCharged)
        _ = try granted(try await mine.claim(claim(run, cell, index: 4, isFresh: true)))
    }

    @Test func whatIsLetGoMayBeAdopted() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let id = try granted(try await ledger.claim(claim(run, key("c"))))
        #expect(try await ledger.adopt(identity: "x", run: nil, repeatsUnknown: false).isEmpty)
        try await ledger.letGo(id)
        #expect(try await ledger.adopt(identity: "other", run: nil, repeatsUnknown: false).isEmpty)
        #expect(try await ledger.adopt(identity: "x", run: "other", repeatsUnknown: false).isEmpty)
        #expect(try await ledger.adopt(identity: "x", run: run, repeatsUnknown: false).map(\.id) == [id])
        #expect(try await ledger.adopt(identity: "x", run: run, repeatsUnknown: false).isEmpty)
    }

    @Test func manyClaimsOfOneCellGrantOne() async throws {
        let ledgers = try (0..<4).map { _ in try folder.open() }
        let run = try await begin(ledgers[0])
        let cell = key("c")
        let grants = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<40 {
                let ledger = ledgers[index % 4]
                let claim = claim(run, cell, index: index + 1)
                group.addTask {
                    guard case .granted? = try? await ledger.claim(claim) else { return false }
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(grants == 1)
    }

    @Test func nothingLeavesWithoutAnIntent() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let id = try granted(try await ledger.claim(claim(run, key("c"))))
        await #expect(throws: StoreError.self) { try await ledger.accepted(id, task: task(.queued), at: 12) }
        #expect(try await ledger.job(id)?.state == .claimed)
    }

    @Test func aFailingChangeTakesNothingElseWithIt() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let results = await withTaskGroup(of: Bool.self) { group in
            for index in 1...30 {
                // Every third claims for a run that is not there.
                let claim = claim(index % 3 == 0 ? "none" : run, key("c\(index)"), index: index)
                group.addTask { (try? await ledger.claim(claim)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 20)
        let path = folder.ledgerPath
        let rows = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM job") }
        #expect(rows == 20)
    }

    @Test func manyMayOpenANewLedgerAtOnce() async throws {
        let path = folder.path
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? Ledger(folder: path)) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(opened == 8)
    }

    @Test func historyTellsHowCellsStand() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let cells = ["paid", "open", "lost", "failed", "new"].map(key)
        let endings: [JobEnding?] = [
            JobEnding(.succeeded, charge: .charged(.whole(1))), nil, JobEnding(.unknown, charge: .unknown),
            JobEnding(.failed, charge: .notCharged),
        ]
        for (index, ending) in endings.enumerated() {
            let id = try granted(try await ledger.claim(claim(run, cells[index], index: index + 1)))
            if let ending { try await ledger.ended(id, ending, at: 20) }
        }
        // Paid stays paid, whatever a later fresh run met.
        let again = try granted(try await ledger.claim(claim(run, cells[0], index: 5, isFresh: true)))
        try await ledger.ended(again, JobEnding(.failed, charge: .notCharged), at: 21)
        #expect(
            try await ledger.standing(of: cells)
                == [cells[0]: .cached, cells[1]: .running, cells[2]: .unknown])
        let runs = try await ledger.runs(limit: 10)
        #expect(runs.map(\.id) == [run])
        #expect(runs.first?.counts == [.succeeded: 1, .claimed: 1, .unknown: 1, .failed: 2])
        #expect(try await ledger.jobs(ofRun: run).map(\.label.index) == [1, 2, 3, 4, 5])
    }

    // MARK: Files that are no ledger of ours

    @Test func aNewerLedgerIsRefusedAndLeftAlone() async throws {
        _ = try folder.open()
        let path = folder.ledgerPath
        try await DatabaseQueue(path: path).write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 something new')")
        }
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .newerSchema)
        let count = try await DatabaseQueue(path: path).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations")
        }
        #expect(count == 3)
    }

    @Test func aDamagedFileIsSetAsideAndNotOverwritten() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let text = Data("this is no database, however long it may be. ".utf8 + Array(repeating: 65, count: 8192))
        for number in 1...2 {
            try text.write(to: URL(fileURLWithPath: folder.ledgerPath))
            let error = #expect(throws: StoreError.self) { try folder.open() }
            #expect(error?.kind == .damaged)
            let kept = try Data(contentsOf: URL(fileURLWithPath: folder.ledgerPath + ".damaged-\(number)"))
            #expect(kept == text)
        }
        let ledger = try folder.open()
        _ = try await begin(ledger)
    }

    @Test func damageInTheMiddleIsFound() async throws {
        do {
            let ledger = try folder.open()
            let run = try await begin(ledger)
            for index in 1...200 { _ = try await ledger.claim(claim(run, key("c\(index)"), index: index)) }
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.ledgerPath))
        for page in 4..<12 {
            try handle.seek(toOffset: UInt64(page * 4096))
            handle.write(Data(repeating: 0xAB, count: 4096))
        }
        try handle.close()
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .damaged)
        #expect(FileManager.default.fileExists(atPath: folder.ledgerPath + ".damaged-1"))
    }

    @Test func anUnusableFolderIsReported() throws {
        try Data().write(to: URL(fileURLWithPath: folder.path))
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .readOnly)
    }

    @Test func uploadsAreRememberedForAWhile() async throws {
        let ledger = try folder.open()
        let file = UploadedFile(id: "f", url: "u", durationToken: "t")
        try await ledger.remember(upload: file, identity: "x", sha256: "s", mimeType: "image/png", at: 100)
        #expect(try await ledger.upload(identity: "x", sha256: "s", mimeType: "image/png", within: 100...101) == file)
        #expect(try await ledger.upload(identity: "x", sha256: "s", mimeType: "image/png", within: 101...102) == nil)
        #expect(try await ledger.upload(identity: "x", sha256: "s", mimeType: "image/png", within: 50...99) == nil)
        #expect(try await ledger.upload(identity: "y", sha256: "s", mimeType: "image/png", within: 0...200) == nil)
    }
}
