import RivyaRuns
import Synchronization

/// Time that passes only by sleeping: whoever sleeps until a moment makes it that moment.
final class VirtualClock: RunClock {
    private let time: Mutex<(now: Duration, jump: Double)>

    init(calendar: Double = 1_800_000_000) {
        time = Mutex((.zero, calendar))
    }

    var now: Duration { time.withLock { $0.now } }

    var calendar: Double { time.withLock { $0.jump + $0.now.seconds } }

    /// Sets the calendar, and only it, ahead or back.
    func jump(by seconds: Double) { time.withLock { $0.jump += seconds } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        let deadline = time.withLock { $0.now } + duration
        // Others get their turn first, as they would while a real clock runs.
        for _ in 0..<3 { await Task.yield() }
        time.withLock { $0.now = max($0.now, deadline) }
        try Task.checkCancellation()
    }
}
