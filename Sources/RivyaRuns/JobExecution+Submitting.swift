import RivyaCatalog
import RivyaSyntax
import Synchronization

extension JobExecution {
    /// A create on its way: what is on disk, and what is known of its earlier sendings.
    struct Create {
        var intent: Intent
        let row: StoredJobID
        /// What the plan says that it costs; nil for a request of a process that is gone.
        let planned: Number?
        /// The references that the body names.
        var items: [WireReference]
        /// Seconds since a process that is gone may have sent the same bytes.
        let repeatedAfter: Double?
        /// A sending of these bytes may have had its effect, so that a refusal proves nothing.
        var mayBePaid: Bool
        /// When these bytes were first sent in this process, by the run's clock.
        var sentAt: Duration?
        /// References were uploaded again after a refusal.
        var isRenewed = false
        var refusals: ReplayedRefusals

        /// - Parameter refusalID: the request id of the last refusal of the cell, as the ledger has it.
        init(
            _ intent: Intent, row: StoredJobID, planned: Number? = nil, items: [WireReference] = [],
            refusalID: String? = nil, repeatedAfter: Double? = nil
        ) {
            self.intent = intent
            self.row = row
            self.planned = planned
            self.items = items
            self.repeatedAfter = repeatedAfter
            mayBePaid = repeatedAfter != nil
            refusals = ReplayedRefusals(known: refusalID)
        }
    }

    private enum Asked {
        case task(TaskReport, isShared: Bool)
        case ended(JobReport)
    }

    /// Sends the request and goes on with the task. The intent is on disk.
    func submit(_ create: Create) async throws(Ended) -> JobReport {
        emit(.submitting)
        let row = create.row
        let isRepeated = create.repeatedAfter != nil
        let task: TaskReport
        var here = self
        switch try await ask(create) {
        case .ended(let report): return report
        case .task(let made, let isShared):
            task = made
            here.isShared = isShared
        }
        let charge = Charge(of: task, isShared: here.isShared)
        run.state.withLock { $0.budget.observed(job: number, charge: charge) }
        do throws(StoreError) {
            try await run.store.accepted(row, task: task, isShared: here.isShared, at: run.clock.calendar)
        } catch {
            // The task exists and its id is not on disk. The row still says `submitting`: `resume` gets the same task.
            let failure = JobFailure(ledger: error)
            run.fail(FatalCause(error), failure)
            throw Ended(report: here.report(.interrupted, charge: charge, taskID: task.id, failure: failure, row: row))
        }
        emit(.submitted(taskID: task.id, reserved: task.reservedCredits))
        await here.answered(task)
        return try await here.accepted(task.id, row: row, charge: charge) { [here] () async throws(Ended) in
            if task.status.isTerminal {
                return try await here.conclude(task, row: row, reserved: task.reservedCredits)
            }
            return try await here.watch(
                task.id, row: row, age: .zero, charge: charge, teaches: !isRepeated && !here.isShared)
        }
    }

    /// Asks for the task until there is one, or an answer that counts.
    private func ask(_ first: Create) async throws(Ended) -> Asked {
        var create = first
        var patience = SettlingPatience(timeout: timeout)
        // Whoever has an old request sent again has it sent until it is answered.
        let spent = run.settings.repeatsUnknown ? 0 : create.repeatedAfter ?? 0
        let until = run.clock.now + .seconds(max(0, run.settings.keyMemory - spent))
        while true {
            let row = create.row
            let sentAt = create.sentAt ?? run.clock.now
            create.sentAt = sentAt
            do throws(PatientService.Failure) {
                let (task, isAmbiguous) = try await run.service.create(
                    create.intent, isRepeated: create.mayBePaid, until: until,
                    deadline: time.deadline(at: run.clock.now)
                ) { error, wait in
                    // The row says `submitting` whatever becomes of this note.
                    try? await run.store.attempted(row, error: error, at: run.clock.calendar)
                    guard let wait else { return }
                    emit(.retrying(operation: "create", message: error.message, after: wait))
                }
                let isFirst = !create.mayBePaid && !isAmbiguous
                return .task(
                    task,
                    isShared: create.repeatedAfter == nil
                        && task.isOlder(than: run.clock.now - sentAt, isFirstAnswer: isFirst))
            } catch {
                create.mayBePaid = create.mayBePaid || error.isAmbiguous || error.error.isConflict
                let ended =
                    create.mayBePaid
                    ? try await wait(after: error.error, create, &patience, until: until)
                    : try await refused(error.error, &create)
                if let ended { return .ended(ended) }
            }
        }
    }

