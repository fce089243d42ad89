extension JobExecution {
    /// How much later than the job's time is up it is ended from outside: what ends by itself says more.
    private static let grace = Duration.milliseconds(250)

    /// Ends a try when the job's time is up, whatever it is at: sending, asking or fetching. What is open stays open.
    func timed(_ body: @escaping @Sendable (JobExecution) async -> JobReport) async -> JobReport {
        var here = self
        here.time = JobTime(deadline: run.clock.now + timeout)
        let (report, wasTold) = await withTaskGroup(of: JobReport?.self) { [here] group in
            group.addTask { await body(here) }
            group.addTask {
                let clock = here.run.clock
                repeat {
                    // At least: the time may stand still meanwhile.
                    let left = here.time.deadline(at: clock.now) - clock.now
                    guard (try? await clock.alarm(after: left + Self.grace)) != nil else { return nil }
                } while !here.time.isOver(at: clock.now)
                return nil
            }
            var isLate = false
            while let next = await group.next() {
                if let report = next {
                    group.cancelAll()
                    return (report, isLate)
                }
                // The run was stopped, and the job with it; or it is the job's time that is up.
                isLate = !Task.isCancelled
                group.cancelAll()
            }
            preconditionFailure("a job ends with a report")
        }
        // A wait may have ended before the alarm was heard.
        let isLate = wasTold || !Task.isCancelled && here.time.isOver(at: run.clock.now)
        return isLate ? late(report) : report
    }

    /// What is told of a job whose time was up before it was done.
    private func late(_ report: JobReport) -> JobReport {
        let isCut = report.failure.map { ["stopped", "cancelled", "local"].contains($0.code) } ?? false
        guard [.interrupted, .cancelled, .unsaved].contains(report.status), isCut else { return report }
        var late = report
        let seconds = timeout.inWholeSeconds
        switch report.status {
        case .unsaved,
            .interrupted where report.taskID != nil && !report.urls.isEmpty:
            late.failure = JobFailure(
                "timeout", "the result was not here after \(seconds) s", help: "`rivya resume` fetches it")
        case .interrupted where report.taskID != nil:
            late.failure = Self.unfinished(after: timeout)
        case .interrupted where report.charge == .notCharged:
            late.failure = JobFailure(
                "timeout", "the service did not take the request within \(seconds) s, and nothing is charged",
                help: "`rivya resume` sends it")
        case .interrupted:
            late.failure = JobFailure(
                "timeout", "the request was not answered within \(seconds) s",
                help: "`rivya resume` asks again with the same key: a request that was accepted is not paid twice")
        default:
            late.failure = JobFailure(
                "timeout", "nothing was accepted within \(seconds) s, and nothing is charged",
                help: "run the script again, or raise `timeout`")
        }
        late.status = .timedOut
        late.isOpen = report.isOpen
        return late
    }

    /// A task that goes on after the time that its job has.
    ///
    /// - Parameter said: what the service last said of it, where that was something unknown.
    static func unfinished(after timeout: Duration, said: String? = nil) -> JobFailure {
        JobFailure(
            "timeout", "the task is not done after \(timeout.inWholeSeconds) s" + (said.map { ": \($0)" } ?? ""),
            help: "it goes on at the service; `rivya resume` fetches it")
    }
}

extension Duration {
    /// For messages.
    fileprivate var inWholeSeconds: Int64 {
        components.seconds + (components.attoseconds >= 500_000_000_000_000_000 ? 1 : 0)
    }
}
