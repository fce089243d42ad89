import RivyaSyntax
import Synchronization

extension JobExecution {
    /// `not_found` answers in a row after which asking on is pointless: the account or the service is another.
    private static let missesAllowed = 6

    /// Polls a task until it is done. A failed poll never ends the job.
    ///
    /// - Parameters:
    ///   - age: how long ago the task was accepted.
    ///   - charge: what is known of the money so far.
    ///   - teaches: whether it was this process that saw the task begin: then its duration tells something of others.
    func watch(
        _ taskID: String, row: StoredJobID, age: Duration, charge: Charge, teaches: Bool = false
    ) async throws(Ended) -> JobReport {
        let history = try await stored { () async throws(StoreError) in
            try await run.experience.history(of: label.model)
        }
        let plan = PollPlan(interval: run.settings.poll, history: history)
        let begun = run.clock.now
        var wait = plan.first(age: age)
        var lastSeen: TaskReport?
        var failures = 0
        var misses = 0
        while true {
            let left = time.deadline(at: run.clock.now) - run.clock.now
            guard left > .zero else { return await timedOut(taskID, row: row, charge: charge, lastSeen) }
            do {
                try await run.clock.sleep(for: min(wait, left))
            } catch {
                return await interrupted(taskID, row: row, charge: charge)
            }
            let task: TaskReport
            do throws(ServiceError) {
                task = try await run.service.status(of: taskID)
            } catch {
                if Task.isCancelled { return await interrupted(taskID, row: row, charge: charge) }
                failures += 1
                misses = error.kind == .api(.notFound) ? misses + 1 : 0
                if let cause = Self.fatalCause(error), cause == .authentication || misses >= Self.missesAllowed {
                    run.fail(cause, JobFailure(error, what: "the task's status was refused"))
                    return await interrupted(taskID, row: row, charge: charge)
                }
                if misses >= Self.missesAllowed { return await lost(taskID, row: row, error) }
                let patience = run.settings.poll * (1 << min(failures, 4))
                wait = max(plan.next(age: age + run.clock.now - begun), max(patience, error.boundedRetryAfter ?? .zero))
                emit(.retrying(operation: "status", message: error.withLongWait.message, after: wait))
                continue
            }
            failures = 0
            misses = 0
            if !task.status.isTerminal { await told(by: task, reservedBefore: charge.credits) }
            if task.status.isTerminal {
                if teaches, task.status == .succeeded {
                    run.experience.saw(label.model, doneAfter: (run.clock.now - begun).seconds)
                }
                return try await conclude(task, row: row, reserved: charge.credits)
            }
            wait = plan.next(age: age + run.clock.now - begun)
            if task.status != lastSeen?.status {
                emit(.progress(status: task.status.text))
                if let said = Self.unknownState(task) {
                    emit(.retrying(operation: "status", message: "the task is asked for again: \(said)", after: wait))
                }
            }
            lastSeen = task
        }
    }

    /// Writes down what a finished task says, and fetches its results.
    func conclude(_ task: TaskReport, row: StoredJobID, reserved: Number?) async throws(Ended) -> JobReport {
        let charge = Charge(of: task, reservedBefore: reserved, isShared: isShared)
        guard task.status == .succeeded else {
            let said = task.failure
            let (code, message) = (said?.code ?? "", said?.message ?? "")
            let failure = JobFailure(
                code.isEmpty ? "generation_failed" : code, message.isEmpty ? "the generation failed" : message)
            try await end(row, JobEnding(.failed, charge: charge, failure: failure))
            await told(by: task, reservedBefore: reserved)
            return report(.failed, charge: charge, taskID: task.id, failure: failure, row: row)
        }
        run.state.withLock { $0.budget.observed(job: number, charge: charge) }
        try await stored { () async throws(StoreError) in
            try await run.store.observed(row, task: task, charge: charge, at: run.clock.calendar)
        }
        await told(by: task, reservedBefore: reserved)
        return try await deliver(task.urls, taskID: task.id, row: row, charge: charge, have: [])
    }

    private func timedOut(
        _ taskID: String, row: StoredJobID, charge: Charge, _ lastSeen: TaskReport?
    ) async -> JobReport {
        await leaveOpen(row)
        return report(
            .timedOut, charge: charge, taskID: taskID,
            failure: Self.unfinished(after: timeout, said: lastSeen.flatMap(Self.unknownState)),
            row: row)
    }

    /// A state that is not known here may be an end: whoever reads what the service says knows more.
    private static func unknownState(_ task: TaskReport) -> String? {
        guard case .other(let state) = task.status else { return nil }
        let said = task.failure?.message ?? ""
        return "the service calls it `\(state)`" + (said.isEmpty ? "" : ", and says: \(said)")
    }

    private func interrupted(_ taskID: String, row: StoredJobID, charge: Charge) async -> JobReport {
        await leaveOpen(row)
        return report(
            .interrupted, charge: charge, taskID: taskID,
            failure: JobFailure(
                "stopped", "the run was stopped while the task was running", help: "`rivya resume` fetches its result"),
            row: row)
    }

    private func lost(_ taskID: String, row: StoredJobID, _ error: ServiceError) async -> JobReport {
        await leaveOpen(row)
        var report = report(
            .unknown, charge: .unknown, taskID: taskID,
            failure: JobFailure(
                error.word, "the service does not know the task `\(taskID)`: \(error.message)",
                help: "check that key and base URL are those of the run", requestID: error.requestID),
            row: row)
        report.isOpen = true
        return report
    }
}
