import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import RivyaRuns

/// The connections that all calls share. HTTP/1.1 with keep-alive; redirects are never followed here.
///
/// It exists only inside `withTransport`, so that its connections are always closed.
package struct Transport: Sendable {
    package struct Options: Sendable {
        /// Until the connection stands, name lookup and TLS included.
        package var connectTimeout: Duration = .seconds(10)
        /// From asking for a connection to the last byte of the answer. An upload gets more, by its size.
        package var requestTimeout: Duration = .seconds(60)
        /// The longest silence while an answer or a download arrives.
        package var idleTimeout: Duration = .seconds(60)
        /// Connections to one host; further calls wait for a free one.
        package var maxConnections = 64
        /// The longest JSON answer that is read, in bytes.
        package var maxAnswerBytes = 4 << 20
        /// The longest result that is downloaded, in bytes.
        package var maxMediaBytes = 4 << 30
        package var userAgent = "rivya"

        package init() {}
    }

    let client: HTTPClient
    let options: Options

    package static func withTransport<Result>(
        _ options: Options = Options(),
        _ body: (Transport) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(options.connectTimeout)
        configuration.timeout.read = TimeAmount(options.idleTimeout)
        configuration.timeout.write = TimeAmount(options.idleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.maxConnections
        // When to try again is the run's decision. Left on, a refused connection would show only after the timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(
            // The same sockets on every platform, and so the same errors to classify. One thread has time for all
            // connections, and with more of them each answer wakes another one up.
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: configuration
        ) { client in
            try await body(Transport(client: client, options: options))
        }
    }

    /// A response as it begins; its body has not been read.
    func response(
        to request: HTTPClientRequest,
        timeout: Duration,
        host: String
    ) async throws(ServiceError) -> HTTPClientResponse {
        do {
            return try await client.execute(request, timeout: TimeAmount(timeout))
        } catch {
            throw ServiceError(sending: error, to: host)
        }
    }

    /// A whole answer of at most `maxAnswerBytes`.
    func answer(
        to request: HTTPClientRequest,
        timeout: Duration? = nil,
        host: String
    ) async throws(ServiceError) -> Answer {
        let timeout = timeout ?? options.requestTimeout
        let deadline = ContinuousClock.now + timeout
        let response = try await response(to: request, timeout: timeout, host: host)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: try await self.body(of: response, deadline: deadline, host: host)
        )
    }

    /// The library's deadline ends with the head; a body that drips is ended here.
    func body(
        of response: HTTPClientResponse,
        deadline: ContinuousClock.Instant,
        host: String
    ) async throws(ServiceError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await chunk in response.body {
                bytes.append(contentsOf: chunk.readableBytesView)
                guard bytes.count <= options.maxAnswerBytes else {
                    throw ServiceError(
                        .unreadableAnswer,
                        "the answer of `\(host)` is longer than \(options.maxAnswerBytes) bytes",
                        httpStatus: Int(response.status.code)
                    )
                }
                guard ContinuousClock.now < deadline else { throw HTTPClientError.deadlineExceeded }
            }
        } catch {
            throw ServiceError(receiving: error, from: host, httpStatus: Int(response.status.code))
        }
        return bytes
    }
}

/// A whole answer of the service.
struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
}
