import Foundation

/// The two times that a run needs, and the only way it waits. Injected, so that tests run in virtual time.
package protocol RunClock: Sendable {
    /// Never goes back; its origin means nothing. All waiting is reckoned in it, so that a calendar that jumps cannot
    /// hurry or stall a run.
    var now: Duration { get }

    /// Seconds since 1970, for what the ledger remembers across processes.
    var calendar: Double { get }

    /// nil where it is not known.
    var uptime: Uptime? { get }

    /// Throws only `CancellationError`.
    func sleep(for duration: Duration) async throws

    /// Returns when that much time has passed, however it passes: for who looks on while others wait.
    /// Throws only `CancellationError`.
    func alarm(after duration: Duration) async throws
}

extension RunClock {
    package func alarm(after duration: Duration) async throws { try await sleep(for: duration) }
}

extension RunClock {
    package var uptime: Uptime? { nil }
}

/// The machine's own clocks. Waiting goes on while the machine sleeps: a task at the service does not sleep either.
package struct SystemClock: RunClock {
    private static let origin = ContinuousClock.now

    package init() {}

    package var now: Duration { ContinuousClock.now - Self.origin }

    package var calendar: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    package var uptime: Uptime? { .current }

    package func sleep(for duration: Duration) async throws {
        guard duration > .zero else { return try Task.checkCancellation() }
        try await Task.sleep(for: duration, clock: .continuous)
    }
}
