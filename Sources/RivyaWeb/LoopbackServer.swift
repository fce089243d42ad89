import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Listens on 127.0.0.1, and on no other address, until its task is cancelled or its service group shuts down.
package struct LoopbackServer: Sendable {
    package enum Failure: Error, Sendable, Hashable {
        case portInUse(Int)
        case cannotListen(port: Int, reason: String)
    }

    /// 0 for one that is free.
    let port: Int
    let logger: Logger
    /// Is told the base URL once connections are accepted.
    let onStart: @Sendable (_ baseURL: String) -> Void
    let respond: HTTPChannelHandler.Responder

    func run() async throws {
        let onStart = onStart
        let server = Server(
            childChannelSetup: HTTP1Channel(responder: respond),
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { channel in
                onStart("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        do {
            try await server.run()
        } catch let error as IOError {
            throw error.errnoCode == EADDRINUSE
                ? Failure.portInUse(port) : Failure.cannotListen(port: port, reason: "\(error)")
        }
    }

    /// Runs a service while `body` runs.
    ///
    /// - Parameter make: makes the service; what it is given is to be told the address once connections are accepted.
    static func whileServing<Result: Sendable>(
        _ make: (_ onStart: @escaping @Sendable (String) -> Void) -> some ServiceLifecycle.Service,
        _ body: (_ address: String) async throws -> Result
    ) async throws -> Result {
        let (started, start) = AsyncThrowingStream<String, any Error>.makeStream()
        let server = make { start.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run()
                    start.finish()
                } catch {
                    start.finish(throwing: error)
                    throw error
                }
            }
            var iterator = started.makeAsyncIterator()
            guard let address = try await iterator.next() else { throw CancellationError() }
            let result = try await body(address)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    static func quietLogger(_ label: String) -> Logger { Logger(label: label) { _ in SwiftLogNoOpLogHandler() } }
}
