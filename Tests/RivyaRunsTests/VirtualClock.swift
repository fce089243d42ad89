import RivyaRuns
import Synchronization

/// Time that passes only by sleeping: whoever sleeps until a moment makes it that moment.
final class VirtualClock: RunClock {
    private struct Alarm {
        var deadline: Duration
        var waiter: CheckedContinuation<Void, Never>
    }

    private let time: Mutex<(now: Duration, jump: Double)>
    private let alarms = Mutex<[Int: Alarm]>([:])
    private let count = Atomic(0)

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
        let now = time.withLock { time in
            time.now = max(time.now, deadline)
            return time.now
        }
        ring(where: { $0.deadline <= now })
        try Task.checkCancellation()
    }

    /// Time does not pass by looking on.
    func alarm(after duration: Duration) async throws {
        let deadline = time.withLock { $0.now } + duration
        let id = count.wrappingAdd(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                alarms.withLock { $0[id] = Alarm(deadline: deadline, waiter: waiter) }
                if Task.isCancelled { ring(id) }
            }
        } onCancel: {
            ring(id)
        }
        try Task.checkCancellation()
    }

    private func ring(_ id: Int) {
        let alarm = alarms.withLock { $0.removeValue(forKey: id) }
        alarm?.waiter.resume()
    }

    private func ring(where isDue: (Alarm) -> Bool) {
        let due = alarms.withLock { alarms in
            let due = alarms.filter { isDue($0.value) }
            due.keys.forEach { alarms[$0] = nil }
            return due
        }
        due.values.forEach { $0.waiter.resume() }
    }
}
