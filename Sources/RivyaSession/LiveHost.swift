import Foundation
import RivyaCatalog
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

extension JobSpecification {
    /// A request of a script as a run carries it out.
    init(_ request: JobRequest) {
        self.init(
            index: request.index,
            request: request.request,
            name: request.name,
            axes: request.axes.map { Axis($0.name, $0.value.scalarJSON) },
            tags: request.tags,
            output: request.output ?? .standard,
            take: request.take,
            after: request.dependsOn,
            timeout: request.timeout,
            origin: .init(file: request.file.name, line: request.line, statement: request.file.text(request.range)))
    }
}

extension SweepSurvey {
    /// Adds the next request of a plan.
    mutating func add(_ request: JobRequest) {
        add(
            axes: request.axes.map { Axis($0.name, $0.value.scalarJSON) }, file: request.file.name,
            offset: request.range.lower, dependencies: request.dependsOn)
    }
}

extension Value {
    /// A scalar as JSON; an axis is never anything else.
    var scalarJSON: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        default: .null
        }
    }
}

extension JobOutcome {
    init(_ report: JobReport) {
        self.init(
            id: report.taskID, status: report.status == .cached ? "succeeded" : report.status.rawValue,
            urls: report.urls, path: report.files.first, credits: report.credits, error: report.failure?.message,
            seconds: report.seconds.flatMap { Number(String(format: "%.3f", $0)) })
    }
}
