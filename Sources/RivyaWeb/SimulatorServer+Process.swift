import ServiceLifecycle
import UnixSignals

extension SimulatorServer {
    /// Serves until the process is told to end (^C, SIGTERM): open answers are finished first.
    package func runUntilStopped() async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: self)],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await group.run()
    }
}
