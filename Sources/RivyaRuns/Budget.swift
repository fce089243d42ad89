package import RivyaSyntax

/// Keeps what a run reserves within its limit. Counts what the service said, and an estimate where it has not spoken
/// yet or was not heard.
package struct Budget: Sendable {
    package var limit: Number?
    private var amounts: [Int: Number] = [:]
    /// Reserved or charged in this run, estimates included.
    package private(set) var total = Number.whole(0)
    /// What is remembered of earlier tries of a job.
    private var earlier: [Int: Number] = [:]

    package init(limit: Number?) {
        self.limit = limit
    }

    /// Sets an estimate aside before a request is sent; false where that would exceed the limit.
    package mutating func admit(job: Int, estimate: Number) -> Bool {
        if let limit, total + estimate > limit { return false }
        replace(job: job, with: estimate)
        return true
    }

    /// The service was heard.
    package mutating func observed(job: Int, charge: Charge) {
        switch charge {
        case .notCharged, .refunded: replace(job: job, with: .whole(0))
        case .reserved(let credits), .charged(let credits): replace(job: job, with: credits)
        // The estimate stays: what may have been paid counts as paid.
        case .unknown: break
        }
    }

    /// What was not told yet probably costs something else than was thought.
    package mutating func estimated(job: Int, anew estimate: Number) {
        if amounts[job] != nil { replace(job: job, with: estimate) }
    }

    /// The job is tried anew, on top of what its last try took.
    package mutating func nextTry(job: Int) {
        guard let amount = amounts.removeValue(forKey: job) else { return }
        earlier[job] = (earlier[job] ?? .whole(0)) + amount
    }

    private mutating func replace(job: Int, with amount: Number) {
        total = total - (amounts[job] ?? .whole(0)) + amount
        amounts[job] = amount
    }
}
