import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import RivyaSimulator

/// Serves a simulated world on 127.0.0.1, as a service of a `ServiceGroup` or for the time of a closure.
///
/// It is reached by names of this machine only: a web page that has its own name point here is refused.
package struct SimulatorServer: ServiceLifecycle.Service {
    package enum Failure: Error, Sendable, Hashable {
        case portInUse(Int)
        case cannotListen(port: Int, reason: String)
    }

    private let world: SimulatorWorld
    private let port: Int
    private let logger: Logger
    private let onStart: @Sendable (_ baseURL: String) -> Void

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - logger: Nothing is logged without one.
    ///   - onStart: is told the base URL once connections are accepted.
    package init(
        world: SimulatorWorld,
        port: Int = 0,
        logger: Logger? = nil,
        onStart: @escaping @Sendable (_ baseURL: String) -> Void = { _ in }
    ) {
        self.world = world
        self.port = port
        self.logger = logger ?? Logger(label: "rivya.simulator") { _ in SwiftLogNoOpLogHandler() }
        self.onStart = onStart
    }

    /// Serves until the service group shuts down, which lets open answers finish, or the task is cancelled, which
    /// does not. The world is saved before it returns.
    package func run() async throws {
        let world = world
        let onStart = onStart
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, channel in
                try await Self.respond(to: request, from: world, with: writer, on: channel)
            },
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { channel in
                onStart("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.world.keepSaving() }
            do {
                try await server.run()
            } catch let error as IOError {
                throw error.errnoCode == EADDRINUSE
                    ? Failure.portInUse(port) : Failure.cannotListen(port: port, reason: "\(error)")
            }
            group.cancelAll()
            // Saving ends by being cancelled.
            while await group.nextResult() != nil {}
        }
        try world.save()
    }

    /// Serves while `body` runs.
    package static func withServer<Result: Sendable>(
        world: SimulatorWorld,
        port: Int = 0,
        logger: Logger? = nil,
        _ body: (_ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let (started, start) = AsyncThrowingStream<String, any Error>.makeStream()
        let server = SimulatorServer(world: world, port: port, logger: logger) { start.yield($0) }
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
            guard let baseURL = try await iterator.next() else { throw CancellationError() }
            let result = try await body(baseURL)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// Larger than every file that a model takes.
    private static let maxBodyBytes = 128 << 20

    @concurrent
    private static func respond(
        to request: Request,
        from world: SimulatorWorld,
        with writer: consuming ResponseWriter,
        on channel: any Channel
    ) async throws {
        let authority = request.head.authority ?? ""
        guard LoopbackAuthority.accepts(authority) else {
            return try await AnswerDelivery.refuse(
                403,
                code: "host_refused",
                message: "The simulator answers to localhost, 127.0.0.1 and [::1] only.",
                with: writer
            )
        }
        var body = ByteBuffer()
        for try await chunk in request.body {
            guard body.readableBytes + chunk.readableBytes <= maxBodyBytes else {
                return try await AnswerDelivery.refuse(
                    413,
                    code: "payload_too_large",
                    message: "The body is larger than \(maxBodyBytes) bytes.",
                    with: writer
                )
            }
            body.writeImmutableBuffer(chunk)
        }
        var headers = [(name: "host", value: authority)]
        for field in request.headers { headers.append((field.name.canonicalName, field.value)) }
        let answer = world.answer(
            SimulatorRequest(
                method: request.method.rawValue,
                path: request.head.path ?? "/",
                headers: headers,
                body: Array(body.readableBytesView)
            )
        )
        try await AnswerDelivery(answer: answer, channel: channel).send(with: writer)
    }
}
