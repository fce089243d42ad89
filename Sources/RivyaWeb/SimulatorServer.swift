import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import RivyaSimulator

/// Serves a simulated world on 127.0.0.1, as a service of a `ServiceGroup` or for the time of a closure.
///
/// It is reached by names of this machine only: a web page that has its own name point here is refused.
package struct SimulatorServer: ServiceLifecycle.Service {
    private let world: SimulatorWorld
    private let port: Int
    let logger = LoopbackServer.quietLogger("rivya.simulator")
    private let onStart: @Sendable (_ baseURL: String) -> Void

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - onStart: is told the base URL once connections are accepted.
    package init(
        world: SimulatorWorld,
        port: Int = 0,
        onStart: @escaping @Sendable (_ baseURL: String) -> Void = { _ in }
    ) {
        self.world = world
        self.port = port
        self.onStart = onStart
    }

    /// Serves until the service group shuts down, which lets open answers finish, or the task is cancelled, which
    /// does not.
    package func run() async throws {
        let world = world
        let onStart = onStart
        let server = LoopbackServer(port: port, logger: logger, onStart: onStart) { request, writer, channel in
            try await Self.respond(to: request, from: world, with: writer, on: channel)
        }
        try await server.run()
        try world.finish()
    }

    /// Serves while `body` runs.
    package static func withServer<Result: Sendable>(
        world: SimulatorWorld,
        port: Int = 0,
        _ body: (_ baseURL: String) async throws -> Result
    ) async throws -> Result {
        try await LoopbackServer.whileServing(
            { onStart in
                SimulatorServer(world: world, port: port, onStart: onStart)
            }, body)
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
