package import RivyaRuns
import RivyaSyntax

extension GalleryCell {
    /// A job as the ledger knows it.
    ///
    /// - Parameters:
    ///   - tries: the rows of one job of one run, the last try at the end; never empty.
    ///   - source: the row whose task or files the last try uses, where it names one.
    ///   - isLive: the run's process is still at it. What nobody works on any more is interrupted, not running.
    package init(_ tries: [StoredJob], source: StoredJob? = nil, isLive: Bool, judgment: Judgment? = nil) {
        let job = tries[tries.count - 1]
        let body = job.intent?.body ?? source?.intent?.body
        // An attached job pays nothing itself, and ends as the other one does.
        let shown = job.state == .attached ? source ?? job : job
        let times = Times(submitted: shown.submittedAt, accepted: shown.acceptedAt, ended: shown.endedAt)
        var seconds: Double?
        if let submitted = times.submitted, let ended = times.ended { seconds = max(0, ended - submitted) }
        self.init(
            job.label,
            key: job.cell,
            prompt: body.flatMap { try? JSONValue(parsing: $0) }?["prompt"]?.string,
            state: State(shown.state, isLive: isLive),
            credits: Charge.total(tries.map(\.charge)),
            charge: job.charge,
            taskID: shown.taskID ?? source?.taskID,
            files: (job.files.isEmpty ? shown.files : job.files).sorted { $0.number < $1.number }
                .map(GalleryFile.init),
            failure: shown.failure,
            seconds: seconds,
            times: times,
            request: body,
            origin: job.origin,
            judgment: judgment
        )
    }
}

extension GalleryCell.State {
    /// - Parameter isLive: the run's process is still at it.
    package init(_ state: JobState, isLive: Bool) {
        self =
            switch state {
            case .claimed: .planned
            case .submitting, .running, .attached: isLive ? .running : .ended(.interrupted)
            case .fetching: isLive ? .running : .ended(.unsaved)
            case .succeeded: .ended(.succeeded)
            case .cached: .ended(.cached)
            case .failed: .ended(.failed)
            case .unknown: .ended(.unknown)
            case .released: .ended(.cancelled)
            case .skipped: .ended(.skipped)
            }
    }
}
