/// Holds a whole process back when much fails at once: each repetition takes a token, tokens come back with time and
/// with success. An empty bucket delays repetitions, it never refuses them: a job that may be paid is not given up
/// because others fail too.
package struct RetryAllowance: Sendable {
    package struct Limits: Sendable {
        package var capacity = 50.0
        package var perSecond = 2.0
        package var perSuccess = 0.2

        package init() {}
    }

    private let limits: Limits
    private var tokens: Double
    private var updated: Duration

    package init(limits: Limits = Limits(), now: Duration) {
        self.limits = limits
        tokens = limits.capacity
        updated = now
    }

    /// How long a repetition must be put off beyond its own wait.
    package mutating func take(now: Duration) -> Duration {
        refill(now: now)
        tokens -= 1
        guard tokens < 0 else { return .zero }
        return .seconds(-tokens / limits.perSecond)
    }

    package mutating func succeeded(now: Duration) {
        refill(now: now)
        tokens = min(limits.capacity, tokens + limits.perSuccess)
    }

    private mutating func refill(now: Duration) {
        guard now > updated else { return }
        tokens = min(limits.capacity, tokens + (now - updated).seconds * limits.perSecond)
        updated = now
    }
}
