/// Spaces requests evenly, and adapts to a service that says `rate_limited`: halved at once, then slowly up again.
///
/// Pure. Slots are handed out in the order asked for; the caller waits until its slot comes.
package struct RateBucket: Sendable {
    /// Requests per second that were set; nil for no limit.
    private let ceiling: Double?
    /// Requests per second now; nil for no limit.
    package private(set) var rate: Double?
    /// The next free slot.
    private var next: Duration
    /// Nothing is sent before this.
    private var pausedUntil: Duration
    /// Answers of the same burst must not halve the rate again and again.
    private var lastDecrease: Duration?
    /// Requests in the running second, to have a rate to halve where none was set.
    private var windowStart: Duration
    private var windowCount = 0
    private var lastWindowRate = 0.0

    private static let slowest = 0.2
    /// Seconds. A rate may be as small as a script likes.
    private static let longestSlot = 1e9

    package init(rate: Double?, now: Duration) {
        ceiling = rate
        self.rate = rate
        next = now
        pausedUntil = now
        windowStart = now
    }

    /// Takes a slot and returns how long to wait for it.
    package mutating func reserve(now: Duration) -> Duration {
        count(now: now)
        let slot = max(now, max(next, pausedUntil))
        if let rate { next = slot + .seconds(min(1 / rate, Self.longestSlot)) }
        return slot - now
    }

    /// What is left of a pause that began after a slot was handed out.
    package func pause(now: Duration) -> Duration { max(.zero, pausedUntil - now) }

    /// The service said to slow down.
    package mutating func throttled(retryAfter: Duration?, now: Duration) {
        if let retryAfter { pausedUntil = max(pausedUntil, now + min(retryAfter, RetryPlan.longestWait)) }
        if let lastDecrease, now - lastDecrease < .seconds(1) { return }
        lastDecrease = now
        rate = max(Self.slowest, (rate ?? max(measured(now: now), 1)) / 2)
    }

    /// A request was answered: one more per second for each second's worth of answers.
    package mutating func answered() {
        guard let rate, lastDecrease != nil else { return }
        let faster = rate + 1 / max(rate, 1)
        self.rate = ceiling.map { min($0, faster) } ?? faster
    }

    private mutating func count(now: Duration) {
        if now - windowStart >= .seconds(1) {
            lastWindowRate = measured(now: now)
            windowStart = now
            windowCount = 0
        }
        windowCount += 1
    }

    private func measured(now: Duration) -> Double {
        let elapsed = (now - windowStart).seconds
        return elapsed >= 1 ? Double(windowCount) / elapsed : max(lastWindowRate, Double(windowCount))
    }
}
