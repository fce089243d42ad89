import Foundation
import RivyaCatalog
import RivyaSyntax
import Synchronization

/// One job on its way: claimed, sent, watched, fetched. Whatever happens becomes a report; nothing is thrown, so that
/// no job can end another.
///
/// The order of the steps is what makes a request paid once: the cell is claimed, the intent is on disk, then the
/// request leaves, then the task's id is on disk. A crash between any two of them is repaired by `resume`.
struct JobExecution {
    let run: Run
    let number: Int
    let label: JobLabel
    /// The run that lists the job.
    let runID: String
    /// nil for a job taken over from a process that is gone.
    let job: IdentifiedJob?
    let timeout: Duration
    /// Where this run wants the job's results.
    let place: Place
    /// The folder that they are below.
    let folder: ResultFolder
    /// Where partial downloads lie: at the place of the job that began them, whoever goes on with it.
    var partialPlace: Place
    /// Another process was at it, and may have left partial downloads.
    var isTakenUp: Bool
    /// Somebody else pays for the task: see `StoredJob.isShared`.
    var isShared = false
    /// Of the running try.
    var time: JobTime
    /// Where seconds are counted from: when the request left, or when the job was taken up again.
    private let startedAt: Duration

    init(run: Run, number: Int, job: IdentifiedJob) {
        self.run = run
        self.number = number
        self.job = job
        label = job.specification.label
        runID = run.id
        timeout = job.specification.timeout ?? run.settings.timeout
        place = Place(job.specification, run: run.id)
        partialPlace = place
        isTakenUp = false
        folder = run.folder
        startedAt = run.clock.now
        time = JobTime(deadline: startedAt + timeout)
    }

    init(run: Run, number: Int, stored: StoredJob) {
        self.run = run
        self.number = number
        job = nil
        label = stored.label
        runID = stored.run
        timeout = run.settings.timeout
        place = Place(stored)
        partialPlace = place
        isTakenUp = true
        isShared = stored.isShared
        folder = run.folder(ofAdopted: stored)
        startedAt = run.clock.now
        time = JobTime(deadline: startedAt + timeout)
    }

    /// A step that ends the job throws its report.
    struct Ended: Error {
        var report: JobReport
    }

    /// Carries out a job of the script, with the tries that the settings grant.
    func carryOut() async -> JobReport {
        guard let job else { preconditionFailure("a job without a request is resumed") }
        if let failure = job.failure { return JobReport(label, status: .failed, failure: failure) }
        var earlier: [Charge] = []
        var replays = 0
        while true {
            let attempt = earlier.count + replays + 1
            var report = await timed { await $0.attempt(job, attempt) }
            report.earlierCharges = earlier
            let isUnknown = report.charge == .unknown
            run.state.withLock { $0.prices.ended(number, isUnknown: isUnknown) }
            let isServiceFailure = report.status == .failed && report.taskID != nil
            guard isServiceFailure, !run.isHalted else { return report }
            // What failed for somebody else is no try of this run: the next generation may be alive.
            if report.isShared, replays < Self.mostReplays {
                replays += 1
                emit(.replayed(message: report.failure?.message ?? ""))
                continue
            }
            guard earlier.count < run.settings.retries else { return report }
            emit(.tryingAgain(charge: report.charge, message: report.failure?.message ?? ""))
            earlier.append(report.charge)
            run.state.withLock { $0.budget.nextTry(job: number) }
        }
    }

    /// Seconds; what the ledger says beyond that was noted by a clock that was wrong.
    private static let oldest = 1e9

    /// How many replayed failures and refusals are climbed over before one is taken for an answer.
    static let mostReplays = 20

    /// Finishes a job of a process that is gone.
    func resume(_ stored: StoredJob) async -> JobReport {
        await timed { here in
            do throws(Ended) {
                return try await here.proceed(stored)
            } catch {
                return error.report
            }
        }
    }

