import RivyaCatalog
import RivyaGallery
import RivyaRuns
import RivyaSyntax

extension GalleryRun {
    /// A run as the ledger knows it.
    ///
    /// - Parameter catalog: writes the statements of the jobs, each by itself; without it they are as the script has
    ///   them.
    init(_ contents: RunContents, catalog: Catalog? = nil) {
        let lines = catalog.map { GenLines($0, contents) }
        var cells: [Int: GalleryCell] = [:]
        for cell in contents.plan.map(GalleryPlan.init(stored:))?.cells ?? [] {
            cells[cell.label.index] = cell
        }
        for job in contents.jobs {
            cells[job.name.index] = GalleryCell(
                job, planned: cells[job.name.index], judgment: contents.judgments[job.stored.id],
                line: lines?.line(of: job))
        }
        self.init(
            id: contents.run.id, title: contents.run.script, started: contents.run.startedAt,
            isLive: contents.jobs.contains { $0.isAttended },
            cells: cells.sorted { $0.key < $1.key }.map(\.value))
    }
}

extension GalleryCell {
    /// A job of the ledger.
    ///
    /// - Parameters:
    ///   - planned: the same one in the plan.
    ///   - line: the statement that makes it by itself.
    init(_ job: RecordedJob, planned: GalleryCell?, judgment: Judgment?, line: GenLine?) {
        self.init(job)
        self.judgment = judgment.flatMap { $0.isEmpty ? nil : $0 }
        if let line { origin?.statement = line.text }
        prompt = prompt ?? planned?.prompt
    }

    /// What this process saw of its end: what was never sent, or given up waiting for, is not in the ledger.
    mutating func see(_ report: JobReport) {
        guard state != .ended(report.status) else { return }
        state = .ended(report.status)
        seconds = report.seconds ?? seconds
        failure = report.failure ?? failure
    }

    private init(_ job: RecordedJob) {
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
