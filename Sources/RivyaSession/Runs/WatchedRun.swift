import RivyaRuns
import RivyaTerminal

/// A run that is carried out in front of somebody: with a display, and with ^C meaning something.
struct WatchedRun<Ending: Sendable>: Sendable {
    let report: RunReport
    /// What came of the work that submitted the jobs.
    let ending: Ending
    /// The first signal was SIGTERM.
    let wasTerminated: Bool

    /// - Parameters:
    ///   - expected: how many jobs there will be.
    ///   - log: gets every event.
    ///   - gallery: is kept up to date meanwhile.
    ///   - body: submits the jobs; the run takes no more of them when it returns.
    static func carryOut(
        _ run: Run, expected: Int, log: EventLog? = nil, gallery: LiveGallery? = nil, in surroundings: Surroundings,
        _ body: @Sendable () async -> Ending
    ) async throws -> WatchedRun {
        let signals = StopSignals { run.stop($0) }
        return try await ProgressDisplay.whileRunning(on: surroundings.output) { display in
            let events = run.events()
            // Before anything happens: what happened earlier is in no stream.
            let happened = gallery.flatMap { $0.isTooLarge ? nil : run.events() }
            async let watching: Void = watch(events, of: run.id, display, expected, log, surroundings)
            async let drawing: Void = draw(gallery, happened)
            async let carried = run.carryOut()
            let ending = await body()
            run.finish()
            let report = await carried
            await watching
            await drawing
            return WatchedRun(report: report, ending: ending, wasTerminated: signals.wasTerminated)
        }
    }

    private static func draw(_ gallery: LiveGallery?, _ events: AsyncStream<RunEvent>?) async {
        if let gallery, let events { await gallery.follow(events) }
    }

    private static func watch(
        _ events: AsyncStream<RunEvent>, of run: String, _ display: ProgressDisplay, _ expected: Int, _ log: EventLog?,
        _ surroundings: Surroundings
    ) async {
        var progress = RunProgress(display: display, expected: expected, workingFolder: surroundings.workingFolder)
        for await event in events {
            log?.append(event, run: run)
            progress.take(event)
        }
    }

    /// Shows the table that every run ends with.
    func showTable(in surroundings: Surroundings, on stream: TerminalOutput.Stream = .output) {
        RunTable(report: report, workingFolder: surroundings.workingFolder).show(on: surroundings.output, stream)
    }

    /// What the jobs alone make of the exit code.
    var exitCode: ExitCode {
        if let cause = report.fatalCause {
            // With something sent it is more than a wrong place for results.
            if cause == .results, report.jobs.contains(where: { $0.taskID != nil }) { return .jobsFailed }
            return ExitCode(cause)
        }
        if report.stop != nil { return wasTerminated ? .terminated : .interrupted }
        if report.jobs.contains(where: { $0.failure?.code == JobFailure.otherKey }) { return .noAccess }
        return report.isSuccess ? .success : .jobsFailed
    }
}