    private func attempt(_ job: IdentifiedJob, _ attempt: Int) async -> JobReport {
        do throws(Ended) {
            // A request that needs no upload is known already: claim and intent are then one commit. Not where it may
            // have to wait for the price of another one: it is not on its way yet.
            let isKnown = job.specification.request.references.isEmpty && !run.settings.isLimited
            let body = isKnown ? job.specification.request.body(references: []) : nil
            let nonce = run.settings.isFresh ? run.nonce : nil
            switch try await claim(job, attempt, body) {
            case .granted(let row, let history):
                let origin = KeyOrigin(generation: history.generation, nonce: nonce, refusalID: history.refusalID)
                return try await send(job, row: row, origin, committed: body.map { intent(job, $0, origin) })
            case .takenOver(let stored):
                var successor = self
                successor.partialPlace = Place(stored)
                successor.isTakenUp = true
                successor.isShared = stored.isShared
                if stored.state == .claimed {
                    let origin = KeyOrigin(generation: stored.generation, nonce: stored.nonce)
                    return try await successor.send(job, row: stored.id, origin)
                }
                return try await successor.proceed(stored)
            case .cached(let stored, let row):
                return try await reuse(stored, row: row)
            case .unknown(let stored):
                throw Ended(report: unknownReport(stored))
            case .foreign(let stored):
                throw Ended(report: foreignReport(stored))
            case .busy:
                preconditionFailure("a busy cell is waited for")
            }
        } catch {
            return error.report
        }
    }

    /// Takes the cell, waiting while a living process is at it.
    private func claim(
        _ job: IdentifiedJob, _ attempt: Int, _ body: [UInt8]?
    ) async throws(Ended) -> ClaimAnswer {
        var isAnnounced = false
        while true {
            let claim = job.claim(run: run, attempt: attempt, body: body, time: run.clock.calendar)
            let answer = try await stored { () async throws(StoreError) in try await run.store.claim(claim) }
            guard case .busy = answer else { return answer }
            if !isAnnounced { emit(.attached(taskID: nil)) }
            isAnnounced = true
            guard !time.isOver(at: run.clock.now) else {
                throw Ended(
                    report: report(
                        .timedOut, failure: JobFailure("timeout", "another process is still at this request")))
            }
            do {
                try await run.clock.sleep(for: max(run.settings.poll / 2, .milliseconds(50)))
            } catch {
                throw Ended(report: report(.cancelled, failure: JobFailure("stopped", "the run was stopped")))
            }
        }
    }

    /// What the key of a create is derived with, beside its cell and its bytes.
    struct KeyOrigin {
        var generation: Int
        var nonce: String?
        var refusalID: String?
    }

    private func intent(_ job: IdentifiedJob, _ body: [UInt8], _ origin: KeyOrigin) -> Intent {
        guard let cell = job.cell else { preconditionFailure("a job without a cell is not sent") }
        return Intent(cell: cell, body: body, generation: origin.generation, nonce: origin.nonce)
    }

    /// Sends a job of which nothing was sent before.
    ///
    /// - Parameter committed: the intent, where the claim has put it on disk.
    private func send(
        _ job: IdentifiedJob, row: StoredJobID, _ origin: KeyOrigin, committed: Intent? = nil
    ) async throws(Ended) -> JobReport {
        do {
            try await prepareFolders()
        } catch {
            throw Ended(report: try await release(row, error))
        }
        let items = committed == nil ? try await upload(job, row: row) : []
        let intent = committed ?? intent(job, job.specification.request.body(references: items), origin)
        let estimate = try await pass(job, row: row)
        guard !run.isHalted, !Task.isCancelled else {
            let failure = JobFailure("stopped", "the run was stopped before this job was sent")
            throw Ended(report: try await release(row, failure))
        }
        if committed == nil { try await intend(intent, row: row) }
        return try await submit(Create(intent, row: row, planned: estimate, items: items, refusalID: origin.refusalID))
    }

    /// What could not be stored is not paid for.
    private func prepareFolders() async throws(JobFailure) {
        for place in isTakenUp ? [place, partialPlace] : [place] {
            let rendered = try place.path(ext: usualExtension, number: 1, of: 1)
            let known = folder.base + "/" + LexicalPath.folder(of: rendered)
            if run.state.withLock({ $0.preparedFolders.contains(known) }) { continue }
            do throws(JobFailure) {
                try await FileWork.run { [folder] () throws(JobFailure) in
                    try folder.checkUse(of: LexicalPath.folder(of: folder.place(rendered)))
                }
            } catch {
                run.fail(.results, error)
                throw error
            }
            run.state.withLock { _ = $0.preparedFolders.insert(known) }
        }
    }

