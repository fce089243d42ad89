import Foundation
import RivyaCatalog
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal
import Synchronization

/// Keeps the galleries of runs up to date while their jobs finish.
///
/// A gallery is a picture of a run and never holds it up: what has changed is drawn from the ledger beside the run,
/// seldom enough to cost it nothing that counts, and what cannot be written is told of once.
final class LiveGallery: Sendable {
    /// A page that was written.
    struct Page: Sendable {
        var run: String
        var path: String
    }

    private struct State {
        var plan = GalleryPlan()
        /// Of jobs without a result. The others are in the ledger.
        var reports: [Int: JobReport] = [:]
        /// Jobs that the plan or a report has told of since the last drawing.
        var changed: Set<Int> = []
        /// Runs whose page has its files, and needs new data only.
        var begun: Set<String> = []
        var isPlanKept = false
        var problem: GalleryFolder.Failure?

        mutating func take(_ report: JobReport) {
            guard !plan.isTooLarge, !report.status.isSuccess else { return }
            reports[report.index] = report
            note(report.index)
        }

        mutating func note(_ job: Int) {
            if plan.isTooLarge {
                changed = []
                reports = [:]
            } else {
                changed.insert(job)
            }
        }

        func knowledge(of job: Int) -> RunDrawing.Knowledge {
            let planned = plan.cells.indices.contains(job - 1) ? plan.cells[job - 1] : nil
            return RunDrawing.Knowledge(planned: planned, report: reports[job])
        }
    }

    /// Between two drawings.
    private static let shortestPause = Duration.seconds(1)
    /// A twentieth of one core goes to drawing at most.
    private static let costFactor = 20

    private let drawings: [RunDrawing]
    private let store: Ledger
    private let hasPlan: Bool
    private let state: Mutex<State>
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// - Parameter plan: of the one run that begins; nil for runs that are taken up again.
    init(runs: [String], store: Ledger, catalog: Catalog, plan: GalleryPlan?) {
        drawings = runs.map { RunDrawing(run: $0, store: store, catalog: catalog) }
        self.store = store
        hasPlan = plan != nil
        var state = State(plan: plan ?? GalleryPlan())
        state.changed = Set(state.plan.cells.map(\.label.index))
        self.state = Mutex(state)
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What is wrong with writing; nil where nothing is.
    var problem: GalleryFolder.Failure? { state.withLock { $0.problem } }

    /// There are more cells than a page is kept for.
    var isTooLarge: Bool { state.withLock { $0.plan.isTooLarge } }

    /// A job was handed to the run: now all of it is known.
    func submitted(_ job: JobSpecification) {
        state.withLock { state in
            state.plan.add(job)
            state.note(job.index)
        }
    }

    /// Draws until the run has ended.
    func follow(_ events: AsyncStream<RunEvent>) async {
        await withTaskGroup { group in
            group.addTask { await self.drawChanges() }
            for await event in events {
                if hasPlan, case .finished(let report) = event.kind {
                    state.withLock { $0.take(report) }
                }
                changed.yield()
            }
            changed.finish()
            // It may be resting.
            group.cancelAll()
        }
    }

    private func drawChanges() async {
        for await _ in changes {
            let start = ContinuousClock.now
            guard !Task.isCancelled, await draw(isLive: true) != nil else { return }
            let cost = ContinuousClock.now - start
            try? await Task.sleep(for: max(Self.shortestPause, cost * Self.costFactor))
        }
    }

    /// Draws the last time, after the run has ended.
    /// - Returns: the pages that there are.
    func finish() async -> [Page] { await draw(isLive: false) ?? [] }

    /// - Returns: nil where nothing can be drawn, now and later.
    private func draw(isLive: Bool) async -> [Page]? {
        guard !isTooLarge, problem == nil else { return nil }
        let changed = state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
        let known: @Sendable (Int) -> RunDrawing.Knowledge = { job in self.state.withLock { $0.knowledge(of: job) } }
        var pages: [Page] = []
        for drawing in drawings {
            // What could not be read is drawn the next time.
            guard let run = try? await drawing.draw(changed, isLive: isLive, knowledge: hasPlan ? known : nil),
                let folder = await drawing.folder
            else { continue }
            guard await write(run, to: folder) else { return nil }
            pages.append(Page(run: run.id, path: folder.pagePath))
            if hasPlan { await keepPlan(of: run.id, isNeeded: await drawing.isUnfinished, isLive: isLive) }
        }
        return pages
    }

    private func write(_ run: EncodedRun, to folder: GalleryFolder) async -> Bool {
        let isNew = state.withLock { $0.begun.insert(run.id).inserted }
        do throws(GalleryFolder.Failure) {
            try await FileWork.run { () throws(GalleryFolder.Failure) in
                let time = Date().timeIntervalSince1970
                if isNew { try folder.write(run, time: time) } else { try folder.update(run, time: time) }
            }
            return true
        } catch {
            state.withLock { $0.problem = error }
            return false
        }
    }

    /// The ledger knows the jobs that were begun; the others are kept for pages that are made later.
    private func keepPlan(of run: String, isNeeded: Bool, isLive: Bool) async {
        let isKept = state.withLock { $0.isPlanKept }
        if isLive, isKept { return }
        if !isLive, !isNeeded, !isKept { return }
        let plan = state.withLock { state in
            state.isPlanKept = true
            return isNeeded ? state.plan : nil
        }
        // The page has what it would say; that a later one lacks it is no reason to fail.
        try? await store.keep(plan: plan?.stored, ofRun: run)
    }
}

extension LiveGallery {
    /// Draws the last time, and tells where the pages are.
    func showPages(in surroundings: Surroundings) async {
        let pages = await finish()
        if let problem {
            surroundings.warn("the gallery was not written: \(TerminalText.safe(problem.message))")
        } else if isTooLarge {
            surroundings.output.print(
                StyledText(
                    "a run of more than \(GalleryPlan.mostCells) jobs gets its gallery when it is asked for: "
                        + "`rivya gallery`", .dim), to: .error)
        }
        for page in pages {
            let shown = shownPath(page.path, below: surroundings.workingFolder)
            surroundings.output.print(StyledText("gallery: \(TerminalText.safe(shown))"), to: .error)
        }
    }
}
