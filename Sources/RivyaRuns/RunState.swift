import RivyaCatalog
import RivyaSyntax

/// What a run knows at one moment. Every change is one call under the run's lock; nothing here waits or sends.
struct RunState {
    typealias Waiter = @Sendable (_ isStopped: Bool) -> Void

    /// Indirect, because all jobs of a sweep may wait here at once.
    indirect enum Work {
        case specified(IdentifiedJob)
        /// Taken over from a process that is gone.
        case stored(StoredJob)

        var label: JobLabel {
            switch self {
            case .specified(let job): job.specification.label
            case .stored(let job): job.label
            }
        }
    }

    enum Step {
        case job(Int, Work)
        /// Look again after this time.
        case sleep(Duration)
    }

    /// What must be done outside the lock after a job has ended.
    struct Effects {
        var events: [RunEvent.Kind] = []
        var skipped: [JobReport] = []
        var waiters: [Waiter] = []
        var stopReason: String?
    }

    /// A job that ended before the ledger knew of it.
    struct UnsentJob {
        var job: IdentifiedJob
        /// `skipped` or `released`.
        var state: JobState
        var failure: JobFailure?
    }

    private struct Wait {
        var missing: Set<Int>
        var body: Waiter
    }

    /// In the order in which jobs ended.
    private var reports: [JobReport] = []
    /// Places among them, by the job's number: its index, or below zero for a job that was taken over.
    private var places: [Int: Int] = [:]
    /// The price groups of all jobs, so that equal ones are one text, with their numbers.
    private var priceGroups: [String: (text: String, kind: PriceGate.Kind)] = [:]
    var priceGate = PriceGate()
    /// Jobs that wait for a price, by kind.
    var gateWaiters: [PriceGate.Kind: [AsyncStream<Never>.Continuation]] = [:]
    /// How many they are; they count among the parked.
    var atGate = 0
    var cells: [Int: CellKey] = [:]
    /// Of jobs that have any.
    var formerCells: [Int: [CellKey]] = [:]
    var takes = TakeCounter()
    var budget: Budget
    var isComplete = false
    var stop: StopMode?
    var fatal: (cause: FatalCause, failure: JobFailure)?
    /// Starting jobs is put off while somebody is asked about a price.
    var questions = 0
    /// Jobs that run but wait to ask the service again about a create: they hold no place of `concurrency`.
    var parked = 0
    /// The highest price that was told, and agreed to where somebody was asked, by price group.
    var agreedPrices: [String: Number] = [:]
    /// Price groups of which the service did not say what it reserved.
    var pricesNotTold: Set<String> = []
    private var graph = JobGraph()
    private var breaker = Breaker()
    private var pauses: [String: Duration] = [:]
    /// Jobs that try whether a paused model works again.
    private var trials: Set<Int> = []
    private var newPauses: [Duration] = []
    private var work: [Int: Work] = [:]
    private var waits: [Int: Wait] = [:]
    private var waitsByJob: [Int: [Int]] = [:]
    private var nextWait = 0

    /// Gets what became of the pilot, once.
    var pilotWaiter: (@Sendable ([JobReport]?) -> Void)?
    private(set) var endedWithPilot = false
    /// Nothing more happens.
    private(set) var isOver = false
    private var gate: StartGate
    /// As in `RunSettings`.
    private let outlivesHalts: Bool

    init(settings: RunSettings) {
        outlivesHalts = settings.outlivesHalts
        budget = Budget(limit: settings.budget)
        gate = StartGate(order: settings.order, isPilot: settings.isPilot)
    }

    /// To be told to the ledger, so that a run lists every job that it had.
    private var unsent: [UnsentJob] = []

    /// Folders that were found fit for results.
    var preparedFolders: Set<String> = []
    /// SHA-256 of the result files that this run has stored or found, by path.
    var storedContents: [String: String] = [:]

    /// Why nothing more is sent; nil while the run goes on.
    var haltReason: String?
    /// Models that failed too often, with the code of their failures.
    var givenUp: [String: String] = [:]

    var isHalted: Bool { haltReason != nil }

    var isDone: Bool {
        (isComplete || stop != nil || (isHalted && !outlivesHalts)) && graph.isIdle && newPauses.isEmpty
    }

    /// Forgets why nothing more was sent, unless the run was stopped from outside.
    mutating func goOn() {
        guard stop == nil else { return }
        haltReason = nil
        fatal = nil
        for model in givenUp.keys { _ = breaker.succeeded(model: model) }
        givenUp = [:]
        for kind in priceGate.forgetUnknown() { holdAtGate(kind) }
    }

