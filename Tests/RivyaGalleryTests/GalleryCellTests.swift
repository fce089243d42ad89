import RivyaRuns
import RivyaSyntax
import Testing

@testable import RivyaGallery

@Suite struct GalleryCellTests {
    private func job(
        _ state: JobState, attempt: Int = 1, charge: Charge = .notCharged, body: String? = nil,
        files: [StoredFile] = [], failure: JobFailure? = nil, taskID: String? = nil
    ) -> StoredJob {
        StoredJob(
            id: StoredJobID(Int64(attempt)), run: "r", label: JobLabel(index: 2, model: "kling-2-6"), attempt: attempt,
            cell: CellKey(stored: String(repeating: "a", count: 64)), source: nil, state: state,
            intent: body.map { Intent(idempotencyKey: "k", body: Array($0.utf8)) }, taskID: taskID, charge: charge,
            urls: [], files: files, failure: failure, output: "out/{index}.{ext}", take: 1,
            origin: JobSpecification.Origin(file: "a.rivya", line: 1, statement: "gen kling-2-6 \"a fox\""),
            submittedAt: 100, acceptedAt: 101, endedAt: 141.5)
    }

    private func file(_ number: Int) -> StoredFile {
        StoredFile(number: number, url: "u", path: "/out/\(number).mp4", bytes: 9, sha256: "s\(number)", modified: 0)
    }

    @Test func aStoredJobIsShownWithItsRequestAndItsFiles() {
        let stored = job(
            .succeeded, charge: .charged(.whole(35)), body: #"{"model":"kling-2-6","prompt":"a fox"}"#,
            files: [file(2), file(1)], taskID: "t")
        let cell = GalleryCell([stored], isLive: false)
        #expect(cell.prompt == "a fox")
        #expect(cell.state == .ended(.succeeded))
        #expect(cell.credits == .whole(35))
        #expect(cell.files.map(\.sha256) == ["s1", "s2"])
        #expect(cell.seconds == 41.5)
        #expect(cell.times == GalleryCell.Times(submitted: 100, accepted: 101, ended: 141.5))
        #expect(cell.key?.description == String(repeating: "a", count: 64))
    }

    @Test func theLastTryIsShownAndAllAreCounted() {
        let first = job(.failed, charge: .charged(.whole(5)), failure: JobFailure("a", "b"))
        let cell = GalleryCell([first, job(.succeeded, attempt: 2, charge: .charged(.whole(35)))], isLive: false)
        #expect(cell.state == .ended(.succeeded))
        #expect(cell.failure == nil)
        #expect(cell.credits == .whole(40))
        let unknown = GalleryCell([job(.failed, charge: .unknown), job(.succeeded, attempt: 2)], isLive: false)
        #expect(unknown.credits == nil)
    }

    @Test func aCachedJobShowsTheRequestOfItsSource() {
        let source = job(.succeeded, charge: .charged(.whole(35)), body: #"{"prompt":"a fox"}"#, taskID: "t")
        let cell = GalleryCell([job(.cached, files: [file(1)])], source: source, isLive: false)
        #expect(cell.state == .ended(.cached))
        #expect(cell.prompt == "a fox")
        #expect(cell.taskID == "t")
        #expect(cell.credits == .whole(0))
        let attached = GalleryCell([job(.attached)], source: source, isLive: true)
        #expect(attached.state == .ended(.succeeded))
        #expect(attached.credits == .whole(0))
    }

    @Test func whatNobodyWorksOnIsNotRunning() {
        #expect(GalleryCell([job(.running)], isLive: true).state == .running)
        #expect(GalleryCell([job(.running)], isLive: false).state == .ended(.interrupted))
        #expect(GalleryCell([job(.fetching)], isLive: false).state == .ended(.unsaved))
        #expect(GalleryCell([job(.claimed)], isLive: true).state == .planned)
        #expect(GalleryCell([job(.released)], isLive: false).state == .ended(.cancelled))
    }
}