    /// A refusal after an attempt whose effect is not known proves nothing, and a conflict says that something is under
    /// way: waits until it is worth asking again, with the same bytes under the same key.
    ///
    /// - Returns: what to report where it is not: the row stays `submitting`, for `resume` or the next run.
    private func wait(
        after error: ServiceError, _ create: Create, _ patience: inout SettlingPatience, until: Duration
    ) async throws(Ended) -> JobReport? {
        let cause = Self.fatalCause(error)
        // Without credits other jobs may go on; this one may have taken the last.
        let isFatal = cause != nil && cause != .credits
        let isRefusal = !error.isPassing && error.kind != .cancelled
        if isRefusal, !isFatal, !run.isStopped, !Task.isCancelled, run.clock.now < until,
            let wait = patience.next(retryAfter: error.retryAfter),
            // Who is asked for the last time says so, before the job's time is up.
            wait < time.deadline(at: run.clock.now) - run.clock.now
        {
            emit(.retrying(operation: "create", message: error.message, after: wait))
            run.state.withLock { $0.prices.stalled(number) }
            if (try? await run.park(for: wait)) != nil { return nil }
        }
        await leaveOpen(create.row)
        if isFatal, let cause { run.fail(cause, JobFailure(error, what: "the request was not accepted")) }
        if Task.isCancelled || error.kind == .cancelled {
            let stopped = JobFailure("stopped", "the run was stopped before the answer was seen")
            return report(.interrupted, charge: .unknown, failure: stopped, row: create.row)
        }
        let unobserved = JobFailure(
            error.word, "the request may have been carried out, its answer was not seen: \(error.message)",
            help: "`rivya resume` asks again with the same key, and a request that was accepted is not paid twice; "
                + "\(Self.settling(run: runID, index: label.index))",
            requestID: error.requestID)
        var report = report(.unknown, charge: .unknown, failure: unobserved, row: create.row)
        report.isOpen = true
        return report
    }

    /// How a person says what became of a request.
    static func settling(run: String, index: Int) -> String {
        "`rivya settle \(run)/\(index) none` or `charged` tells what the account's task list shows"
    }

    /// The service refused a request of which nothing was sent before: there is no task.
    ///
    /// - Returns: nil where another request was made, which is on disk.
    private func refused(_ error: ServiceError, _ create: inout Create) async throws(Ended) -> JobReport? {
        let row = create.row
        if Task.isCancelled || error.kind == .cancelled {
            let stopped = JobFailure("stopped", "the run was stopped before this job was sent")
            guard time.isOver(at: run.clock.now) else { return try await release(row, stopped) }
            // Its time is up, and not the run's: `resume` sends it.
            await leaveOpen(row)
            return report(.interrupted, charge: .notCharged, failure: stopped, row: row)
        }
        if let job, !run.isHalted {
            if try await renew(after: error, &create, job) { return nil }
            if try await climb(after: error, &create, job) { return nil }
        }
        let reason = JobFailure(error, what: "the request was not accepted")
        if let cause = Self.fatalCause(error) { run.fail(cause, reason) }
        try await end(row, JobEnding(.failed, charge: .notCharged, failure: reason))
        return report(.failed, failure: reason, row: row)
    }

    /// Uploads anew, once, what the service may have forgotten: other bytes, so another key.
    private func renew(
        after error: ServiceError, _ create: inout Create, _ job: IdentifiedJob
    ) async throws(Ended) -> Bool {
        guard error.isAboutContent, !create.isRenewed, run.references.forget(create.items) else { return false }
        create.isRenewed = true
        let items = try await upload(job, row: create.row)
        let body = job.specification.request.body(references: items)
        guard body != create.intent.body else { return false }
        create.items = items
        try await send(&create, body: body, generation: create.intent.generation ?? 0, job)
        return true
    }

    /// Goes to the next generation of the key where the service repeats an old refusal whose cause is gone.
    private func climb(
        after error: ServiceError, _ create: inout Create, _ job: IdentifiedJob
    ) async throws(Ended) -> Bool {
        guard let generation = create.intent.generation else { return false }
        var hasCredits = false
        if error.isAboutCredits, !error.isReplay {
            hasCredits = await run.service.credits().map { $0 >= create.planned ?? .whole(0) } ?? false
            guard hasCredits else { return false }
        }
        switch create.refusals.verdict(on: error, hasCredits: hasCredits) {
        case .genuine: return false
        case .askAgain: return true
        case .replayed:
            emit(.replayed(message: error.message))
            try await send(&create, body: create.intent.body, generation: generation + 1, job)
            return true
        }
    }

    /// Puts another request for the same cell on disk, in place of one that was refused.
    private func send(
        _ create: inout Create, body: [UInt8], generation: Int, _ job: IdentifiedJob
    ) async throws(Ended) {
        guard let cell = job.cell else { preconditionFailure("a job without a cell is not sent") }
        create.intent = Intent(cell: cell, body: body, generation: generation, nonce: create.intent.nonce)
        create.sentAt = nil
        try await intend(create.intent, row: create.row)
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
}
