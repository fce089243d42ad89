import RivyaCatalog
import RivyaGallery
import RivyaLedger
import RivyaRuns

/// The cells of a run's page, as text. Each drawing reads from the ledger what has changed since the last one, some jobs
/// at a time, and keeps nothing else of them.
actor RunDrawing {
    /// What the run's own process knows of a job beside the ledger.
    struct Knowledge: Sendable {
        var planned: GalleryCell?
        /// How it ended, where it has no result: that may not be in the ledger.
        var report: JobReport?
    }

    /// So many jobs are in memory at once.
    private static let share = 250

    nonisolated let run: String
    private let store: Ledger
    private let catalog: Catalog
    /// The run without its jobs.
    private var heading: RunContents?
    private var planned: [Int: GalleryCell] = [:]
    private var cells: [Int: EncodedRun.Cell] = [:]
    private var standings: [Int: JobStanding] = [:]
    private var judgments: [StoredJobID: Judgment] = [:]
    private var attended: Set<Int> = []
    private var unfinished: Set<Int> = []
    /// To be drawn, whatever the ledger says.
    private var pending: Set<Int> = []
    private var resultPaths: [CellKey: String] = [:]

    init(run: String, store: Ledger, catalog: Catalog) {
        self.run = run
        self.store = store
        self.catalog = catalog
    }

    /// Some cell has no result.
    var isUnfinished: Bool { !unfinished.isEmpty }

    var folder: GalleryFolder? {
        heading.map { GalleryFolder(path: RunGallery.folder(of: run, in: $0.outputRoot)) }
    }

    /// - Parameters:
    ///   - changed: jobs of which more is known than the last time.
    ///   - knowledge: nil where others may be at the run, and the ledger alone tells.
    /// - Returns: nil where there is no cell, or there are too many.
    func draw(
        _ changed: Set<Int>, isLive: Bool, knowledge: (@Sendable (Int) -> Knowledge)?
    ) async throws(StoreError) -> EncodedRun? {
        pending.formUnion(changed)
        guard let heading = try await readHeading(hasPlan: knowledge == nil) else { return nil }
        let newStandings = try await store.history.states(ofRun: run)
        if newStandings.count > GalleryPlan.mostCells { return nil }
        let newJudgments = try await store.history.judgments(ofRun: run)
        for (index, standing) in newStandings
        where standing != standings[index] || !standing.isSettled
            || newJudgments[standing.id] != judgments[standing.id]
        {
            pending.insert(index)
        }
        let stale = pending.sorted()
        for start in stride(from: 0, to: stale.count, by: Self.share) {
            let share = Array(stale[start..<min(start + Self.share, stale.count)])
            try await encode(share, of: heading, newJudgments, knowledge)
            for index in share {
                pending.remove(index)
                standings[index] = newStandings[index]
            }
        }
        judgments = newJudgments
        if cells.isEmpty || cells.count > GalleryPlan.mostCells { return nil }
        return EncodedRun(
            id: run, title: heading.run.script, started: heading.run.startedAt,
            isLive: knowledge == nil ? !attended.isEmpty : isLive,
            cells: cells.keys.sorted().compactMap { cells[$0] })
    }

    private func readHeading(hasPlan: Bool) async throws(StoreError) -> RunContents? {
        if let heading { return heading }
        heading = try await store.history.contents(ofRun: run, hasJobs: false)
        if hasPlan, let plan = heading?.plan {
            for cell in GalleryPlan(stored: plan).cells {
                planned[cell.label.index] = cell
                pending.insert(cell.label.index)
            }
        }
        heading?.plan = nil
        return heading
    }

    private func encode(
        _ indices: [Int], of heading: RunContents, _ judgments: [StoredJobID: Judgment],
        _ knowledge: (@Sendable (Int) -> Knowledge)?
    ) async throws(StoreError) {
        let jobs = try await store.history.recordedJobs(ofRun: run, indices: indices)
        try await findResults(for: jobs)
        let paths = resultPaths
        let lines = GenLines(catalog, root: heading.outputRoot) { paths[$0] }
        let jobsByIndex = Dictionary(jobs.map { ($0.name.index, $0) }, uniquingKeysWith: { $1 })
        let folder = RunGallery.folder(of: run, in: heading.outputRoot)
        for index in indices {
            let known = knowledge?(index) ?? Knowledge(planned: planned[index])
            var cell = known.planned
            if let job = jobsByIndex[index] {
                cell = GalleryCell(
                    job, planned: cell, judgment: judgments[job.stored.id], line: lines.line(of: job))
            }
            if let report = known.report {
                if cell == nil { cell = GalleryCell(report, prompt: nil) } else { cell?.see(report) }
            }
            guard let cell else { continue }
            cells[index] = EncodedRun.Cell(cell, run: run, from: folder)
            note(index, jobsByIndex[index]?.isAttended ?? false, in: &attended)
            note(index, cell.files.isEmpty, in: &unfinished)
        }
    }

    private func note(_ index: Int, _ isMember: Bool, in set: inout Set<Int>) {
        if isMember { set.insert(index) } else { set.remove(index) }
    }

    /// Statements name the results that they refer to by their paths.
    private func findResults(for jobs: [RecordedJob]) async throws(StoreError) {
        for reference in jobs.flatMap({ $0.request?.references ?? [] }) {
            guard case .cell(let key) = reference.content, resultPaths[key] == nil else { continue }
            resultPaths[key] = try await store.history.job(ofCell: key, inRun: run)?.files.first?.path
        }
    }
}
