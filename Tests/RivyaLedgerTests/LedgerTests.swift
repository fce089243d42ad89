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
        guard case .granted(let id, _) = answer else { throw StoreError(.other, "not granted: \(answer)") }
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
        try await ledger.accepted(id, task: task(.queued), isShared: false, at: 12)
        try await ledger.observed(id, task: task(.succeeded), charge: .charged(try #require(Number("55.5"))), at: 100)
        let file = StoredFile(
            number: 1, url: "u", path: "/p", bytes: 3, sha256: String(repeating: "a", count: 64), modified: 1.25)
        try await ledger.stored(id, file: file, at: 101)
        try await ledger.ended(id, JobEnding(.succeeded, charge: .charged(try #require(Number("55.5")))), at: 102)
        let job = try #require(try await folder.open().history.recordedJobs(ofRun: run).first).stored
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
        try await mine.accepted(job.id, task: task(.queued), isShared: false, at: 12)
        try await mine.ended(job.id, JobEnding(.succeeded, charge: .charged(.whole(1))), at: 13)
        // What took another process over tells nothing about the model.
        #expect(try await mine.durations(identity: "x", model: "m") == [])
        guard case .cached(let paid, let row) = try await mine.claim(claim(run, cell, index: 3)) else {
            Issue.record("not cached")
            return
        }
        #expect(paid.id == job.id)
        let free = try await mine.history.recordedJobs(ofRun: run).first { $0.stored.id == row }?.stored
        #expect(free?.state == .cached)
        #expect(free?.charge == .notCharged)
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
        await #expect(throws: StoreError.self) {
            try await ledger.accepted(id, task: task(.queued), isShared: false, at: 12)
        }
        #expect(try await ledger.history.recordedJobs(ofRun: run).map(\.stored.state) == [.claimed])
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
            try await ledger.history.standing(of: cells)
                == [cells[0]: .cached, cells[1]: .running, cells[2]: .unknown])
        let runs = try await ledger.history.runs(limit: 10)
        #expect(runs.map(\.id) == [run])
        #expect(runs.first?.counts == [.succeeded: 1, .claimed: 1, .unknown: 1, .failed: 2])
        #expect(try await ledger.history.recordedJobs(ofRun: run).map(\.label.index) == [1, 2, 3, 4, 5])
    }

    /// Nothing was sent for a cell that a process had taken before it died: it is as good as new.
    @Test func aClaimOfADeadProcessIsNoWork() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let (claimed, sent) = (key("claimed"), key("sent"))
        do {
            let other = try folder.open()
            _ = try granted(try await other.claim(claim(run, claimed)))
            let id = try granted(try await other.claim(claim(run, sent, index: 2)))
            try await other.intend(id, Intent(idempotencyKey: "k", body: [1]), at: 11)
            #expect(try await ledger.history.standing(of: [claimed, sent]) == [claimed: .running, sent: .running])
            _ = consume other
        }
        #expect(try await ledger.history.standing(of: [claimed, sent]) == [sent: .running])
        let jobs = try await ledger.history.recordedJobs(ofRun: run)
        #expect(jobs.map(\.status) == [.cancelled, .interrupted])
    }

    @Test func aReaderSeesWhatOthersWriteAndNeedsNoLedger() async throws {
        #expect(try LedgerReader(folder: folder.path) == nil)
        let ledger = try folder.open()
        let reader = try #require(try LedgerReader(folder: folder.path))
        let run = try await begin(ledger)
        _ = try granted(try await ledger.claim(claim(run, key("c"))))
        #expect(try await reader.runIDs() == [run])
        #expect(try await reader.recordedJobs(ofRun: run).first?.statusText == "claimed")
        #expect(try await reader.indices(ofRun: run) == 1...1)
        #expect(try await reader.indices(ofRun: "none") == nil)
    }

    /// As of a backup, or of somebody else.
    @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
    func aFolderThatCannotBeWrittenToCanBeRead() async throws {
        try await fill()
        let files = FileManager.default
        for suffix in ["-wal", "-shm"] { try? files.removeItem(atPath: folder.ledgerPath + suffix) }
        try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
        let reader = try #require(try LedgerReader(folder: folder.path))
        #expect(try await reader.runs(limit: 9).first?.counts == [.claimed: 200])
    }

    @Test func chargesAreAddedUpByWhatIsKnownOfThem() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let half = try #require(Number("0.5"))
        for (index, charge) in [.charged(half), .charged(half), .reserved(.whole(3)), .refunded(.whole(9)), .unknown]
            .enumerated() as EnumeratedSequence<[Charge]>
        {
            let id = try granted(try await ledger.claim(claim(run, key("c\(index)"), index: index + 1)))
            try await ledger.ended(id, JobEnding(.failed, charge: charge), at: 12)
        }
        let sums = try #require(try await ledger.history.run(run)).charges
        #expect([sums.charged, sums.reserved, sums.refunded] == [.whole(1), .whole(3), .whole(9)])
        #expect(sums.unknown == 1 && sums.taken == nil)
        #expect(try await ledger.history.openCharges(identity: "x").reserved == .whole(3))
        #expect(try await ledger.history.openCharges(identity: "y") == ChargeSums())
    }

    @Test func triesOfAJobAreOneJob() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        for attempt in 1...2 {
            var claim = claim(run, key("c"))
            claim.attempt = attempt
            claim.request = #"{"model":"m","prompt":"p","params":{},"references":[]}"#
            let id = try granted(try await ledger.claim(claim))
            try await ledger.intend(id, Intent(idempotencyKey: "k\(attempt)", body: [1]), at: 11)
            let refusal = ServiceError(.unreachable, "reset")
            try await ledger.attempted(id, error: refusal, at: 12)
            try await ledger.accepted(id, task: task(.queued), isShared: false, at: 13)
            let failure = JobFailure("e", "no", help: "do", requestID: "req_1")
            try await ledger.ended(id, JobEnding(.failed, charge: .refunded(.whole(55)), failure: failure), at: 14)
        }
        let reader = ledger.history
        let job = try #require(try await reader.recordedJobs(ofRun: run).first)
        #expect(job.earlierCharges == [.refunded(.whole(55))])
        #expect(job.request?.prompt == "p")
        #expect(job.stored.failure == JobFailure("e", "no", help: "do", requestID: "req_1"))
        #expect(job.statusText == "failed" && job.hasFailed && !job.isOpen)
        let chronicle = try #require(try await reader.chronicle(of: job.name))
        #expect(
            chronicle.tries.map(\.calls).map { $0.map(\.outcome) } == [
                ["unreachable", "accepted"], ["unreachable", "accepted"],
            ])
        #expect(chronicle.tries[0].charges.map(\.charge.kind) == ["reserved", "refunded"])
        #expect(try await reader.jobs(withTask: "task_1") == [job.name, job.name])
        #expect(try await reader.chronicle(of: JobName(run: run, index: 9)) == nil)
    }

    // MARK: Files that are no ledger of ours

    @Test func aNewerLedgerIsRefusedAndLeftAlone() async throws {
        _ = try folder.open()
        let path = folder.ledgerPath
        let before = try await DatabaseQueue(path: path).write { db in
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 something new')")
            return count
        }
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .newerSchema)
        #expect(throws: StoreError.self) { try LedgerReader(folder: folder.path) }
        let count = try await DatabaseQueue(path: path).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations")
        }
        #expect(count == before + 1)
    }

    @Test func aDamagedFileIsSetAsideOnlyWhenSomebodyDecidesIt() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let text = Data("this is no database, however long it may be. ".utf8 + Array(repeating: 65, count: 8192))
        for number in 1...2 {
            try text.write(to: URL(fileURLWithPath: folder.ledgerPath))
            for _ in 1...2 {
                let error = #expect(throws: StoreError.self) { try folder.open() }
                #expect(error?.kind == .damaged)
                #expect(try Data(contentsOf: URL(fileURLWithPath: folder.ledgerPath)) == text)
            }
            let kept = try Ledger.startAnew(in: folder.path)
            #expect(kept == folder.ledgerPath + ".damaged-\(number)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: try #require(kept))) == text)
        }
        let ledger = try folder.open()
        _ = try await begin(ledger)
        // Nothing is wrong with it any more.
        #expect(try Ledger.startAnew(in: folder.path) == nil)
    }

    /// Opening does not read all of a ledger. Whoever meets the damage says so, and the next one to open it looks.
    @Test func damageInTheMiddleIsFound() async throws {
        try await fill()
        try damage(pages: 4..<12)
        do {
            let ledger = try folder.open()
            var kind: StoreError.Kind?
            for index in 1...200 where kind == nil {
                do { _ = try await ledger.claim(claim("none", key("c\(index)"), index: index)) } catch {
                    if error.kind == .damaged { kind = error.kind }
                }
            }
            #expect(kind == .damaged)
        }
        #expect(FileManager.default.fileExists(atPath: folder.ledgerPath + ".suspect"))
        #expect(throws: StoreError.self) { try LedgerReader(folder: folder.path) }
        #expect(FileManager.default.fileExists(atPath: folder.ledgerPath))
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .damaged)
        #expect(try Ledger.startAnew(in: folder.path) == folder.ledgerPath + ".damaged-1")
        #expect(!FileManager.default.fileExists(atPath: folder.ledgerPath + ".suspect"))
        _ = try await begin(try folder.open())
    }

    @Test func aSuspicionThatIsNotConfirmedIsDropped() async throws {
        try await fill()
        try Data().write(to: URL(fileURLWithPath: folder.ledgerPath + ".suspect"))
        let ledger = try folder.open()
        #expect(try await ledger.history.runs(limit: 9).count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.ledgerPath + ".suspect"))
    }

    @Test func aLedgerWithoutItsEndIsFound() async throws {
        try await fill()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.ledgerPath))
        let length = try handle.seekToEnd()
        try handle.truncate(atOffset: length - 4096)
        try handle.close()
        let looked = #expect(throws: StoreError.self) { try LedgerReader(folder: folder.path) }
        #expect(looked?.kind == .damaged)
        let error = #expect(throws: StoreError.self) { try folder.open() }
        #expect(error?.kind == .damaged)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.ledgerPath)).count == Int(length) - 4096)
    }

    private func fill() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        for index in 1...200 { _ = try await ledger.claim(claim(run, key("c\(index)"), index: index)) }
        // All of it is in the file, whoever closes that last.
        try await DatabaseQueue(path: folder.ledgerPath).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    private func damage(pages: Range<Int>) throws {
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.ledgerPath))
        for page in pages {
            try handle.seek(toOffset: UInt64(page * 4096))
            handle.write(Data(repeating: 0xAB, count: 4096))
        }
        try handle.close()
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

    // MARK: - Judgments

    @Test func aJudgmentComesAlongWithItsResult() async throws {
        let ledger = try folder.open()
        let first = try await begin(ledger)
        let paid = try granted(try await ledger.claim(claim(first, key("c"))))
        try await ledger.ended(paid, JobEnding(.succeeded, charge: .notCharged), at: 20)
        let judgment = Judgment(stars: 4, verdict: .pick, tags: ["warm", "\"a\""], note: "né\n'", time: 30)
        #expect(
            try await ledger.judge([JobJudgment(job: JobName(run: first, index: 1), judgment: judgment)]) == [judgment])

        let second = try await begin(ledger)
        guard case .cached(_, let row) = try await ledger.claim(claim(second, key("c"), index: 7)) else {
            throw StoreError(.other, "not cached")
        }
        #expect(try await folder.open().history.judgments(ofRun: second) == [row: judgment])
        // Judged where it is used again, it is judged where it was made.
        let reject = Judgment(verdict: .reject, time: 31)
        #expect(
            try await ledger.judge([JobJudgment(job: JobName(run: second, index: 7), judgment: reject)]) == [reject])
        #expect(try await ledger.history.judgments(ofRun: first) == [paid: reject])

        // Paid for anew it is another result.
        let third = try await begin(ledger)
        let fresh = try granted(try await ledger.claim(claim(third, key("c"), isFresh: true)))
        #expect(try await ledger.history.judgments(ofRun: third)[fresh] == nil)
    }

    @Test func theLaterJudgmentCounts() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let row = try granted(try await ledger.claim(claim(run, key("c"))))
        let late = Judgment(stars: 5, time: 100)
        let early = Judgment(stars: 1, time: 99)
        let empty = Judgment(time: 101)
        func judge(_ judgment: Judgment) async throws -> Judgment? {
            try await ledger.judge([JobJudgment(job: JobName(run: run, index: 1), judgment: judgment)])[0]
        }
        #expect(try await judge(late) == late)
        #expect(try await judge(early) == late)
        #expect(try await judge(empty) == empty)
        #expect(try await ledger.history.judgments(ofRun: run) == [row: empty])
    }

    @Test func anUnknownJobKeepsTheOthers() async throws {
        let ledger = try folder.open()
        let run = try await begin(ledger)
        let row = try granted(try await ledger.claim(claim(run, key("c"))))
        let judgment = Judgment(note: "x", time: 1)
        let kept = try await ledger.judge([
            JobJudgment(job: JobName(run: run, index: 2), judgment: judgment),
            JobJudgment(job: JobName(run: "r", index: 1), judgment: judgment),
            JobJudgment(job: JobName(run: run, index: 1), judgment: judgment),
        ])
        #expect(kept == [nil, nil, judgment])
        #expect(try await ledger.history.judgments(ofRun: run) == [row: judgment])
    }
}

extension LedgerReader {
    fileprivate func recordedJobs(ofRun run: String) async throws(StoreError) -> [RecordedJob] {
        try await contents(ofRun: run)?.jobs ?? []
    }
}