    func intend(_ sent: Intent, row: StoredJobID) async throws(Ended) {
        var intent = sent
        intent.uptime = run.clock.uptime
        try await stored { () async throws(StoreError) in
            try await run.store.intend(row, intent, at: run.clock.calendar)
        }
    }

    /// Makes the references known to the service.
    func upload(_ job: IdentifiedJob, row: StoredJobID) async throws(Ended) -> [WireReference] {
        let request = job.specification.request
        let source = ReferenceUploads.Source(
            model: request.model,
            result: { index in run.outcome(of: index) },
            sha256: { path in run.state.withLock { $0.storedContents[path] } },
            emit: { [run, label] in run.emit(label.index, $0) })
        do {
            return try await run.references.resolve(request.references, contents: job.contents, source)
        } catch {
            let isStopped = Task.isCancelled
            if let cause = FatalCause(rawValue: error.code), [.ledger, .ledgerLost].contains(cause) {
                run.fail(cause, error)
            }
            try await end(row, JobEnding(isStopped ? .released : .failed, charge: .notCharged, failure: error))
            throw Ended(report: report(isStopped ? .cancelled : .failed, failure: error, row: row))
        }
    }

    /// Goes on where another process stopped.
    private func proceed(_ job: StoredJob) async throws(Ended) -> JobReport {
        emit(.attached(taskID: job.taskID))
        switch job.state {
        case .claimed:
            throw Ended(
                report: try await release(job.id, JobFailure("unsent", "nothing was sent: run the script again")))
        case .submitting:
            guard let intent = job.intent else {
                throw Ended(report: try await release(job.id, JobFailure("unsent", "nothing was sent")))
            }
            let age = SendingAge(
                sentAt: job.submittedAt ?? 0, uptime: intent.uptime, now: run.clock.calendar, uptime: run.clock.uptime)
            guard run.settings.repeatsUnknown || age.isWithin(run.settings.keyMemory) else {
                return try await forget(job, age)
            }
            if let request = self.job { try await passAgain(request, row: job.id) }
            do {
                try await prepareFolders()
            } catch {
                await leaveOpen(job.id)
                throw Ended(report: report(.interrupted, charge: .unknown, failure: error, row: job.id))
            }
            return try await submit(Create(intent, row: job.id, repeatedAfter: age.seconds))
        case .running:
            guard let taskID = job.taskID else { throw Ended(report: unknownReport(job)) }
            run.state.withLock { $0.budget.observed(job: number, charge: job.charge) }
            let age = max(0, run.clock.calendar - (job.acceptedAt ?? 0))
            return try await accepted(taskID, row: job.id, charge: job.charge) { () async throws(Ended) in
                try await watch(taskID, row: job.id, age: .seconds(min(age, Self.oldest)), charge: job.charge)
            }
        case .fetching:
            guard let taskID = job.taskID else { throw Ended(report: unknownReport(job)) }
            run.state.withLock { $0.budget.observed(job: number, charge: job.charge) }
            return try await accepted(taskID, row: job.id, charge: job.charge) { () async throws(Ended) in
                try await deliver(
                    job.urls, taskID: taskID, row: job.id, charge: job.charge, have: job.files, asksFirst: true)
            }
        case .unknown:
            throw Ended(report: unknownReport(job))
        case .succeeded, .failed, .released, .attached, .cached, .skipped:
            preconditionFailure("a job that is not open was taken over")
        }
    }

    /// An unobserved request that is too old to be repeated.
    private func forget(_ job: StoredJob, _ age: SendingAge) async throws(Ended) -> JobReport {
        if age.isOnlyOldByCalendar(run.settings.keyMemory) {
            // Nothing is settled by a clock that is wrong.
            await leaveOpen(job.id)
            var report = report(.unknown, charge: .unknown, failure: Self.clockAhead(age), row: job.id)
            report.isOpen = true
            throw Ended(report: report)
        }
        var forgotten = job
        forgotten.failure = Self.tooOld(
            hours: Int(run.settings.keyMemory / 3600), isFromTheFuture: age.isFromTheFuture)
        try await end(job.id, JobEnding(.unknown, charge: .unknown, failure: forgotten.failure))
        throw Ended(report: unknownReport(forgotten))
    }

