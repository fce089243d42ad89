package import RivyaSyntax

/// Which requests may leave while a budget or a consent limits a run.
///
/// Of each kind of request (`PriceGroup`) one create is under way at a time, and its answer tells what the kind costs now
/// before the next one leaves: so whatever a service asks, also when it changes its prices in mid-run, at most one request
/// of each kind is paid at a price that nobody knew. Tasks are not waited for, and kinds do not wait for each other.
///
/// While the first request of a kind is unanswered for good, nothing more of the kind leaves: nothing is known of its
/// price. Where a later one is lost, the price that was told last stands, and the others go on, one at a time.
///
/// Pure. What passes lies in a heap for each kind.
package struct PriceGate: Sendable {
    /// A request that is about to leave.
    package struct Request: Sendable {
        package var job: Int
        /// In the order of the run.
        package var place: Int
        package var model: String
        package var group: PriceGroup
        /// What it costs as far as is known from before this run.
        package var estimate: Number

        package init(job: Int, place: Int, model: String, group: PriceGroup, estimate: Number) {
            self.job = job
            self.place = place
            self.model = model
            self.group = group
            self.estimate = estimate
        }
    }

    /// A kind that is closed for good unless somebody tells what became of a request.
    package struct Stuck: Sendable, Hashable {
        /// The request whose charge is not known.
        package var job: Int
        package var model: String
    }

    private struct Kind {
        /// A create of it was answered in this run.
        var isOpen = false
        /// Its create is under way.
        var leaving: Int?
        /// Its first create was never answered.
        var lost: Int?
        /// What was told last, for a text that fills its bracket.
        var price: Number?
        /// Requests that were sent and whose price was not told.
        var untold: Set<Int> = []
        var waiting = ReadyJobs()

        var isFree: Bool { leaving == nil && lost == nil }
    }

    private var kinds: [String: Kind] = [:]
    /// Of the jobs that wait, are under way, or were sent.
    private var requests: [Int: Request] = [:]
    /// Those with requests that wait.
    private var crowded: Set<String> = []
    package private(set) var waitingCount = 0

    /// Those whose kind is open: they wait for a moment only.
    package var waitingForTurnCount: Int {
        crowded.reduce(0) { sum, group in kinds[group].map { $0.isOpen ? sum + $0.waiting.count : sum } ?? sum }
    }

    package init() {}

    /// What a request will probably cost.
    package func estimate(_ request: Request) -> Number { kinds[request.group.description]?.price ?? request.estimate }

    /// A request is ready to leave.
    package mutating func arrive(_ request: Request) {
        let group = request.group.description
        requests[request.job] = request
        kinds[group, default: Kind()].waiting.push(
            .init(job: request.job, model: request.model, place: request.place))
        crowded.insert(group)
        waitingCount += 1
    }

    /// Takes the request that leaves next; its create is under way from now on. nil where none may.
    ///
    /// - Parameters:
    ///   - isLimited: false where nothing limits the run: everything may leave at once.
    ///   - isHeld: jobs, with their models, that must not leave now.
    package mutating func next(isLimited: Bool = true, isHeld: (Int, String) -> Bool = { _, _ in false }) -> Request? {
        var best: (group: String, entry: ReadyJobs.Entry)?
        for group in crowded {
            guard let kind = kinds[group], let entry = kind.waiting.first, kind.isFree || !isLimited,
                !isHeld(entry.job, entry.model)
            else { continue }
            if let found = best, (found.entry.place, found.entry.job) < (entry.place, entry.job) { continue }
            best = (group, entry)
        }
        guard let best else { return nil }
        _ = take(best.group)
        kinds[best.group]?.leaving = best.entry.job
        return requests[best.entry.job]
    }

    /// The create has made a task.
    ///
    /// - Parameter credits: what it reserves; nil where the service did not tell: what was known stands.
    package mutating func answered(_ job: Int, credits: Number?) {
        guard let request = requests[job] else { return }
        let group = request.group.description
        kinds[group]?.isOpen = true
        if kinds[group]?.lost == job { kinds[group]?.lost = nil }
        free(job, in: group)
        if let credits { told(credits, for: request) } else { kinds[group]?.untold.insert(job) }
    }

    /// The service said later what a request costs: a reserve replaces what was known, a final price only raises it.
    package mutating func told(_ job: Int, credits: Number, isFinal: Bool = false) {
        guard let request = requests[job] else { return }
        let top = request.group.atTop(credits)
        if isFinal, let known = kinds[request.group.description]?.price, !(known < top) { return }
        told(credits, for: request)
    }

    /// The request is asked about again later: where its kind's price is known, the others need not wait for that.
    package mutating func stalled(_ job: Int) {
        guard let group = requests[job]?.group.description, kinds[group]?.isOpen == true else { return }
        if kinds[group]?.leaving == job { kinds[group]?.untold.insert(job) }
        free(job, in: group)
    }

    /// The job is done, or done with this request.
    ///
    /// - Parameter isUnknown: whether it may have been charged something that nobody saw.
    package mutating func ended(_ job: Int, isUnknown: Bool) {
        guard let group = requests.removeValue(forKey: job)?.group.description else { return }
        if !isUnknown { kinds[group]?.untold.remove(job) }
        guard kinds[group]?.leaving == job else { return }
        if isUnknown {
            kinds[group]?.untold.insert(job)
            if kinds[group]?.isOpen == false { kinds[group]?.lost = job }
        }
        free(job, in: group)
    }

    /// Requests that were sent and whose price was not told, with what they probably cost.
    package func untold(like job: Int) -> [(job: Int, estimate: Number)] {
        guard let group = requests[job]?.group.description, let kind = kinds[group], let price = kind.price else {
            return []
        }
        return kind.untold.map { ($0, price) }
    }

    /// A kind with requests that wait for the charge of one that is lost.
    package var stuck: Stuck? {
        let stuck = crowded.compactMap { group -> Stuck? in
            guard let kind = kinds[group], let job = kind.lost, let entry = kind.waiting.first else { return nil }
            return Stuck(job: job, model: entry.model)
        }
        return stuck.min { $0.job < $1.job }
    }

    /// Somebody has agreed to go on although the charge of a request is not known.
    package mutating func forgive() {
        for group in kinds.keys { kinds[group]?.lost = nil }
    }

    /// Lets requests leave before all others of their kind: somebody waits for them.
    /// - Parameter place: those from this place on keep theirs.
    package mutating func hurry(_ jobs: Set<Int>, before place: Int) {
        for group in crowded { kinds[group]?.waiting.hurry(jobs, before: place) }
    }

    /// Takes one of the requests that wait, whether it may leave or not, for a run that sends nothing more.
    package mutating func turnAway() -> Int? { crowded.first.flatMap { take($0) } }

    private mutating func take(_ group: String) -> Int? {
        guard let entry = kinds[group]?.waiting.pop() else { return nil }
        if kinds[group]?.waiting.isEmpty == true { crowded.remove(group) }
        waitingCount -= 1
        return entry.job
    }

    private mutating func free(_ job: Int, in group: String) {
        if kinds[group]?.leaving == job { kinds[group]?.leaving = nil }
    }

    private mutating func told(_ credits: Number, for request: Request) {
        let group = request.group.description
        kinds[group]?.untold.remove(request.job)
        kinds[group]?.price = request.group.atTop(credits)
    }
}
