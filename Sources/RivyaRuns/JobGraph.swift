/// Which job may start next: in the order of the run, dependants after what they need, none of a model that is held.
///
/// Pure. Each job is added, started and finished once. What is ready lies in a heap; beside that, every operation is
/// constant time but for the jobs that it frees or skips.
package struct JobGraph: Sendable {
    /// A job that will not be sent, and the job whose end is the reason.
    package struct Skipped: Sendable, Hashable {
        package var job: Int
        package var because: Int

        package init(job: Int, because: Int) {
            self.job = job
            self.because = because
        }
    }

    private struct Waiting {
        var model: String
        var kind: PriceGate.Kind?
        var place: Int
        /// How many of its dependencies are not done.
        var missing: Int
        var dependencies: [Int]
    }

    private enum Phase {
        case open
        case running
        case succeeded
        case failed
    }

    /// Every job that was ever added.
    private var phases: [Int: Phase] = [:]
    private var waiting: [Int: Waiting] = [:]
    private var dependants: [Int: [Int]] = [:]
    private var ready = ReadyJobs()
    private var heldModels: Set<String> = []
    private var held: [String: Queue] = [:]
    /// Jobs of kinds that wait for their price; a kind without an entry is not held.
    private var heldKinds: [PriceGate.Kind: Queue] = [:]
    package private(set) var runningCount = 0

    package init() {}

    /// True when nothing runs and nothing will, unless more is added or a model is released.
    package var isIdle: Bool {
        runningCount == 0 && waiting.isEmpty && ready.isEmpty && hasNoneHeld
    }

    private var hasNoneHeld: Bool {
        held.values.allSatisfy(\.isEmpty) && heldKinds.values.allSatisfy(\.isEmpty)
    }

    /// So many jobs run, and of the others none can be started before a price is known.
    package func isOnlyHeldByKind(running: Int) -> Bool {
        runningCount == running && ready.isEmpty && held.values.allSatisfy(\.isEmpty)
            && (running > 0 || heldKinds.values.contains { !$0.isEmpty })
    }

    /// - Parameters:
    ///   - kind: of its price, to be held by it.
    ///   - place: the job's place in the order of the run; equal places go by number.
    /// - Returns: the job itself where it is skipped at once, because a job that it needs has failed or is not known.
    package mutating func add(
        _ job: Int, model: String, kind: PriceGate.Kind? = nil, after dependencies: [Int], place: Int = 0
    ) -> Skipped? {
        var missing = 0
        for dependency in dependencies {
            switch phases[dependency] {
            case .succeeded: continue
            case .open, .running: missing += 1
            case .failed, nil: return skip(job, because: dependency)
            }
        }
        phases[job] = .open
        guard missing > 0 else {
            ready.push(.init(job: job, model: model, kind: kind, place: place))
            return nil
        }
        waiting[job] = Waiting(model: model, kind: kind, place: place, missing: missing, dependencies: dependencies)
        for dependency in dependencies where phases[dependency] != .succeeded {
            dependants[dependency, default: []].append(job)
        }
        return nil
    }

    package func knows(_ job: Int) -> Bool { phases[job] != nil }

    /// Remembers a job that never starts.
    package mutating func refuse(_ job: Int) { phases[job] = .failed }

    /// The next job to start, now counted as running; nil when none may start.
    /// - Parameter place: jobs from this place on stay where they are.
    package mutating func start(before place: Int = .max) -> Int? {
        while let next = ready.pop(before: place) {
            if heldModels.contains(next.model) {
                held[next.model, default: Queue()].push(next)
                continue
            }
            if let kind = next.kind, heldKinds[kind]?.push(next) != nil { continue }
            run(next.job)
            return next.job
        }
        return nil
    }

    private mutating func run(_ job: Int) {
        phases[job] = .running
        runningCount += 1
    }

    /// Puts jobs, and what they need, before all others, in their order: somebody waits for them.
    /// - Parameter place: jobs from this place on keep theirs.
    package mutating func hurry(_ jobs: some Sequence<Int>, before place: Int = .max) {
        var found: Set<Int> = []
        var open = jobs.filter { phases[$0] == .open }
        while let job = open.popLast() {
            guard found.insert(job).inserted else { continue }
            guard let entry = waiting[job] else { continue }
            if entry.place < place { waiting[job]?.place = ReadyJobs.hurried(entry.place) }
            open += entry.dependencies.filter { phases[$0] == .open }
        }
        if !found.isEmpty { ready.hurry(found, before: place) }
    }

    /// Nothing runs, and nothing before this place will unless more is added.
    package func isIdle(before place: Int) -> Bool {
        runningCount == 0 && (ready.first.map { $0.place >= place } ?? true) && hasNoneHeld
    }

    /// A running job ended. Frees its dependants, or skips them with all that depend on them.
    package mutating func finish(_ job: Int, succeeded: Bool) -> [Skipped] {
        runningCount -= 1
        phases[job] = succeeded ? .succeeded : .failed
        let next = dependants.removeValue(forKey: job) ?? []
        guard succeeded else { return next.flatMap { skipAll(from: $0, because: job) } }
        for dependant in next {
            guard var entry = waiting[dependant] else { continue }
            entry.missing -= 1
            waiting[dependant] = entry.missing > 0 ? entry : nil
            if entry.missing == 0 {
                ready.push(.init(job: dependant, model: entry.model, kind: entry.kind, place: entry.place))
            }
        }
        return []
    }

    /// Starts no job of this model until it is released.
    package mutating func hold(_ model: String) { heldModels.insert(model) }

    /// The oldest held job of a model, now counted as running: the one that tries whether things are better.
    package mutating func probe(_ model: String) -> Int? {
        guard let entry = held[model]?.pop() else { return nil }
        run(entry.job)
        return entry.job
    }

    package mutating func release(_ model: String) {
        heldModels.remove(model)
        guard var queue = held.removeValue(forKey: model) else { return }
        while let entry = queue.pop() { ready.push(entry) }
    }

    /// Starts no job of this kind until it is let go.
    package mutating func hold(kind: PriceGate.Kind) {
        if heldKinds[kind] == nil { heldKinds[kind] = Queue() }
    }

    package mutating func letGo(kind: PriceGate.Kind) {
        guard var queue = heldKinds.removeValue(forKey: kind) else { return }
        while let entry = queue.pop() { ready.push(entry) }
    }

    private mutating func abandon(_ model: String) -> [Int] {
        var jobs: [Int] = []
        while let entry = held[model]?.pop() {
            phases[entry.job] = .failed
            jobs.append(entry.job)
        }
        return jobs
    }

    /// Gives up everything that has not started.
    /// - Returns: those jobs, in ascending order.
    package mutating func drain() -> [Int] {
        var jobs = Array(waiting.keys)
        while let entry = ready.pop() { jobs.append(entry.job) }
        for model in Array(held.keys) { jobs += abandon(model) }
        for kind in Array(heldKinds.keys) {
            while let entry = heldKinds[kind]?.pop() { jobs.append(entry.job) }
        }
        waiting.removeAll()
        dependants.removeAll()
        for job in jobs { phases[job] = .failed }
        return jobs.sorted()
    }

    private mutating func skip(_ job: Int, because dependency: Int) -> Skipped {
        phases[job] = .failed
        return Skipped(job: job, because: dependency)
    }

    private mutating func skipAll(from first: Int, because cause: Int) -> [Skipped] {
        var skipped: [Skipped] = []
        var open = [(first, cause)]
        while let (job, cause) = open.popLast() {
            guard waiting.removeValue(forKey: job) != nil else { continue }
            skipped.append(skip(job, because: cause))
            for dependant in dependants.removeValue(forKey: job) ?? [] { open.append((dependant, job)) }
        }
        return skipped.sorted { $0.job < $1.job }
    }
}

/// First in, first out, without moving what stays.
private struct Queue: Sendable {
    private var items: [ReadyJobs.Entry] = []
    private var head = 0

    var isEmpty: Bool { head == items.count }

    mutating func push(_ entry: ReadyJobs.Entry) { items.append(entry) }

    mutating func pop() -> ReadyJobs.Entry? {
        guard head < items.count else { return nil }
        defer {
            head += 1
            if head > 1024, head * 2 > items.count {
                items.removeFirst(head)
                head = 0
            }
        }
        return items[head]
    }
}
