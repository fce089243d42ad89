/// Lets requests of one kind leave one after the other, so that each price is known before the next request of its kind
/// is paid for: then at most one request of a kind costs more than anybody agreed to.
///
/// The first request of a kind goes alone, until its create is answered. While nobody knows what became of that one,
/// nothing more of its kind leaves. Afterwards a request leaves when the create before it was answered; what the tasks
/// do meanwhile does not matter, and other kinds go beside it. What kinds are: see `PriceGroup`.
///
/// Pure: nobody waits in here (`Run+PriceGate`).
package struct PriceGate: Sendable {
    package typealias Kind = Int

    package enum End: Sendable, Hashable {
        /// The service has accepted the request.
        case answered
        /// There is no task: the request was refused, or never sent.
        case refused
        /// Nobody knows whether there is a task.
        case lost
    }

    private enum Phase {
        /// The first request of the kind is on its way.
        case asking(Int)
        /// The price is known; the job whose create is on its way, if any.
        case open(Int?)
        /// What the first request cost is not known, nor whether it cost anything.
        case unknown
    }

    /// None for a kind of which nothing was sent.
    private var phases: [Kind: Phase] = [:]

    package init() {}

    /// - Returns: whether the job's request may leave now; then `leave` must follow.
    package mutating func enter(_ kind: Kind, _ job: Int) -> Bool {
        switch phases[kind] {
        case nil: phases[kind] = .asking(job)
        case .open(nil): phases[kind] = .open(job)
        case .open, .asking, .unknown: return false
        }
        return true
    }

    /// The create of a job that has entered came to an end. No-op for one that has made way.
    package mutating func leave(_ kind: Kind, _ job: Int, _ end: End) {
        switch (phases[kind], end) {
        case (.asking(job), .answered), (.open(job), _): phases[kind] = .open(nil)
        case (.asking(job), .refused): phases[kind] = nil
        case (.asking(job), .lost): phases[kind] = .unknown
        default: break
        }
    }

    /// A job that waits to ask again lets others of its kind pass, where their price is known.
    package mutating func makeWay(_ kind: Kind, _ job: Int) {
        if case .open(job) = phases[kind] { phases[kind] = .open(nil) }
    }

    /// No job of the kind is to be started: nothing is known of its price yet.
    package func isClosed(_ kind: Kind) -> Bool {
        switch phases[kind] {
        case .asking, .unknown: true
        case .open, nil: false
        }
    }

    /// What one request of some kind cost is not known, and nobody is asking any more.
    package var hasUnknown: Bool {
        phases.values.contains { if case .unknown = $0 { true } else { false } }
    }

    /// Tries those kinds again: somebody has decided to go on.
    package mutating func forgetUnknown() -> [Kind] {
        let kinds = phases.filter { if case .unknown = $0.value { true } else { false } }.map(\.key)
        for kind in kinds { phases[kind] = nil }
        return kinds
    }
}
