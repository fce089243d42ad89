import Dispatch
import Foundation
import RivyaRuns
import Synchronization

/// ^C and SIGTERM while a run goes on: the first stops submitting and lets running jobs finish, the second leaves at
/// once. SIGTERM leaves by itself after a deadline.
///
/// The signals are ignored otherwise, for as long as the process lives: a run is the last thing that it does.
final class StopSignals: Sendable {
    /// What ends processes by SIGTERM kills them soon after: containers by default after 10 seconds.
    private static let deadline = DispatchTimeInterval.seconds(8)

    private struct State {
        var wasTerminated = false
        var count = 0
    }

    private let state = Mutex(State())
    // Sources are thread-safe, which Dispatch does not declare; they are only kept alive here.
    private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

    /// The first signal was SIGTERM.
    var wasTerminated: Bool { state.withLock { $0.wasTerminated } }

    /// - Parameter stop: may be called from any thread.
    init(_ stop: @escaping @Sendable (StopMode) -> Void) {
        // A file that reaches its size limit is then an error like a full disk, not the end.
        signal(SIGXFSZ, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.take(number, stop) }
            sources.append(source)
            source.activate()
        }
    }

    private func take(_ number: Int32, _ stop: @escaping @Sendable (StopMode) -> Void) {
        let isFirst = state.withLock { state in
            state.count += 1
            if state.count == 1 { state.wasTerminated = number == SIGTERM }
            return state.count == 1
        }
        stop(isFirst ? .drain : .now)
        if isFirst, number == SIGTERM {
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.deadline) { stop(.now) }
        }
    }
}
