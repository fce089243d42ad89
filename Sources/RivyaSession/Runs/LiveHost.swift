import Dispatch
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal
import Synchronization

/// Carries a script's effects out: its requests go to a run, its waits block the evaluator's thread.
final class LiveHost: RivyaLanguage.Host, FileForwarding {
    private let run: Run
    let files: any ScriptFiles
    private let output: TerminalOutput
    private let stream: TerminalOutput.Stream
    private let onSubmit: (JobSpecification) -> Void

    /// - Parameters:
    ///   - stream: where `print` goes.
    ///   - onSubmit: is told of each job before the run is.
    init(
        run: Run, files: DiskFiles, output: TerminalOutput, stream: TerminalOutput.Stream = .output,
        onSubmit: @escaping (JobSpecification) -> Void = { _ in }
    ) {
        self.run = run
        self.files = files
        self.output = output
        self.stream = stream
        self.onSubmit = onSubmit
    }

    func submit(_ request: JobRequest) throws(HostFailure) {
        let job = JobSpecification(request)
        onSubmit(job)
        run.submit(job)
    }

    func outcome(of job: Int) throws(HostFailure) -> JobOutcome? {
        try wait(for: [job])
        return run.outcome(of: job).map(JobOutcome.init)
    }

    func wait(for jobs: [Int]) throws(HostFailure) {
        let finished = DispatchSemaphore(value: 0)
        let wasStopped = Atomic(false)
        run.whenFinished(jobs) { isStopped in
            wasStopped.store(isStopped, ordering: .releasing)
            finished.signal()
        }
        finished.wait()
        if wasStopped.load(ordering: .acquiring) { throw .interrupted }
    }

    func print(_ line: String) { output.print(StyledText(TerminalText.safe(line)), to: stream) }
}
