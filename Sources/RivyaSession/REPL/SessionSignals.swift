import Dispatch
import Foundation
import Synchronization

/// ^C and ends from outside while a session goes on. While a line is edited ^C is a key; as a signal it comes while a
/// statement is carried out.
enum SessionSignals {
    /// - Parameters:
    ///   - isInteractive: without a person who could go on, ^C is the end.
    ///   - body: is cancelled by SIGTERM and SIGHUP, and by a ^C that is the end.
    static func during(
        _ interruption: Interruption, isInteractive: Bool, _ body: @escaping @Sendable () async -> ExitCode
    ) async -> ExitCode {
        let task = Task { await body() }
        let wasInterrupted = Atomic(false)
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                interruption.raise()
                if number == SIGINT, isInteractive { return }
                if number == SIGINT { wasInterrupted.store(true, ordering: .relaxed) }
                task.cancel()
            }
            source.activate()
            sources.append(source)
        }
        let code = await task.value
        sources.forEach { $0.cancel() }
        return code == .terminated && wasInterrupted.load(ordering: .relaxed) ? .interrupted : code
    }
}
