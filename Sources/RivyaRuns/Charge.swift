package import RivyaSyntax

/// What is known about the money of one job. Only what the service said is a number here; nothing is concluded from a
/// job's status alone (`Documentation/Service.md`, "Credits").
package enum Charge: Sendable, Hashable {
    /// Nothing was sent, or the service refused the request.
    case notCharged
    /// The service reserved this much and has not said what it finally took.
    case reserved(Number)
    /// The final price, as the service gave it.
    case charged(Number)
    /// The service reported a failed task with final price 0; this much had been reserved.
    case refunded(Number)
    /// The request may have arrived, and no answer was seen.
    case unknown

    /// What a task's description says about its charge.
    ///
    /// `final_credits` may be 0 while a task is queued or processing, so it counts only in a final state.
    ///
    /// - Parameter isShared: the task is somebody else's: what it costs is not ours.
    package init(of task: TaskReport, reservedBefore: Number? = nil, isShared: Bool = false) {
        guard !isShared else {
            self = .notCharged
            return
        }
        let reserved = task.reservedCredits ?? reservedBefore
        switch (task.status, task.finalCredits) {
        case (.failed, .some(.whole(0))):
            self = .refunded(reserved ?? .whole(0))
        case (.failed, .some(let final)), (.succeeded, .some(let final)):
            self = .charged(final)
        default:
            self = reserved.map(Charge.reserved) ?? .unknown
        }
    }

    /// A stable name for the ledger and for programs.
    package var kind: String {
        switch self {
        case .notCharged: "not_charged"
        case .reserved: "reserved"
        case .charged: "charged"
        case .refunded: "refunded"
        case .unknown: "unknown"
        }
    }

    /// The number that goes with `kind`, where there is one.
    package var credits: Number? {
        switch self {
        case .reserved(let credits), .charged(let credits), .refunded(let credits): credits
        case .notCharged, .unknown: nil
        }
    }

    /// The inverse of `kind` and `credits`; nil for a pair that makes no sense.
    package init?(kind: String, credits: Number?) {
        switch (kind, credits) {
        case ("not_charged", _): self = .notCharged
        case ("unknown", _): self = .unknown
        case ("reserved", let credits?): self = .reserved(credits)
        case ("charged", let credits?): self = .charged(credits)
        case ("refunded", let credits?): self = .refunded(credits)
        default: return nil
        }
    }

    /// What was finally taken over several tries; nil where any of it is not known.
    package static func total(_ charges: [Charge]) -> Number? {
        var sum = Number.whole(0)
        for charge in charges {
            switch charge {
            case .notCharged, .refunded: break
            case .charged(let credits): sum = sum + credits
            case .reserved, .unknown: return nil
            }
        }
        return sum
    }
}
