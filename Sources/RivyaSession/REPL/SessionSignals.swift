import Dispatch
import Foundation

/// ^C and ends from outside while a session goes on. While a line is edited ^C is a key; as a signal it comes while a
/// statement is carried out.
enum SessionSignals {
    /// - Parameter body: is cancelled by SIGTERM and SIGHUP.
    static func during(
        _ interruption: Interruption, _ body: @escaping @Sendable () async -> ExitCode
    ) async -> ExitCode {
        let task = Task { await body() }
        var sources: [any DispatchSourceSignal] = []
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                interruption.raise()
                if number != SIGINT { task.cancel() }
            }
            source.activate()
            sources.append(source)
        }
        let code = await task.value
        sources.forEach { $0.cancel() }
        return code
    }
}
