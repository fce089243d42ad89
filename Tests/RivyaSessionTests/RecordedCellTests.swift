import RivyaGallery
import RivyaRuns
import RivyaSyntax
import Testing

@testable import RivyaSession

/// What a page shows of a job that the ledger knows.
@Suite struct RecordedCellTests {
    private static let key = CellKey(stored: String(repeating: "a", count: 64))

    private func stored(
        _ state: JobState, charge: Charge = .notCharged, body: String? = nil, files: [StoredFile] = [],
        failure: JobFailure? = nil, taskID: String? = nil
    ) -> StoredJob {
        StoredJob(
            id: StoredJobID(1), run: "r", label: JobLabel(index: 2, model: "kling-2-6"), attempt: 1, cell: Self.key,
            source: nil, state: state, intent: body.map { Intent(idempotencyKey: "k", body: Array($0.utf8)) },
            taskID: taskID, charge: charge, urls: [], files: files, failure: failure, output: "out/{index}.{ext}",
            take: 1, origin: JobSpecification.Origin(file: "a.rivya", line: 1, statement: "gen kling-2-6 $prompt"),
            submittedAt: 100, acceptedAt: 101, endedAt: 141.5)
    }

    private func cell(
        _ stored: StoredJob, earlier: [Charge] = [], prompt: String? = "a fox", source: RecordedJob.Source? = nil,
        isAttended: Bool = false, planned: GalleryCell? = nil, judgment: Judgment? = nil, line: GenLine? = nil
    ) -> GalleryCell {
        let request = prompt.map {
            RequestDocument(model: "kling-2-6", prompt: $0, parameters: [.init("duration", .string("5"))])
        }
        let job = RecordedJob(
            stored: stored, earlierCharges: earlier, identity: "x", request: request, source: source,
            isAttended: isAttended)
        return GalleryCell(job, planned: planned, judgment: judgment, line: line)
    }

    private func state(_ state: JobState, isAttended: Bool, source: RecordedJob.Source? = nil) -> GalleryCell.State {
        cell(stored(state), source: source, isAttended: isAttended).state
    }

    private func source(
        _ state: JobState, files: [StoredFile] = [], isAttended: Bool = false
    ) -> RecordedJob.Source {
        RecordedJob.Source(
            name: JobName(run: "q", index: 7), state: state, charge: .charged(.whole(35)), files: files,
            isAttended: isAttended)
    }

    private func file(_ number: Int) -> StoredFile {
        StoredFile(number: number, url: "u", path: "/out/\(number).mp4", bytes: 9, sha256: "s\(number)", modified: 0)
    }

    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test func aJobIsShownWithItsRequestAndItsFiles() {
        let body = #"{"model":"kling-2-6","prompt":"a fox","params":{"duration":"5","image_url":"https://m/1"}}"#
        let line = GenLine(model: "kling-2-6", prompt: "a fox")
        let cell = cell(
            stored(.succeeded, charge: .charged(.whole(35)), body: body, files: [file(2), file(1)], taskID: "t"),
            line: line)
        #expect(cell.prompt == "a fox")
        #expect(cell.state == .ended(.succeeded))
        #expect(cell.credits == .whole(35))
        #expect(cell.taskID == "t")
        #expect(cell.files.map(\.sha256) == ["s1", "s2"])
        #expect(cell.seconds == 41.5)
        #expect(cell.times == GalleryCell.Times(submitted: 100, accepted: 101, ended: 141.5))
        #expect(cell.key == Self.key)
        // As it was sent, byte for byte.
        #expect(text(cell.request) == body)
        // One that makes it without the script.
        #expect(cell.origin?.statement == line.text)
        #expect(cell.origin?.file == "a.rivya")
    }

    @Test func theLastTryIsShownAndAllAreCounted() {
        let last = stored(.succeeded, charge: .charged(.whole(35)))
        let counted = cell(last, earlier: [.charged(.whole(5)), .refunded(.whole(35))])
        #expect(counted.state == .ended(.succeeded))
        #expect(counted.failure == nil)
        #expect(counted.credits == .whole(40))
        #expect(counted.charge == .charged(.whole(35)))
        #expect(cell(last, earlier: [.unknown]).credits == nil)
        let failed = stored(.failed, charge: .refunded(.whole(35)), failure: JobFailure("a", "b"))
        #expect(cell(failed, earlier: [.charged(.whole(5))]).credits == .whole(5))
        #expect(cell(failed).failure == JobFailure("a", "b"))
    }

    @Test func aJobThatPaidNothingShowsTheRequestOfTheOneThatDid() {
        let cached = cell(stored(.cached, files: [file(1)], taskID: "t"), source: source(.succeeded))
        #expect(cached.state == .ended(.cached))
        #expect(cached.prompt == "a fox")
        #expect(cached.taskID == "t")
        #expect(cached.credits == .whole(0))
        #expect(text(cached.request) == #"{"model":"kling-2-6","prompt":"a fox","params":{"duration":"5"}}"#)
        let attached = cell(stored(.attached), source: source(.succeeded, files: [file(3)]))
        #expect(attached.state == .ended(.succeeded))
        #expect(attached.credits == .whole(0))
        #expect(attached.files.map(\.sha256) == ["s3"])
    }

    @Test func whatNobodyWorksOnIsNotRunning() {
        #expect(state(.running, isAttended: true) == .running)
        #expect(state(.running, isAttended: false) == .ended(.interrupted))
        #expect(state(.submitting, isAttended: false) == .ended(.interrupted))
        #expect(state(.fetching, isAttended: true) == .running)
        #expect(state(.fetching, isAttended: false) == .ended(.unsaved))
        #expect(state(.claimed, isAttended: true) == .planned)
        #expect(state(.claimed, isAttended: false) == .ended(.cancelled))
        #expect(state(.released, isAttended: false) == .ended(.cancelled))
        // Of a job that waits for another one, that one's process counts.
        #expect(state(.attached, isAttended: false, source: source(.running, isAttended: true)) == .running)
        #expect(state(.attached, isAttended: false, source: source(.running)) == .ended(.interrupted))
        #expect(state(.attached, isAttended: false, source: source(.fetching)) == .ended(.unsaved))
    }

    @Test func thePlanKnowsWhatTheLedgerDoesNot() {
        let planned = GalleryCell(planned: JobLabel(index: 2, model: "kling-2-6"), prompt: "as planned")
        #expect(cell(stored(.skipped), prompt: nil, planned: planned).prompt == "as planned")
        #expect(cell(stored(.skipped), planned: planned).prompt == "a fox")
    }

    @Test func aJudgmentThatSaysNothingIsNone() {
        #expect(cell(stored(.succeeded), judgment: Judgment(time: 9)).judgment == nil)
        #expect(cell(stored(.succeeded), judgment: Judgment(stars: 3, time: 9)).judgment?.stars == 3)
    }

    /// Why it was never sent, or given up, only its own process knows.
    @Test func whatThisProcessSawCounts() {
        var cell = cell(stored(.running), isAttended: true)
        cell.see(
            JobReport(
                cell.label, status: .timedOut, charge: .reserved(.whole(35)),
                failure: JobFailure("timeout", "it took too long")))
        #expect(cell.state == .ended(.timedOut))
        #expect(cell.failure?.code == "timeout")
        #expect(cell.seconds == 41.5)
    }
}
