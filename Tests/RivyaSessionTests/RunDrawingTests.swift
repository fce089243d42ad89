import GRDB
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import TestSupport
import Testing

@testable import RivyaGallery
@testable import RivyaSession

/// A page that is drawn again and again while its run goes on, from a ledger that others write to.
@Suite struct RunDrawingTests {
    private let folder: TemporaryFolder
    private let ledger: Ledger
    private let run: String
    private let drawing: RunDrawing

    init() async throws {
        folder = try TemporaryFolder()
        ledger = try Ledger(folder: folder.path)
        run = try await ledger.begin(
            RunOpening(
                identity: "x", script: "s.rivya", outputRoot: folder.path, isFresh: false, startedAt: 1_800_000_000))
        drawing = RunDrawing(run: run, store: ledger, catalog: Catalog(models: []))
    }

    private func claim(_ index: Int, attempt: Int = 1) async throws -> StoredJobID {
        let digit = Character(String(index))
        let answer = try await ledger.claim(
            CellClaim(
                run: run, identity: "x", label: JobLabel(index: index, model: "m"), attempt: attempt,
                cell: CellKey(stored: String(repeating: digit, count: 64)),
                request: #"{"model":"m","prompt":"number \#(index)"}"#, priceGroup: "g", output: "o", take: 1,
                origin: .init(file: "s.rivya", line: 1, statement: "gen m"), isFresh: attempt > 1, time: 10))
        guard case .granted(let id, _) = answer else { throw StoreError(.other, "not granted: \(answer)") }
        return id
    }

    private func succeed(_ job: StoredJobID, file: String) async throws {
        let stored = StoredFile(
            number: 1, url: "u", path: folder.path + "/" + file, bytes: 9, sha256: String(repeating: "f", count: 64),
            modified: 0)
        try await ledger.ended(job, JobEnding(.succeeded, charge: .charged(.whole(5)), files: [stored]), at: 20)
    }

    private func judge(_ index: Int, _ judgment: Judgment) async throws {
        _ = try await ledger.judge([JobJudgment(job: JobName(run: run, index: index), judgment: judgment)])
    }

    /// Carries out SQL on the ledger's file, as nothing of the program would.
    private func tamper(_ sql: String) throws {
        try DatabaseQueue(path: folder.path + "/ledger.sqlite").write { db in try db.execute(sql: sql) }
    }

    /// The cells by their index.
    private func draw(
        _ changed: Set<Int> = [], knowledge: (@Sendable (Int) -> RunDrawing.Knowledge)? = nil
    ) async throws -> [Int: JSONValue] {
        let drawn = try #require(try await drawing.draw(changed, isLive: true, knowledge: knowledge))
        var cells: [Int: JSONValue] = [:]
        for cell in drawn.cells {
            let json = try JSONValue(parsing: cell.bytes)
            cells[try #require(json["index"]?.int)] = json
        }
        return cells
    }

    @Test func aJudgmentThatChangesDuringARunIsShown() async throws {
        try await succeed(try await claim(1), file: "1.mp4")
        try await succeed(try await claim(2), file: "2.mp4")
        #expect(try await draw()[1]?["judgment"] == nil)
        try await judge(1, Judgment(stars: 2, time: 30))
        #expect(try await draw()[1]?["judgment"]?["stars"]?.int == 2)
        try await judge(1, Judgment(stars: 5, note: "after all", time: 31))
        let cells = try await draw()
        #expect(cells[1]?["judgment"]?["stars"]?.int == 5)
        #expect(cells[1]?["judgment"]?["note"]?.string == "after all")
        #expect(cells[2]?["judgment"] == nil)
        // Taken back.
        try await judge(1, Judgment(time: 32))
        #expect(try await draw()[1]?["judgment"] == nil)
    }

    @Test func whatCouldNotBeReadIsDrawnTheNextTime() async throws {
        try await succeed(try await claim(1), file: "1.mp4")
        try await succeed(try await claim(2), file: "2.mp4")
        let known: @Sendable (Int) -> RunDrawing.Knowledge = { index in
            let planned = GalleryCell(planned: JobLabel(index: index, model: "m"), prompt: "planned \(index)")
            return RunDrawing.Knowledge(planned: planned)
        }
        #expect(try await draw([1, 2], knowledge: known).count == 2)
        try await judge(1, Judgment(stars: 4, time: 30))
        // The rows can be listed, and the files of one that must be drawn cannot be read.
        try tamper("ALTER TABLE download RENAME TO away")
        await #expect(throws: StoreError.self) {
            _ = try await drawing.draw([3], isLive: true, knowledge: known)
        }
        try tamper("ALTER TABLE away RENAME TO download")
        // Nobody says again that the third has changed.
        let cells = try await draw(knowledge: known)
        #expect(cells[1]?["judgment"]?["stars"]?.int == 4)
        #expect(cells[3]?["prompt"]?.string == "planned 3")
        #expect(cells.count == 3)
    }

    @Test func onlyWhatHasChangedIsDrawnAnew() async throws {
        let first = try await claim(1)
        let second = try await claim(2)
        try await succeed(first, file: "1.mp4")
        let before = try await draw()
        #expect(before[2]?["state"]?.string == "planned")
        #expect(before[1]?["prompt"]?.string == "number 1")
        // Who read the first cell again would see another prompt.
        try tamper("UPDATE cell SET request = replace(request, 'number', 'changed')")
        try await ledger.intend(second, Intent(idempotencyKey: "k", body: Array("{}".utf8)), at: 12)
        let sent = try await draw()
        #expect(sent[2]?["state"]?.string == "running")
        #expect(sent[2]?["prompt"]?.string == "changed 2")
        #expect(sent[1] == before[1])
        try await succeed(second, file: "2.mp4")
        let ended = try await draw()
        #expect(ended[2]?["state"]?.string == "succeeded")
        #expect(ended[1] == before[1])
    }

    @Test func aJobThatIsTriedAgainIsDrawnAnew() async throws {
        let first = try await claim(1)
        try await ledger.ended(
            first, JobEnding(.failed, charge: .charged(.whole(2)), failure: JobFailure("busy", "try again")), at: 15)
        #expect(try await draw()[1]?["failure"]?["code"]?.string == "busy")
        let again = try await claim(1, attempt: 2)
        try await ledger.ended(
            again, JobEnding(.failed, charge: .charged(.whole(3)), failure: JobFailure("gone", "no")), at: 16)
        let cell = try await draw()[1]
        #expect(cell?["failure"]?["code"]?.string == "gone")
        #expect(cell?["credits"]?.int == 5)
    }

    @Test func whatWasNeverSentIsShownFromThePlanAndTheReport() async throws {
        let label = JobLabel(index: 1, model: "m")
        let planned = GalleryCell(planned: label, prompt: "a fox")
        #expect(try await draw([1]) { _ in .init(planned: planned) }[1]?["state"]?.string == "planned")
        let report = JobReport(
            label, status: .cancelled, charge: .notCharged, failure: JobFailure("stopped", "the run ended"))
        let cell = try await draw([1]) { _ in .init(planned: planned, report: report) }[1]
        #expect(cell?["state"]?.string == "cancelled")
        #expect(cell?["prompt"]?.string == "a fox")
        #expect(await drawing.isUnfinished)
    }
}
