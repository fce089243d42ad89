import Synchronization

/// What other threads want from the editor's thread, which is usually waiting for a key.
final class EditorMailbox: Sendable {
    struct Wishes {
        /// Rendered text to show above the edited line.
        var messages: [String] = []
        var newPrompt: StyledText?
    }

    private struct State {
        var wishes = Wishes()
        var history: [String] = []
        var cancelled: Set<Int> = []
        var nextRead = 0
    }

    let pipe = WakePipe()
    private let state = Mutex(State())

    func show(_ message: String) {
        state.withLock { $0.wishes.messages.append(message) }
        pipe.wake()
    }

    func replacePrompt(_ prompt: StyledText) {
        state.withLock { $0.wishes.newPrompt = prompt }
        pipe.wake()
    }

    /// Lets a statement be found with the arrow keys from the next line on.
    func remember(_ statement: String) {
        state.withLock { $0.history.append(statement) }
    }

    func takeHistory() -> [String] {
        state.withLock { state in
            defer { state.history = [] }
            return state.history
        }
    }

    /// A number for one call of `readLine`, to cancel just that one.
    func beginRead() -> Int {
        state.withLock { state in
            state.nextRead += 1
            return state.nextRead
        }
    }

    func endRead(_ number: Int) {
        _ = state.withLock { $0.cancelled.remove(number) }
    }

    func cancelRead(_ number: Int) {
        _ = state.withLock { $0.cancelled.insert(number) }
        pipe.wake()
    }

    func isCancelled(_ number: Int) -> Bool {
        state.withLock { $0.cancelled.contains(number) }
    }

    func takeWishes() -> Wishes {
        state.withLock { state in
            defer { state.wishes = Wishes() }
            return state.wishes
        }
    }
}
