import Synchronization

/// Makes each value once: who asks for one that is being made waits for it, who asks later gets it at once. A failure
/// is told to all who waited, and not kept.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
    private typealias Waiter = CheckedContinuation<Answer, Never>

    private enum Answer: Sendable {
        case made(Result<Value, Failure>)
        /// Nobody is at it, and from now on this caller is.
        case make
        /// Who was at it was cancelled, which is nobody else's failure.
        case askAgain
    }

    private enum Entry {
        case made(Value)
        case making([Waiter])
    }

    private let entries = Mutex<[Key: Entry]>([:])

    func value(for key: Key, make: () async throws(Failure) -> Value) async throws(Failure) -> Value {
        while true {
            switch await answer(for: key) {
            case .made(let result): return try result.get()
            case .askAgain: continue
            case .make: break
            }
            do {
                let value = try await make()
                settle(key, .made(.success(value)))
                return value
            } catch {
                settle(key, Task.isCancelled ? .askAgain : .made(.failure(error)))
                throw error
            }
        }
    }

    private func answer(for key: Key) async -> Answer {
        await withCheckedContinuation { waiter in
            let now: Answer? = entries.withLock { entries in
                switch entries[key] {
                case .made(let value):
                    return .made(.success(value))
                case .making(let waiters):
                    entries[key] = .making(waiters + [waiter])
                    return nil
                case nil:
                    entries[key] = .making([])
                    return .make
                }
            }
            if let now { waiter.resume(returning: now) }
        }
    }

    /// The next caller makes the value again.
    func forget(_ key: Key) {
        entries.withLock { entries in
            if case .made? = entries[key] { entries[key] = nil }
        }
    }

    private func settle(_ key: Key, _ answer: Answer) {
        let waiters = entries.withLock { entries in
            guard case .making(let waiters)? = entries[key] else { return [Waiter]() }
            if case .made(.success(let value)) = answer { entries[key] = .made(value) } else { entries[key] = nil }
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: answer) }
    }
}