    private static func clockAhead(_ age: SendingAge) -> JobFailure {
        JobFailure(
            "clock",
            "the answer was never seen, and this machine's clock is wrong: by it the request left "
                + "\(Int(age.calendar / 3600)) hours ago, and the machine was up for \(Int((age.uptime ?? 0) / 60)) minutes "
                + "since: nothing was sent",
            help: "set the clock right, and run again: the request is then repeated under its key, and not paid twice")
    }

    /// A job that was sent with another API key.
    private func foreignReport(_ job: StoredJob) -> JobReport {
        var report = report(
            .unknown, charge: .unknown,
            failure: JobFailure(
                JobFailure.otherKey,
                "it was sent with another API key by job \(job.label.index) of run \(job.run), whose account may be "
                    + "another: nothing was sent",
                help: "use that key; or `--same-account`, where both keys are of one account"),
            row: job.id)
        report.isOpen = true
        return report
    }

    private static func tooOld(hours: Int, isFromTheFuture: Bool = false) -> JobFailure {
        let cause = isFromTheFuture ? " (but in its future: it is wrong, or was)" : ""
        return JobFailure(
            "unobserved",
            "the request was not sent within the last \(hours) hours by this clock\(cause), and its answer was never "
                + "seen: it may have been paid",
            help: "look at the account's task list, and tell what it shows with `rivya settle JOB none` or `charged`; "
                + "`--retry-unknown` sends the request again under its old key, which "
                + "pays for it a second time where the service has forgotten the key")
    }

    private func unknownReport(_ job: StoredJob) -> JobReport {
        report(
            .unknown, charge: .unknown, failure: job.failure ?? Self.tooOld(hours: Int(run.settings.keyMemory / 3600)),
            row: job.id)
    }

    // MARK: Ends

    /// Gives up a job of which nothing was sent.
    func release(_ row: StoredJobID, _ failure: JobFailure) async throws(Ended) -> JobReport {
        try await end(row, JobEnding(.released, charge: .notCharged, failure: failure))
        return report(.cancelled, failure: failure, row: row)
    }

    func end(_ row: StoredJobID, _ ending: JobEnding) async throws(Ended) {
        run.state.withLock { $0.budget.observed(job: number, charge: ending.charge) }
        try await stored { () async throws(StoreError) in
            try await run.store.ended(row, ending, at: run.clock.calendar)
        }
    }

    /// Leaves a job open for `resume`.
    func leaveOpen(_ row: StoredJobID) async {
        // Where even this cannot be written, the end of the process lets go of the job.
        try? await run.store.letGo(row)
    }

    /// A call of the store. Where it fails, the run cannot go on: what is not remembered must not be sent.
    func stored<Answer>(_ call: () async throws(StoreError) -> Answer) async throws(Ended) -> Answer {
        do {
            return try await call()
        } catch {
            let failure = JobFailure(ledger: error)
            run.fail(FatalCause(error), failure)
            throw Ended(report: report(.failed, failure: failure))
        }
    }

    /// What is done for a task that exists. Where the ledger fails meanwhile, the job stays open in it, and its report
    /// says what is known of the money: it has not failed, `resume` finishes it.
    func accepted(
        _ taskID: String, row: StoredJobID, charge: Charge, _ body: () async throws(Ended) -> JobReport
    ) async throws(Ended) -> JobReport {
        do {
            return try await body()
        } catch {
            // The innermost knows most.
            guard error.report.taskID == nil else { throw error }
            throw Ended(
                report: report(
                    .interrupted, charge: charge, taskID: taskID, failure: error.report.failure, row: row))
        }
    }

    func report(
        _ status: JobStatus,
        charge: Charge = .notCharged,
        taskID: String? = nil,
        files: [String] = [],
        urls: [String] = [],
        failure: JobFailure? = nil,
        row: StoredJobID? = nil
    ) -> JobReport {
        var report = JobReport(
            label, status: status, charge: charge, taskID: taskID, files: files, urls: urls, failure: failure,
            seconds: status == .cancelled ? nil : (run.clock.now - startedAt).seconds, stored: row)
        report.isShared = isShared
        return report
    }

    func emit(_ kind: RunEvent.Kind) { run.emit(label.index, kind) }
}
