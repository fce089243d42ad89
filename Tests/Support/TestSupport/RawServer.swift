import NIOCore
import NIOPosix
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A server of bytes on loopback: it records each request as it arrived and sends exactly what the test says, broken
/// answers included.
package final class RawServer: Sendable {
    package struct Request: Sendable {
        /// The request line and the headers.
        package var head: String
        package var body: [UInt8]

        package var target: String { String(head.split(separator: " ")[1]) }

        package func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts[0].lowercased() == name.lowercased() {
                    return String(parts[1].drop(while: { $0 == " " }))
                }
            }
            return nil
        }
    }

    package enum Reply: Sendable {
        /// The connection stays open.
        case answer(String)
        /// A head and a body of any bytes; the connection stays open.
        case bytes(String, [UInt8])
        /// The connection is closed after these bytes.
        case partial(String)
        /// The connection is reset without an answer.
        case reset
        /// These bytes, and then nothing until the client goes away.
        case stall(String)
        /// These bytes again and again, until the client goes away.
        case drip(String, then: String)
    }

    package let port: Int
    private let log = Mutex<[Request]>([])
    private let accepted = Mutex(0)
    private let arrivals: AsyncStream<Request>
    private let arrived: AsyncStream<Request>.Continuation

    private init(port: Int) {
        self.port = port
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// How many connections there were.
    package var connections: Int { accepted.withLock { $0 } }
    package var requests: [Request] { log.withLock { $0 } }

    /// Returns when a request has arrived.
    package func nextRequest() async -> Request? {
        var iterator = arrivals.makeAsyncIterator()
        return await iterator.next()
    }

    /// An answer with a matching `Content-Length`.
    package static func json(_ status: Int, _ body: String, headers: String = "") -> Reply {
        .answer(
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                + "\(headers)\r\n\(body)"
        )
    }

    package static func with<Result: Sendable>(
        reply: @escaping @Sendable (Request) -> Reply,
        _ body: (RawServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let server = RawServer(port: listener.channel.localAddress!.port!)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await listener.executeThenClose { connections in
                    await withDiscardingTaskGroup { group in
                        do {
                            for try await connection in connections {
                                server.accepted.withLock { $0 += 1 }
                                group.addTask { await server.serve(connection, reply: reply) }
                            }
                        } catch {
                            // The listener was closed.
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body(server)
        }
    }

    private func serve(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        reply: @Sendable (Request) -> Reply
    ) async {
        try? await connection.executeThenClose { inbound, outbound in
            var received: [UInt8] = []
            for try await chunk in inbound {
                received.append(contentsOf: chunk.readableBytesView)
                guard let request = Self.request(in: received) else { continue }
                received.removeAll()
                log.withLock { $0.append(request) }
                arrived.yield(request)
                switch reply(request) {
                case .answer(let text):
                    try await outbound.write(ByteBuffer(string: text))
                case .bytes(let head, let body):
                    try await outbound.write(ByteBuffer(bytes: Array(head.utf8) + body))
                case .partial(let text):
                    try await outbound.write(ByteBuffer(string: text))
                    return
                case .reset:
                    let options = connection.channel as! any SocketOptionProvider
                    try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
                    return
                case .stall(let text):
                    try await outbound.write(ByteBuffer(string: text))
                case .drip(let first, let then):
                    try await outbound.write(ByteBuffer(string: first))
                    while true {
                        try await Task.sleep(for: .milliseconds(10))
                        try await outbound.write(ByteBuffer(string: then))
                    }
                }
            }
        }
    }

    /// The request, once all of it is there.
    private static func request(in bytes: [UInt8]) -> Request? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        var request = Request(head: String(decoding: bytes[..<end.lowerBound], as: UTF8.self), body: [])
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        guard bytes.count >= end.upperBound + length else { return nil }
        request.body = Array(bytes[end.upperBound...])
        return request
    }
}
