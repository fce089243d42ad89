import Foundation
package import RivyaSimulator
package import RivyaSyntax
import Synchronization

/// A simulated service that several connections ask at once, with a clock, and where wanted with a file to live on in.
package final class SimulatorWorld: Sendable {
    private struct State {
        var service: SimulatedService
        /// Counts what is worth saving.
        var changes = 0
        var savedChanges = 0
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Duration
    private let file: SimulatorStateFile?

    /// - Parameters:
    ///   - file: where the state is saved. What it holds already is the caller's to load (`SimulatorStateFile.load`).
    ///   - now: the time since 1970-01-01 in UTC; the system's clock unless a test has one of its own.
    package init(
        _ service: SimulatedService,
        file: SimulatorStateFile? = nil,
        now: @escaping @Sendable () -> Duration = { .seconds(Date().timeIntervalSince1970) }
    ) {
        state = Mutex(State(service: service))
        self.file = file
        self.now = now
    }

    package func answer(_ request: SimulatorRequest) -> SimulatorAnswer {
        let time = now()
        return state.withLock { state in
            let answer = state.service.answer(request, at: time)
            // What reading changes (refunds that fell due) follows again from the time, so it needs no saving.
            if request.method != "GET" && request.method != "HEAD" { state.changes += 1 }
            return answer
        }
    }

    /// What was really charged (`SimulatedService.audit`).
    package func audit() -> JSONValue {
        state.withLock { $0.service.audit() }
    }

    /// Saves what is not saved yet. Only the copy of the state is taken under the lock, so that requests do not wait.
    func save() throws {
        guard let file else { return }
        let (service, changes) = state.withLock { ($0.service, $0.changes) }
        guard changes != state.withLock({ $0.savedChanges }) else { return }
        try file.write(service.snapshot())
        state.withLock { $0.savedChanges = changes }
    }

    /// Saves changes in batches until the task is cancelled. The pause grows with the time that saving takes, so that a
    /// large world spends a twentieth of one core on it at most.
    func keepSaving() async throws {
        guard file != nil else { return }
        while true {
            let start = ContinuousClock.now
            // What cannot be written now may be later; the last attempt, when the server ends, tells.
            try? save()
            let cost = ContinuousClock.now - start
            try await Task.sleep(for: max(.milliseconds(200), cost * 20))
        }
    }
}