    var orderedReports: [JobReport] {
        places.filter { !reports[$0.value].isLeftByPilot }
            .sorted { (reports[$0.value].index, -$0.key) < (reports[$1.value].index, -$1.key) }
            .map { reports[$0.value] }
    }

    func report(of number: Int) -> JobReport? { places[number].map { reports[$0] } }

    mutating func priceGroup(_ group: PriceGroup) -> (text: String, kind: PriceGate.Kind) {
        let text = group.description
        if let known = priceGroups[text] { return known }
        let new = (text: text, kind: priceGroups.count)
        priceGroups[text] = new
        return new
    }

    /// Keeps jobs of a kind from being started while its gate is closed.
    mutating func holdAtGate(_ kind: PriceGate.Kind) {
        if priceGate.isClosed(kind) { graph.hold(kind: kind) } else { graph.letGo(kind: kind) }
    }

    /// The script waits for a job.
    var isWaitedFor: Bool { !waits.isEmpty }

    func isOnlyHeldAtGate(running: Int) -> Bool { newPauses.isEmpty && graph.isOnlyHeldByKind(running: running) }

    /// - Returns: the report of a job that ends at once, and who waited for it.
    mutating func add(_ added: Work, dependencies: [Int]) -> (JobReport?, [Waiter]) {
        let number: Int
        let place: Int
        var kind: PriceGate.Kind?
        switch added {
        case .specified(let job):
            kind = job.priceKind
            number = job.specification.index
            cells[number] = job.cell
            if !job.formerCells.isEmpty { formerCells[number] = job.formerCells }
            place = gate.submitted(number)
        case .stored(let job):
            number = -Int(job.id.rawValue)
            // Before all others, in the order in which they were sent.
            place = .min + Int(job.id.rawValue)
        }
        precondition(places[number] == nil && work[number] == nil, "job \(number) was submitted before")
        if let haltReason {
            let report = JobReport(added.label, status: .cancelled, failure: JobFailure("stopped", haltReason))
            graph.refuse(number)
            noteUnsent(added, .released, report.failure)
            return (report, settle(number, report))
        }
        if let skipped = graph.add(
            number, model: added.label.model, kind: kind, after: dependencies, place: place)
        {
            let report = skippedReport(added.label, because: skipped.because)
            noteUnsent(added, .skipped, report.failure)
            return (report, settle(number, report))
        }
        work[number] = added
        return (nil, [])
    }

    /// What to start now; nil when there is nothing more for the moment.
    mutating func next(limit: Int, now: Duration) -> Step? {
        if let pause = newPauses.popLast() { return .sleep(pause) }
        guard !isHalted, questions == 0, graph.runningCount - parked < limit else { return nil }
        for (model, due) in pauses where due <= now {
            pauses[model] = nil
            if let number = graph.probe(model) {
                trials.insert(number)
                breaker.tries(model: model)
                return job(number)
            }
            // Nobody is left to try: the next to come will.
            _ = breaker.succeeded(model: model)
            graph.release(model)
        }
        let isScriptBusy = !isComplete && waits.isEmpty
        return graph.start(before: gate.limit(isScriptBusy: isScriptBusy)).flatMap { job($0) }
    }

    private mutating func job(_ number: Int) -> Step? {
        work.removeValue(forKey: number).map { .job(number, $0) }
    }

    mutating func finish(_ number: Int, _ report: JobReport, settings: RunSettings, now: Duration) -> Effects {
        var effects = Effects()
        effects.waiters = settle(number, report)
        for skipped in graph.finish(number, succeeded: report.status.isSuccess) {
            guard let entry = work.removeValue(forKey: skipped.job) else { continue }
            let report = skippedReport(entry.label, because: skipped.because)
            effects.waiters += settle(skipped.job, report)
            effects.skipped.append(report)
            noteUnsent(entry, .skipped, report.failure)
        }
        observe(number, report, now: now, &effects)
        let isFailure = [.failed, .unknown, .timedOut, .unsaved].contains(report.status)
        if settings.onError == .stop, isFailure, !isHalted {
            effects.stopReason = "job \(report.index) did not succeed, and `on_error` is `stop`"
            haltReason = effects.stopReason
        }
        return effects
    }

