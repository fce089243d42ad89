import Foundation
import RivyaCatalog
import Synchronization

/// One run: takes jobs from a script while it is being evaluated, and carries them out.
///
/// `submit` and `whenFinished` may be called from any thread and never wait for the service; `carryOut` does all the
/// work, as one structured task. What is known is in `RunState`, behind one lock; what must survive is in the store.
package final class Run: Sendable {
    /// As `resume` takes it, and as `{run}` in result paths.
    package let id: String
    let identity: String
    /// See `Intent.nonce`.
    let nonce = UUID().uuidString.lowercased()
    let service: PatientService
    let store: any RunStore
    let clock: any RunClock
    let folder: ResultFolder
    let refused: RefusedResults
    /// Of the runs whose jobs were taken over.
    private let foldersOfOthers = Mutex<[String: ResultFolder]>([:])
    let references: ReferenceUploads
    let digests: FileDigests
    let experience: Experience
    let priceQuestions = PriceQuestions()
    let state: Mutex<RunState>
    private let currentSettings: Mutex<RunSettings>
    private let startedAt: Duration
    /// A resumption works on rows of earlier runs and has none of its own.
    private let isResumption: Bool
    private let subscribers: EventSubscribers
    private let wakeups: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    private init(
        id: String,
        isResumption: Bool,
        settings: RunSettings,
        service: any Service,
        media: any Media,
        store: any RunStore,
        digests: FileDigests,
        clock: any RunClock,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.id = id
        self.isResumption = isResumption
        currentSettings = Mutex(settings)
        self.store = store
        self.clock = clock
        self.digests = digests
        identity = service.identity
        let startedAt = clock.now
        let subscribers = EventSubscribers()
        self.startedAt = startedAt
        self.subscribers = subscribers
        let patient = PatientService(
            service: service, media: media, rate: settings.rate, limits: settings.retryLimits, clock: clock,
            jitter: jitter,
            reportRate: { rate in
                let seconds = (clock.now - startedAt).seconds
                subscribers.emit(RunEvent(seconds: seconds, job: nil, kind: .rateLimited(rate: rate)))
            })
        self.service = patient
        folder = ResultFolder(settings: settings)
        refused = RefusedResults(folder: settings.refusedFolder)
        experience = Experience(identity: service.identity, store: store)
        references = ReferenceUploads(
            identity: service.identity, service: patient, store: store, clock: clock, digests: digests.current,
            settings: settings)
        state = Mutex(RunState(settings: settings))
        (wakeups, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins a run in the ledger.
    ///
    /// - Parameters:
    ///   - digests: hand in the planner's, so that a reference file is read once.
    ///   - jitter: from 0 up to, not including, 1.
    package static func begin(
        script: String,
        settings: RunSettings,
        service: any Service,
        media: any Media,
        store: any RunStore,
        digests: FileDigests = FileDigests(),
        clock: any RunClock = SystemClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) async throws(StoreError) -> Run {
        let id = try await store.begin(
            RunOpening(
                identity: service.identity, script: script, outputRoot: settings.outputRoot,
                isFresh: settings.isFresh, startedAt: clock.calendar))
        return Run(
            id: id, isResumption: false, settings: settings, service: service, media: media, store: store,
            digests: digests, clock: clock, jitter: jitter)
    }

    /// A run without jobs of its own, for those that it will `recover`: it asks again where no answer was seen, with the
    /// same bytes and the same key, polls what runs, fetches what is done. Jobs report under the index that they had.
    ///
    /// - Parameter run: nil for the jobs of all runs.
    package static func resumption(
        run: String?,
        settings: RunSettings,
        service: any Service,
        media: any Media,
        store: any RunStore,
        clock: any RunClock = SystemClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) -> Run {
        Run(
            id: run ?? "", isResumption: true, settings: settings, service: service, media: media, store: store,
            digests: FileDigests(), clock: clock, jitter: jitter)
    }

    /// Adds the open jobs of processes that are gone to what this run carries out.
    package func recover(run: String?) async throws(StoreError) {
        let jobs = try await store.adopt(
            identity: identity, run: run, repeatsUnknown: settings.repeatsUnknown)
        let roots = try await store.outputRoots(ofRuns: Set(jobs.map(\.run)))
        foldersOfOthers.withLock { folders in
            for (run, root) in roots { folders[run] = folder.of(base: root, settings: settings) }
        }
        for job in jobs.sorted(by: { $0.id < $1.id }) { admit(.stored(job), dependencies: []) }
    }

    /// Where the results of an adopted job go: where its own run wanted them.
    func folder(ofAdopted job: StoredJob) -> ResultFolder { foldersOfOthers.withLock { $0[job.run] } ?? folder }

    package var settings: RunSettings { currentSettings.withLock { $0 } }

    /// Changes how the run behaves from now on: its limits, its rate, its patience. What says where results go stays as
    /// it was.
    package func change(_ body: (inout RunSettings) -> Void) {
        let (old, new) = currentSettings.withLock { settings in
            let old = settings
            body(&settings)
            settings.outputRoot = old.outputRoot
            settings.writableFolders = old.writableFolders
            return (old, settings)
        }
        state.withLock { state in
            state.budget.limit = new.budget
            state.isLimited = new.isLimited
        }
        if old.rate != new.rate { service.limiter.change(rate: new.rate) }
        waker.yield()
    }

    /// After a halt that the run outlives: what is submitted from now on is sent again. No-op on a stopped run.
    package func goOn() {
        state.withLock { $0.goOn() }
    }

    /// What happens from now on. A stream that nobody reads keeps its events: ask only for one that is read.
    package func events() -> AsyncStream<RunEvent> { subscribers.stream() }

    // MARK: From the script

    /// Hands a job over. Reads reference files that were not read before: for the evaluator's thread, not for the
    /// cooperative pool.
    package func submit(_ specification: JobSpecification) {
        admit(.specified(identified(specification)), dependencies: specification.dependencies)
    }

    /// Nothing more will be submitted: `carryOut` returns once all is done.
    package func finish() {
        state.withLock { $0.isComplete = true }
        waker.yield()
    }

    /// What became of a job; nil while it is not finished.
    package func outcome(of job: Int) -> JobReport? {
        state.withLock { $0.report(of: job) }
    }

    /// Calls back once when all of these jobs are finished, or when the run is stopped; at once where that is so.
    ///
    /// - Parameter body: gets true where the run was stopped first.
    package func whenFinished(_ jobs: [Int], _ body: @escaping @Sendable (_ isStopped: Bool) -> Void) {
        let now: Bool? = state.withLock { state in
            if state.stop != nil || state.endedWithPilot { return true }
            return state.wait(for: jobs, body) ? nil : false
        }
        if let now { body(now) } else { waker.yield() }
    }

    // MARK: From outside

    /// Stops the run; a second, stronger call adds to the first. For ^C and SIGTERM.
    package func stop(_ mode: StopMode) {
        let waiters: [RunState.Waiter]? = state.withLock { state in
            guard state.stop.map({ $0 < mode }) ?? true else { return nil }
            state.stop = mode
            state.haltReason = state.haltReason ?? "the run was stopped before this job was sent"
            return state.takeWaiters()
        }
        guard let waiters else { return }
        emit(nil, .stopping(mode))
        cancelUnsent(JobFailure("stopped", "the run was stopped before this job was sent"))
        for waiter in waiters { waiter(true) }
        waker.yield()
    }

    /// The run cannot go on: what was sent is finished, nothing more is sent. The first cause is kept.
    func fail(_ cause: FatalCause, _ failure: JobFailure) {
        let isFirst = state.withLock { state in
            guard state.fatal == nil else { return false }
            state.fatal = (cause, failure)
            state.haltReason = state.haltReason ?? "not sent: \(failure.message)"
            return true
        }
        guard isFirst else { return }
        emit(nil, .fatal(cause, failure))
        cancelUnsent(JobFailure(failure.code, "not sent: \(failure.message)", help: failure.help))
        waker.yield()
    }

    /// It was stopped from outside.
    package var isStopped: Bool { state.withLock { $0.stop != nil } }

    var isHalted: Bool { state.withLock { $0.isHalted } }

    // MARK: Carrying out

    /// Does the work; returns when nothing is left to do. Call it once.
    package func carryOut() async -> RunReport {
        waker.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakeups {
                if state.withLock({ $0.stop == .now }) { group.cancelAll() }
                while let step = state.withLock({ $0.next(limit: settings.concurrency, now: clock.now) }) {
                    if case .pass(let waiter, let pass) = step {
                        waiter(pass)
                    } else {
                        group.addTask { await self.perform(step) }
                    }
                }
                endStandstill()
                await recordUnsent()
                if let tell = state.withLock({ $0.pilotEnd() }) { tell() }
                if state.withLock({ $0.isDone }) { break }
            }
            // The stream ends early where the surrounding task was cancelled.
            if Task.isCancelled { stop(.now) }
        }
        state.withLock { $0.close() }?(nil)
        await recordUnsent()
        if !isResumption {
            do {
                try await store.end(run: id, at: clock.calendar)
            } catch {
                fail(FatalCause(error), JobFailure(ledger: error))
            }
        }
        subscribers.finish()
        let seconds = (clock.now - startedAt).seconds
        return state.withLock { state in
            var report = RunReport(
                run: id, jobs: state.orderedReports, fatal: state.fatal?.failure, fatalCause: state.fatal?.cause,
                stop: state.stop, seconds: seconds)
            report.endedWithPilot = state.endedWithPilot
            return report
        }
    }

    private func perform(_ step: RunState.Step) async {
        switch step {
        case .job(let number, let work):
            let report: JobReport
            let model = work.label.model
            switch work {
            case _ where state.withLock({ $0.givenUp[model] }) != nil:
                report = JobReport(work.label, status: .cancelled, failure: JobFailure(givenUp: model))
            case .specified(let job):
                report = await JobExecution(run: self, number: number, job: job).carryOut()
            case .stored(let job):
                report = await JobExecution(run: self, number: number, stored: job).resume(job)
            }
            if report.status == .cancelled, report.stored == nil {
                state.withLock { $0.noteUnsent(work, .released, report.failure) }
            }
            await finished(number, report)
        case .sleep(let wait):
            try? await clock.sleep(for: wait)
        case .pass(let waiter, let pass):
            waiter(pass)
        }
        waker.yield()
    }

    private func finished(_ number: Int, _ report: JobReport) async {
        let effects = state.withLock { $0.finish(number, report, settings: settings, now: clock.now) }
        for kind in effects.events { emit(nil, kind) }
        emit(report.index, .finished(report))
        for skipped in effects.skipped { emit(skipped.index, .finished(skipped)) }
        for waiter in effects.waiters { waiter(false) }
        if let reason = effects.stopReason { cancelUnsent(JobFailure("stopped", reason)) }
        await recordUnsent()
    }

    /// Tells the ledger of jobs that it never heard of and that will not be sent.
    private func recordUnsent() async {
        let unsent = state.withLock { $0.takeUnsent() }
        guard !unsent.isEmpty else { return }
        let time = clock.calendar
        do {
            try await store.record(
                unsent.map { unsent in
                    let ending = JobEnding(unsent.state, charge: .notCharged, failure: unsent.failure)
                    return (unsent.job.claim(run: self, time: time), ending)
                })
        } catch {
            fail(FatalCause(error), JobFailure(ledger: error))
        }
    }

    func cancelUnsent(_ failure: JobFailure) {
        for waiter in state.withLock({ $0.turnAway() }) { waiter(.halted) }
        let (reports, waiters) = state.withLock { $0.cancelUnsent(failure) }
        for report in reports { emit(report.index, .finished(report)) }
        for waiter in waiters { waiter(false) }
        waker.yield()
    }

    private func admit(_ work: RunState.Work, dependencies: [Int]) {
        let (report, waiters) = state.withLock { $0.add(work, dependencies: dependencies) }
        emit(work.label.index, .planned(work.label))
        if let report { emit(report.index, .finished(report)) }
        for waiter in waiters { waiter(false) }
        waker.yield()
    }

    func wake() { waker.yield() }

    /// Waits without holding a place of `concurrency`.
    func park(for wait: Duration) async throws {
        state.withLock { $0.parked += 1 }
        wake()
        defer { state.withLock { $0.parked -= 1 } }
        try await clock.sleep(for: wait)
    }

    func emit(_ job: Int?, _ kind: RunEvent.Kind) {
        subscribers.emit(RunEvent(seconds: (clock.now - startedAt).seconds, job: job, kind: kind))
    }

    // MARK: Cell keys

    /// Gives a job its cell's key. The take counts identical requests in the order submitted.
    private func identified(_ specification: JobSpecification) -> IdentifiedJob {
        let contents: [RequestDigest.ReferenceContent]
        do {
            contents = try RequestDigest.contents(of: specification.request.references, digests: digests) { index in
                state.withLock { $0.cells[index] }
            }
        } catch {
            return IdentifiedJob(specification, failure: error)
        }
        let digest = RequestDigest(specification.request, identity: identity, references: contents)
        let group = PriceGroup(specification.request) { index in state.withLock { $0.groupsByJob[index] } }
        let (take, priceGroup) = state.withLock { state in
            (state.takes.next(digest), state.note(group, of: specification.index))
        }
        return IdentifiedJob(
            specification, cell: CellKey(digest, take: take),
            formerCells: FormerKeys.of(
                specification.request, identity: identity, references: contents,
                former: { job in state.withLock { $0.formerCells[job] } ?? [] }, take: take),
            contents: contents, priceGroup: priceGroup)
    }
}
