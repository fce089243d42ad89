import Dispatch
import RivyaLanguage
import RivyaRuns
import RivyaTerminal

/// Carries the effects of a session's statement out. Confined to the thread that evaluates.
final class SessionHost: RivyaLanguage.Host, FileForwarding {
    /// nil where the plan has found that no job is made.
    private let run: Run?
    let files: any ScriptFiles
    private let jobs: SessionJobs
    private let screen: SessionScreen
    private let interruption: Interruption
    private let allowance: SpendingAllowance
    /// Jobs of this statement that were not told of yet.
    private var untold: [JobRequest] = []

    init(
        run: Run?, files: DiskFiles, jobs: SessionJobs, screen: SessionScreen, interruption: Interruption,
        allowance: SpendingAllowance
    ) {
        self.run = run
        self.files = files
        self.jobs = jobs
        self.screen = screen
        self.interruption = interruption
        self.allowance = allowance
    }

    func submit(_ request: JobRequest) throws(HostFailure) {
        guard let run, allowance.take(request) else { throw .stopped }
        jobs.add(request, run: run.id, isShown: false)
        untold.append(request)
        run.submit(JobSpecification(request))
    }

    func outcome(of job: Int) throws(HostFailure) -> JobOutcome? {
        try wait(for: [job])
        return jobs[job]?.report.map(JobOutcome.init)
    }

    func wait(for waited: [Int]) throws(HostFailure) {
        tellOfJobs()
        // Jobs of an earlier run of the session have ended.
        let open = waited.filter { jobs[$0]?.report == nil }
        guard let run, !open.isEmpty else { return }
        let semaphore = DispatchSemaphore(value: 0)
        run.whenFinished(open) { _ in semaphore.signal() }
        interruption.wake { semaphore.signal() }
        semaphore.wait()
        interruption.wake(by: nil)
        jobs.collect(from: run)
        screen.tellNews()
        if interruption.isRaised { throw .interrupted }
        if run.isStopped { throw .interrupted }
    }

    func print(_ line: String) {
        tellOfJobs()
        screen.output.print(StyledText(line))
    }

    /// Shows the value of a bare expression: for a job its card.
    func show(_ value: Value) {
        let shown = value.jobIndexes
        let new = untold.filter { shown.contains($0.index) }
        untold.removeAll { shown.contains($0.index) }
        tellOfJobs()
        if !new.isEmpty, new.count == shown.count {
            screen.show(new: new)
        } else {
            screen.show(value)
        }
        told(new)
    }

    /// Tells of the jobs that no card was shown for, as those of a loop.
    func tellOfJobs() {
        guard !untold.isEmpty else { return }
        screen.show(new: untold)
        told(untold)
        untold = []
    }

    private func told(_ requests: [JobRequest]) {
        guard !requests.isEmpty else { return }
        jobs.show(requests)
        screen.tellNews()
    }
}

extension Value {
    /// The numbers of a job or of a list of jobs; empty for anything else.
    var jobIndexes: Set<Int> {
        switch self {
        case .job(let job): [job.index]
        case .list(let list):
            Set(list.items.compactMap { item in if case .job(let job) = item { job.index } else { nil } })
        default: []
        }
    }
}