    /// Lets the breaker know.
    private mutating func observe(_ number: Int, _ report: JobReport, now: Duration, _ effects: inout Effects) {
        let model = report.label.model
        let isTrial = trials.remove(number) != nil
        let change: Breaker.Change
        switch report.status {
        case .succeeded, .unsaved: change = breaker.succeeded(model: model)
        case .failed: change = breaker.failed(model: model, code: report.failure?.code ?? "")
        // Proves nothing: another job must try.
        default: change = isTrial ? .pause(.zero) : .none
        }
        switch change {
        case .none: break
        case .pause(let pause):
            graph.hold(model)
            pauses[model] = now + pause
            newPauses.append(pause)
            let code = breaker.code(holding: model) ?? ""
            if pause > .zero { effects.events.append(.paused(model: model, code: code, for: pause)) }
        case .resume:
            pauses[model] = nil
            graph.release(model)
            effects.events.append(.resumed(model: model))
        case .giveUp:
            // Its jobs are started as usual, and end before anything is done for them.
            givenUp[model] = breaker.code(holding: model) ?? ""
            pauses[model] = nil
            graph.release(model)
        }
    }

    mutating func cancelUnsent(_ failure: JobFailure) -> ([JobReport], [Waiter]) {
        var reports: [JobReport] = []
        var waiters: [Waiter] = []
        for number in graph.drain() {
            guard let entry = work.removeValue(forKey: number) else { continue }
            let report = JobReport(entry.label, status: .cancelled, failure: failure)
            waiters += settle(number, report)
            noteUnsent(entry, .released, failure)
            reports.append(report)
        }
        return (reports, waiters)
    }

    /// A job that was taken over is in the ledger already.
    mutating func noteUnsent(_ work: Work, _ state: JobState, _ failure: JobFailure?) {
        guard case .specified(let job) = work else { return }
        unsent.append(UnsentJob(job: job, state: state, failure: failure))
    }

    mutating func takeUnsent() -> [UnsentJob] {
        defer { unsent = [] }
        return unsent
    }

    // MARK: The pilot

    /// Whoever waits for the pilot, once there is something to say.
    mutating func pilotEnd() -> (@Sendable () -> Void)? {
        guard let waiter = pilotWaiter else { return nil }
        if isHalted || !gate.holdsRest || isDone {
            pilotWaiter = nil
            return { waiter(nil) }
        }
        guard isComplete || !waits.isEmpty, questions == 0, newPauses.isEmpty, graph.isIdle(before: gate.pilotEnd)
        else {
            return nil
        }
        pilotWaiter = nil
        let reports = orderedReports
        return { waiter(reports) }
    }

    mutating func openGate() {
        gate.open()
        graph.hurry(waits.values.flatMap(\.missing))
    }

    mutating func endWithPilot() -> [Waiter] {
        endedWithPilot = true
        haltReason = haltReason ?? "the run ended with its pilot"
        return takeWaiters()
    }

    mutating func close() -> (@Sendable ([JobReport]?) -> Void)? {
        isOver = true
        defer { pilotWaiter = nil }
        return pilotWaiter
    }

    private func skippedReport(_ label: JobLabel, because job: Int) -> JobReport {
        JobReport(
            label, status: .skipped, failure: JobFailure("dependency", "job \(job), which it needs, did not succeed"))
    }

    // MARK: Waiting

    /// - Returns: false where all of them are finished, or were never submitted.
    mutating func wait(for jobs: [Int], _ body: @escaping Waiter) -> Bool {
        let missing = Set(jobs.filter { places[$0] == nil && graph.knows($0) })
        guard !missing.isEmpty else { return false }
        let id = nextWait
        nextWait += 1
        waits[id] = Wait(missing: missing, body: body)
        graph.hurry(missing, before: gate.pilotEnd)
        for job in missing { waitsByJob[job, default: []].append(id) }
        return true
    }

    mutating func takeWaiters() -> [Waiter] {
        defer {
            waits = [:]
            waitsByJob = [:]
        }
        return waits.sorted { $0.key < $1.key }.map(\.value.body)
    }

    private mutating func settle(_ number: Int, _ report: JobReport) -> [Waiter] {
        places[number] = reports.count
        reports.append(report)
        var done: [Waiter] = []
        for id in waitsByJob.removeValue(forKey: number) ?? [] {
            waits[id]?.missing.remove(number)
            if let wait = waits[id], wait.missing.isEmpty {
                waits[id] = nil
                done.append(wait.body)
            }
        }
        return done
    }
}
