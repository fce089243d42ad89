import Synchronization

/// Everyone who listens to a run.
final class EventSubscribers: Sendable {
    private struct State {
        var continuations: [AsyncStream<RunEvent>.Continuation] = []
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Unbounded: an event is never dropped, a program may count on each.
    func stream() -> AsyncStream<RunEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: RunEvent.self)
        let isFinished = state.withLock { state in
            if !state.isFinished { state.continuations.append(continuation) }
            return state.isFinished
        }
        if isFinished { continuation.finish() }
        return stream
    }

    func emit(_ event: RunEvent) {
        // Yielded under the lock, so that all see one order.
        state.withLock { for continuation in $0.continuations { continuation.yield(event) } }
    }

    func finish() {
        let continuations = state.withLock { state in
            state.isFinished = true
            defer { state.continuations = [] }
            return state.continuations
        }
        for continuation in continuations { continuation.finish() }
    }
}
