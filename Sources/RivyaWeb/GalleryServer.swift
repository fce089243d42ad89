import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Serves a gallery on 127.0.0.1 to whoever has its address, and takes judgments (`Documentation/Gallery.md`,
/// "Served").
///
/// It walks no folder: it gives out the page's own files and the media that the page's data name, one by one.
package struct GalleryServer: ServiceLifecycle.Service {
    private let site: any GallerySite
    private let token: AccessToken
    private let port: Int
    private let logger = LoopbackServer.quietLogger("rivya.gallery")
    private let onStart: @Sendable (_ address: String) -> Void

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - onStart: is told the address to open, which holds the token, once connections are accepted.
    package init(
        site: any GallerySite,
        port: Int = 0,
        token: AccessToken = AccessToken(),
        onStart: @escaping @Sendable (_ address: String) -> Void = { _ in }
    ) {
        self.site = site
        self.token = token
        self.port = port
        self.onStart = onStart
    }

    /// Serves until the service group shuts down or the task is cancelled.
    package func run() async throws {
        let (site, token, onStart) = (site, token, onStart)
        let server = LoopbackServer(port: port, logger: logger) { baseURL in
            onStart("\(baseURL)/?token=\(token)")
        } respond: { request, writer, channel in
            let gate = GalleryGate(token: token, port: channel.localAddress?.port ?? 0)
            try await GalleryExchange(site: site, gate: gate).respond(to: request, with: writer)
        }
        try await server.run()
    }

    /// Serves until the process is told to end (^C, SIGTERM). What is under way is broken off: a film that is paused
    /// in a browser would never end.
    package func runUntilStopped() async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: self, successTerminationBehavior: .gracefullyShutdownGroup)],
                cancellationSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch is CancellationError {
            // That is how it was told to end.
        }
    }
}
