import Synchronization

/// Makes each value once: who asks for one that is being made waits for it, who asks later gets it at once. A failure
/// is told to all who waited, and not kept.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable, Failure: Error>: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Value, Failure>?, Never>

    private enum Entry {
        case made(Value)
        case making([Waiter])
    }

    private let entries = Mutex<[Key: Entry]>([:])

    func value(for key: Key, make: () async throws(Failure) -> Value) async throws(Failure) -> Value {
        // nil: nobody is at it, and from now on this caller is.
        let answer: Result<Value, Failure>? = await withCheckedContinuation { waiter in
            let now: Result<Value, Failure>?? = entries.withLock { entries in
                switch entries[key] {
                case .made(let value):
                    return .some(.success(value))
                case .making(let waiters):
                    entries[key] = .making(waiters + [waiter])
                    return nil
                case nil:
                    entries[key] = .making([])
                    return .some(nil)
                }
            }
            if let now { waiter.resume(returning: now) }
        }
        if let answer { return try answer.get() }
        do {
            let value = try await make()
            settle(key, .success(value))
            return value
        } catch {
            settle(key, .failure(error))
            throw error
        }
    }

    /// The next caller makes the value again.
    func forget(_ key: Key) {
        entries.withLock { entries in
            if case .made? = entries[key] { entries[key] = nil }
        }
    }

    private func settle(_ key: Key, _ result: Result<Value, Failure>) {
        let waiters = entries.withLock { entries in
            guard case .making(let waiters)? = entries[key] else { return [Waiter]() }
            if case .success(let value) = result { entries[key] = .made(value) } else { entries[key] = nil }
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }
}
