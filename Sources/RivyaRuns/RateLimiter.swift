import Synchronization

/// The one bucket that all requests of a run go through.
final class RateLimiter: Sendable {
    private let bucket: Mutex<RateBucket>
    private let clock: any RunClock

    init(rate: Double?, clock: any RunClock) {
        self.clock = clock
        bucket = Mutex(RateBucket(rate: rate, now: clock.now))
    }

    /// Waits for a slot. Throws only `CancellationError`.
    func wait() async throws {
        var wait = bucket.withLock { $0.reserve(now: clock.now) }
        while wait > .zero {
            try await clock.sleep(for: wait)
            // A pause may have begun meanwhile; the slot itself is kept.
            wait = bucket.withLock { $0.pause(now: clock.now) }
        }
    }

    /// Another rate from now on; slots that were given out are kept.
    func change(rate: Double?) {
        bucket.withLock { $0 = RateBucket(rate: rate, now: clock.now) }
    }

    func answered() { bucket.withLock { $0.answered() } }

    /// - Returns: requests per second from now on.
    func throttled(retryAfter: Duration?) -> Double? {
        bucket.withLock { bucket in
            bucket.throttled(retryAfter: retryAfter, now: clock.now)
            return bucket.rate
        }
    }
}
