import Foundation
package import RivyaSimulator
package import RivyaSyntax
import Synchronization

/// A simulated service that several connections ask at once, with a clock, and where wanted with a file to live on in.
package final class SimulatorWorld: Sendable {
    private struct State {
        var service: SimulatedService
        var file: SimulatorStateFile?
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Duration

    /// A world that ends with its process.
    ///
    /// - Parameter now: the time since 1970-01-01 in UTC; the system's clock unless a test has one of its own.
    package init(
        _ service: SimulatedService,
        now: @escaping @Sendable () -> Duration = { .seconds(Date().timeIntervalSince1970) }
    ) {
        state = Mutex(State(service: service))
        self.now = now
    }

    /// The world of a file, or a new one that will be in it.
    package init(
        file: SimulatorStateFile,
        options: SimulatorOptions,
        now: @escaping @Sendable () -> Duration = { .seconds(Date().timeIntervalSince1970) }
    ) throws(SimulatorStateFile.Failure) {
        var service = SimulatedService(options: options)
        var file = file
        try file.catchUp(&service)
        state = Mutex(State(service: service, file: file))
        self.now = now
    }

    /// A request that changes something is answered once the change is in the file.
    package func answer(_ request: SimulatorRequest) -> SimulatorAnswer {
        let time = now()
        return state.withLock { state in
            guard var file = state.file else { return state.service.answer(request, at: time) }
            defer { state.file = file }
            // What reading changes (refunds that fell due) follows again from the time.
            if request.method == "GET" || request.method == "HEAD" {
                // What cannot be read now may be later, and what this process made is known to it.
                try? file.catchUp(&state.service)
                return state.service.answer(request, at: time)
            }
            do throws(SimulatorStateFile.Failure) {
                return try file.change(&state.service) { $0.answer(request, at: time) }
            } catch {
                return state.service.failure(error.message)
            }
        }
    }

    /// What was really charged (`SimulatedService.audit`).
    package func audit() -> JSONValue {
        state.withLock { $0.service.audit() }
    }

    /// For the end: writes what could not be written before.
    func finish() throws(SimulatorStateFile.Failure) {
        try state.withLock { state throws(SimulatorStateFile.Failure) in
            try state.file?.finish(&state.service)
        }
    }
}
