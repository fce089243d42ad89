import RivyaSyntax
import Synchronization

extension JobExecution {
    /// Sends the request and goes on with the task. The intent is on disk.
    ///
    /// - Parameter repeatedAfter: seconds since the same bytes may have been sent by a process that is gone; nil for a
    ///   request that is new.
    func submit(
        _ intent: Intent, row: StoredJobID, planned: Number, repeatedAfter age: Double? = nil
    ) async throws(Ended) -> JobReport {
        emit(.submitting)
        let isRepeated = age != nil
        // Whoever has an old request sent again has it sent until it is answered.
        let spent = run.settings.repeatsUnknown ? 0 : age ?? 0
        let memory = Duration.seconds(max(0, run.settings.keyMemory - spent))
        let task: TaskReport
        do {
            task = try await run.service.create(
                intent, isRepeated: isRepeated, until: run.clock.now + memory
            ) { error, wait in
                // The row says `submitting` whatever becomes of this note.
                try? await run.store.attempted(row, error: error, at: run.clock.calendar)
                guard let wait else { return }
                emit(.retrying(operation: "create", message: error.message, after: wait))
            }
        } catch {
            return try await refused(error, row: row, isRepeated: isRepeated)
        }
        let charge = Charge(of: task)
        run.state.withLock { $0.budget.observed(job: number, charge: charge) }
        do throws(StoreError) {
            try await run.store.accepted(row, task: task, at: run.clock.calendar)
        } catch {
            // The task exists and its id is not on disk. The row still says `submitting`: `resume` gets the same task.
            let failure = JobFailure(ledger: error)
            run.fail(.ledger, failure)
            throw Ended(report: report(.interrupted, charge: charge, taskID: task.id, failure: failure, row: row))
        }
        if let job, let reserved = task.reservedCredits { run.experience.reserved(reserved, for: job.priceGroup) }
        emit(.submitted(taskID: task.id, reserved: task.reservedCredits))
        if !isRepeated { await compare(task.reservedCredits, with: planned) }
        return try await accepted(task.id, row: row, charge: charge) { () async throws(Ended) in
            if task.status.isTerminal { return try await conclude(task, row: row, reserved: task.reservedCredits) }
            return try await watch(task.id, row: row, age: .zero, charge: charge, teaches: !isRepeated)
        }
    }

    /// Decides what a create that gave no task means for the money.
    private func refused(
        _ failure: PatientService.Failure, row: StoredJobID, isRepeated: Bool
    ) async throws(Ended) -> JobReport {
        let error = failure.error
        let reason = JobFailure(error, what: "the request was not accepted")
        if error.kind == .api(.idempotencyConflict) {
            let conflict = JobFailure(
                error.word,
                "the service holds another request under this job's idempotency key: \(error.message)",
                help: "nothing is sent under a new key, because the first request may have been paid; look at the "
                    + "account's task list; `--retry-unknown` asks once more under the same key, `--fresh` pays anew",
                requestID: error.requestID)
            try await end(row, JobEnding(.unknown, charge: .unknown, failure: conflict))
            return report(.unknown, charge: .unknown, failure: conflict, row: row)
        }
        if Self.isFinalRefusal(error) {
            if let cause = Self.fatalCause(error) { run.fail(cause, reason) }
            try await end(row, JobEnding(.failed, charge: .notCharged, failure: reason))
            return report(.failed, failure: reason, row: row)
        }
        // Nobody knows, and the same bytes under the same key can be sent again: the row stays `submitting`.
        if failure.isAmbiguous || isRepeated {
            await leaveOpen(row)
            if let cause = Self.fatalCause(error) { run.fail(cause, reason) }
            if Task.isCancelled {
                let stopped = JobFailure("stopped", "the run was stopped before the answer was seen")
                return report(.interrupted, charge: .unknown, failure: stopped, row: row)
            }
            let unobserved = JobFailure(
                error.word, "the request may have been carried out, its answer was not seen: \(error.message)",
                help: "`rivya resume` asks again with the same key; a request that was accepted is not paid twice",
                requestID: error.requestID)
            var report = report(.unknown, charge: .unknown, failure: unobserved, row: row)
            report.isOpen = true
            return report
        }
        if Task.isCancelled {
            return try await release(row, JobFailure("stopped", "the run was stopped before this job was sent"))
        }
        if let cause = Self.fatalCause(error) { run.fail(cause, reason) }
        try await end(row, JobEnding(.failed, charge: .notCharged, failure: reason))
        return report(.failed, failure: reason, row: row)
    }

    /// The service has looked at the request and will not have it: there is no task, whatever earlier calls met.
    ///
    /// Only codes that the service documents for a create. A gateway's 404 during an outage says nothing about the
    /// request that came before it.
    private static func isFinalRefusal(_ error: ServiceError) -> Bool {
        switch error.kind {
        case .api(.validationFailed), .api(.insufficientCredits), .api(.chatModelNotSupported): true
        default: false
        }
    }

    static func fatalCause(_ error: ServiceError) -> FatalCause? {
        switch error.kind {
        case .api(.apiKeyMissing), .api(.apiKeyInvalid), .api(.apiKeyRevoked), .api(.apiKeyExpired),
            .api(.apiScopeDenied):
            .authentication
        case .api(.insufficientCredits): .credits
        case .api(.publicAPIDisabled), .unreachable: .unreachable
        case .api(.unknown), .unreadableAnswer:
            switch error.httpStatus {
            case 401, 403: .authentication
            case 402: .credits
            default: nil
            }
        default: nil
        }
    }

    /// A price above the plan is not paid a second time without being agreed to.
    private func compare(_ reserved: Number?, with planned: Number) async {
        guard let reserved, planned < reserved, let approve = run.settings.approve, let job else { return }
        let group = job.priceGroup
        let isNew = run.state.withLock { state in
            if let agreed = state.agreedPrices[group], !(agreed < reserved) { return false }
            state.agreedPrices[group] = reserved
            state.questions += 1
            return true
        }
        guard isNew else { return }
        let change = RunSettings.PriceChange(
            job: label.index, model: label.model, planned: planned, reserved: reserved)
        let isAgreed = await approve(change)
        run.state.withLock { $0.questions -= 1 }
        if !isAgreed {
            run.fail(
                .price,
                JobFailure(
                    "price",
                    "`\(label.model)` reserved \(reserved) credits instead of \(planned), and that was not agreed to"))
        }
        run.wake()
    }
}
