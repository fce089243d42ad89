/// Which places of the order may start now.
///
/// A script is evaluated while its first jobs run. So that these are not simply its first lines, a job waits until all
/// that come before it in the order are handed over too; that takes as long as planning did. Where the script waits
/// for a result, what there is may start: it could wait for ever otherwise.
struct StartGate: Sendable {
    private let order: RunOrder
    /// By place.
    private var isSubmitted: [Bool]
    private var firstMissing = 0
    /// Only the pilot may start.
    private(set) var holdsRest: Bool

    init(order: RunOrder, isPilot: Bool) {
        self.order = order
        isSubmitted = [Bool](repeating: false, count: order.count)
        holdsRest = isPilot
    }

    /// - Returns: the job's place.
    mutating func submitted(_ job: Int) -> Int {
        let place = order.place(of: job)
        guard isSubmitted.indices.contains(place) else { return place }
        isSubmitted[place] = true
        while firstMissing < isSubmitted.count, isSubmitted[firstMissing] { firstMissing += 1 }
        return place
    }

    func place(of job: Int) -> Int { order.place(of: job) }

    /// From this place on nothing starts before somebody has decided about it.
    var pilotEnd: Int { holdsRest ? order.pilotCount : .max }

    /// - Parameter isScriptBusy: it hands over more jobs soon.
    func limit(isScriptBusy: Bool) -> Int {
        isScriptBusy && firstMissing < isSubmitted.count ? min(firstMissing, pilotEnd) : pilotEnd
    }

    mutating func open() { holdsRest = false }
}
