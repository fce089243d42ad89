import RivyaGallery
import RivyaRuns
import RivyaSyntax

extension GalleryRun {
    /// A run as the ledger knows it, and as its own process does where it goes on.
    ///
    /// - Parameters:
    ///   - plan: nil for the one that the ledger has kept.
    ///   - reports: of jobs that this process saw end, by index: what was never sent, or given up waiting for, is not in
    ///     the ledger.
    ///   - isLive: nil for what the ledger can tell.
    init(
        _ contents: RunContents, plan: GalleryPlan? = nil, reports: [Int: JobReport] = [:], isLive: Bool? = nil
    ) {
        let isLive = isLive ?? contents.isAttended
        var cells: [Int: GalleryCell] = [:]
        for cell in plan?.cells ?? contents.plan.map(GalleryPlan.init(stored:))?.cells ?? [] {
            cells[cell.label.index] = cell
        }
        var tries: [StoredJob] = []
        for (place, job) in contents.jobs.enumerated() {
            tries.append(job)
            let index = job.label.index
            if place + 1 < contents.jobs.count, contents.jobs[place + 1].label.index == index { continue }
            cells[index] = Self.cell(tries, contents, planned: cells[index], isLive: isLive)
            tries = []
        }
        for (index, report) in reports { cells[index] = Self.cell(cells[index], seenAs: report) }
        self.init(
            id: contents.run.id, title: contents.run.script, started: contents.run.startedAt, isLive: isLive,
            cells: cells.sorted { $0.key < $1.key }.map(\.value))
    }

    private static func cell(
        _ tries: [StoredJob], _ contents: RunContents, planned: GalleryCell?, isLive: Bool
    ) -> GalleryCell {
        let last = tries[tries.count - 1]
        var cell = GalleryCell(
            tries, source: last.source.flatMap { contents.sources[$0] }, isLive: isLive,
            judgment: contents.judgments[last.id].flatMap { $0.isEmpty ? nil : $0 })
        if cell.prompt == nil {
            let request = last.cell.flatMap { contents.requests[$0] }.flatMap {
                try? JSONValue(parsing: Array($0.utf8))
            }
            cell.prompt = request?["prompt"]?.string ?? planned?.prompt
        }
        return cell
    }

    private static func cell(_ known: GalleryCell?, seenAs report: JobReport) -> GalleryCell {
        guard var cell = known else { return GalleryCell(report, prompt: nil) }
        if cell.state != .ended(report.status) {
            cell.state = .ended(report.status)
            cell.seconds = report.seconds ?? cell.seconds
        }
        // The ledger keeps no help.
        if let failure = report.failure { cell.failure = failure }
        return cell
    }
}
