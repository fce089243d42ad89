import RivyaCatalog
import RivyaGallery
import RivyaRuns
import RivyaSyntax

extension GalleryRun {
    /// A run as the ledger knows it, and as its own process does where it goes on.
    ///
    /// - Parameters:
    ///   - catalog: writes the statements of the jobs, each by itself; without it they are as the script has them.
    ///   - plan: nil for the one that the ledger has kept.
    ///   - reports: of jobs that this process saw end, by index: what was never sent, or given up waiting for, is not in
    ///     the ledger.
    ///   - isLive: nil for what the ledger can tell.
    init(
        _ contents: RunContents, catalog: Catalog? = nil, plan: GalleryPlan? = nil,
        reports: [Int: JobReport] = [:], isLive: Bool? = nil
    ) {
        let lines = catalog.map { GenLines($0, contents) }
        var cells: [Int: GalleryCell] = [:]
        for cell in plan?.cells ?? contents.plan.map(GalleryPlan.init(stored:))?.cells ?? [] {
            cells[cell.label.index] = cell
        }
        for job in contents.jobs {
            var cell = GalleryCell(job)
            cell.judgment = contents.judgments[job.stored.id].flatMap { $0.isEmpty ? nil : $0 }
            if let line = lines?.line(of: job) { cell.origin?.statement = line.text }
            cell.prompt = cell.prompt ?? cells[job.name.index]?.prompt
            cells[job.name.index] = cell
        }
        for (index, report) in reports { cells[index] = Self.cell(cells[index], seenAs: report) }
        self.init(
            id: contents.run.id, title: contents.run.script, started: contents.run.startedAt,
            isLive: isLive ?? contents.jobs.contains { $0.isAttended },
            cells: cells.sorted { $0.key < $1.key }.map(\.value))
    }

    private static func cell(_ known: GalleryCell?, seenAs report: JobReport) -> GalleryCell {
        guard var cell = known else { return GalleryCell(report, prompt: nil) }
        if cell.state != .ended(report.status) {
            cell.state = .ended(report.status)
            cell.seconds = report.seconds ?? cell.seconds
            cell.failure = report.failure ?? cell.failure
        }
        return cell
    }
}

extension GalleryCell {
    /// A job of the ledger.
    init(_ job: RecordedJob) {
        let stored = job.stored
        let state: State =
            switch job.status {
            case let status?: .ended(status)
            case nil: stored.state == .claimed ? .planned : .running
            }
        self.init(
            job.label,
            key: stored.cell,
            prompt: job.request?.prompt,
            state: state,
            credits: job.charges.taken,
            charge: stored.charge,
            taskID: stored.taskID,
            files: job.files.map(GalleryFile.init),
            failure: stored.failure,
            seconds: job.seconds,
            times: Times(submitted: stored.submittedAt, accepted: stored.acceptedAt, ended: stored.endedAt),
            request: stored.intent?.body ?? job.request?.body,
            origin: stored.origin
        )
    }
}

extension RequestDocument {
    /// The request without its reference media, for a job that sent none of its own.
    fileprivate var body: [UInt8] {
        var members = [JSONValue.Member("model", .string(model))]
        if let prompt { members.append(.init("prompt", .string(prompt))) }
        members.append(.init("params", .object(parameters)))
        var bytes: [UInt8] = []
        JSONValue.object(members).write(to: &bytes)
        return bytes
    }
}

/// The statements that make the requests of a run's jobs again, each by itself.
private struct GenLines {
    private let catalog: Catalog
    private let root: String
    private let results: [CellKey: RecordedJob]

    init(_ catalog: Catalog, _ contents: RunContents) {
        self.catalog = catalog
        root = contents.outputRoot
        let jobs = contents.jobs.compactMap { job in job.stored.cell.map { ($0, job) } }
        results = Dictionary(jobs, uniquingKeysWith: { first, _ in first })
    }

    func line(of job: RecordedJob) -> GenLine? {
        GenLine(job, isExact: catalog[job.label.model]?.passesParametersThrough ?? true) { cell in
            results[cell]?.files.first.map { RunTable.shown($0.path, below: root) }
        }
    }
}
