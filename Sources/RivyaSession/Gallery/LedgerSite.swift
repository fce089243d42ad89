import Foundation
import RivyaCatalog
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaWeb

/// Runs of a ledger as a gallery server gives them out: always as they are now.
actor LedgerSite: GallerySite {
    /// A page that is asked for again and again is not made anew more often.
    private static let shortestAge = Duration.milliseconds(400)
    /// A process that dies changes no ledger.
    private static let longestLiveAge = Duration.seconds(5)

    private let ledger: Ledger
    private let records: Records
    private let catalog: Catalog
    private let runs: [String]
    private var made: GalleryContent
    private var shown: [GalleryRun]
    private var mark: [Int64]
    private var madeAt: ContinuousClock.Instant

    init(_ ledger: Ledger, _ records: Records, catalog: Catalog, runs: [String]) async throws {
        self.ledger = ledger
        self.records = records
        self.catalog = catalog
        self.runs = runs
        mark = ledger.changeMark()
        madeAt = .now
        shown = try await Self.runs(runs, records, catalog)
        made = GalleryContent(shown, media: .served, time: Date().timeIntervalSince1970)
    }

    func content() async -> GalleryContent {
        let age = ContinuousClock.now - madeAt
        let now = ledger.changeMark()
        let isLive = shown.contains { $0.isLive }
        if now == mark ? (!isLive || age < Self.longestLiveAge) : age < Self.shortestAge { return made }
        await make(now)
        return made
    }

    private static func runs(_ ids: [String], _ records: Records, _ catalog: Catalog) async throws -> [GalleryRun] {
        var runs: [GalleryRun] = []
        for id in ids { runs.append(try await records.gallery(ofRun: id, catalog: catalog, hasPlan: true)) }
        return runs
    }

    private func make(_ mark: [Int64]) async {
        madeAt = .now
        // What cannot be read for a moment is shown as it was.
        guard let now = try? await Self.runs(runs, records, catalog) else { return }
        self.mark = mark
        shown = now
        made = GalleryContent(shown, media: .served, time: Date().timeIntervalSince1970)
    }

    func judge(_ document: JSONValue) async throws(JudgmentRefusal) -> JSONValue {
        let judged: JobJudgment
        do {
            judged = try JobJudgment(document, now: Date().timeIntervalSince1970)
        } catch {
            throw JudgmentRefusal(.malformed, error.message)
        }
        let cell = shown.first { $0.id == judged.job.run }?.cells.first { $0.label.index == judged.job.index }
        guard let cell else { throw JudgmentRefusal(.malformed, "the gallery shows no such job") }
        guard cell.key?.description == document["cell"]?.string else {
            throw JudgmentRefusal(.malformed, "the job is another one by now: load the page again")
        }
        let kept: [Judgment?]
        do {
            kept = try await ledger.judge([judged])
        } catch {
            throw JudgmentRefusal(.failed, error.message)
        }
        guard let judgment = kept[0] else { throw JudgmentRefusal(.malformed, "nothing was sent for this job yet") }
        await make(ledger.changeMark())
        return judgment.json
    }
}

extension JobJudgment {
    /// Reads what `POST /judgments` takes, and a file of judgments holds.
    init(_ document: JSONValue, now: Double) throws(Judgment.Malformed) {
        guard let run = document["run"]?.string, let index = document["index"]?.int else {
            throw Judgment.Malformed(message: "a judgment names its job by `run` and `index`")
        }
        self.init(job: JobName(run: run, index: index), judgment: try Judgment(document, now: now))
    }
}
