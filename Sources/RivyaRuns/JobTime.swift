import Synchronization

/// The time that a job has, which stands still while it waits for the price of another one: it is not on its way then.
///
/// Moments are those of the run's clock.
final class JobTime: Sendable {
    private struct State {
        var deadline: Duration
        /// When it began to stand still; nil while it runs.
        var stoppedAt: Duration?
    }

    private let state: Mutex<State>

    init(deadline: Duration) {
        state = Mutex(State(deadline: deadline))
    }

    /// While it stands still, where it would be if it went on now.
    func deadline(at now: Duration) -> Duration {
        state.withLock { state in state.deadline + (state.stoppedAt.map { max(.zero, now - $0) } ?? .zero) }
    }

    func isOver(at now: Duration) -> Bool { deadline(at: now) <= now }

    func stop(at now: Duration) {
        state.withLock { $0.stoppedAt = $0.stoppedAt ?? now }
    }

    func goOn(at now: Duration) {
        state.withLock { state in
            guard let stoppedAt = state.stoppedAt else { return }
            state.deadline += max(.zero, now - stoppedAt)
            state.stoppedAt = nil
        }
    }
}
