import Synchronization

/// ^C while a statement is carried out: it ends the statement, or its wait, and never the session.
final class Interruption: Sendable {
    private struct State {
        var isRaised = false
        var isListening = false
        var onRaise: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isRaised: Bool { state.withLock { $0.isRaised } }

    /// A statement begins or ends: what was pressed before counts no more.
    func listen(_ isListening: Bool) {
        state.withLock {
            $0.isListening = isListening
            $0.isRaised = false
        }
    }

    /// From the signal's handler. Between statements there is nothing to interrupt.
    func raise() {
        let action = state.withLock { state in
            guard state.isListening, !state.isRaised else { return nil as (@Sendable () -> Void)? }
            state.isRaised = true
            return state.onRaise
        }
        action?()
    }

    /// What wakes a statement that waits; called at once where ^C came before. nil when it waits no more.
    func wake(by action: (@Sendable () -> Void)?) {
        let isRaised = state.withLock { state in
            state.onRaise = action
            return state.isRaised
        }
        if isRaised { action?() }
    }
}
