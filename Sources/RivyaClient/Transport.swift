import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RivyaCatalog
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
        /// Proxies and authorities.
        package var network = NetworkSettings()

        package init() {}
    }

    /// What a request is for, which decides whom its connection may lead to.
    enum Purpose: Sendable {
        case service
        case media
    }

    let options: Options
    let lookup = HostLookup()
    /// How near the addresses are that media may come from.
    let mediaReach: MediaReachLimit
    /// What passes to whoever reads answers.
    private(set) var door = Door(key: nil)
    private let direct: HTTPClient
    private let media: HTTPClient
    private let proxied: HTTPClient?
    /// What the environment names, or what is wrong with it.
    private let proxy: Result<NetworkProxy?, ServiceError>
    private let authorities: Result<Void, ServiceError>

    package static func withTransport<Value>(
        _ options: Options = Options(),
        _ body: (Transport) async throws -> Value
    ) async throws -> Value {
        // What is wrong is told by the request that needs it: one to this machine needs neither.
        let authorities = outcome { () throws(ServiceError) in try TrustedAuthorities.load(options.network) }
        let proxy = outcome { () throws(ServiceError) in try options.network.proxy() }
        let limit = MediaReachLimit()
        let plain = Self.configuration(options, (try? authorities.get()) ?? nil)
        var limited = plain
        limited.http1_1ConnectionDebugInitializer = limit.check
        let transport = { @Sendable (direct: HTTPClient, media: HTTPClient, proxied: HTTPClient?) in
            Transport(
                options: options, mediaReach: limit, direct: direct, media: media, proxied: proxied, proxy: proxy,
                authorities: authorities.map { _ in () })
        }
        var proxying: HTTPClient.Configuration?
        if let proxy = (try? proxy.get()) ?? nil {
            proxying = plain
            proxying?.proxy = proxy.configuration
        }
        return try await withClient(plain) { [limited, proxying] direct in
            try await withClient(limited) { media in
                guard let proxying else { return try await body(transport(direct, media, nil)) }
                return try await withClient(proxying) { try await body(transport(direct, media, $0)) }
            }
        }
    }

    private static func outcome<Value>(
        _ body: () throws(ServiceError) -> Value
    ) -> Result<Value, ServiceError> {
        do { return .success(try body()) } catch { return .failure(error) }
    }

    private init(
        options: Options, mediaReach: MediaReachLimit, direct: HTTPClient, media: HTTPClient, proxied: HTTPClient?,
        proxy: Result<NetworkProxy?, ServiceError>, authorities: Result<Void, ServiceError>
    ) {
        self.options = options
        self.mediaReach = mediaReach
        self.direct = direct
        self.media = media
        self.proxied = proxied
        self.proxy = proxy
        self.authorities = authorities
    }

    private static func configuration(
        _ options: Options, _ authorities: [NIOSSLCertificate]?
    ) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(options.connectTimeout)
        configuration.timeout.read = TimeAmount(options.idleTimeout)
        configuration.timeout.write = TimeAmount(options.idleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.maxConnections
        // When to try again is the run's decision. Left on, a refused connection would show only after the timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(authorities)
            configuration.tlsConfiguration = tls
        }
        return configuration
    }

    private static func withClient<Value>(
        _ configuration: HTTPClient.Configuration, _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        try await HTTPClient.withHTTPClient(
            // The same sockets on every platform, and so the same errors to classify. One thread has time for all
            // connections, and with more of them each answer wakes another one up.
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton.next(),
            configuration: configuration, body)
    }

    /// The same connections, with this key taken out of every answer.
    func hiding(_ key: APIKey?) -> Transport {
        var transport = self
        transport.door = Door(key: key)
        return transport
    }

    /// Whether a host is reached through a proxy, which then looks up its name.
    func isProxied(_ url: WebURL) -> Bool { !options.network.isDirect(url) }

    /// A response as it begins, without the key in its headers; its body has not been read.
    func response(
        to request: HTTPClientRequest,
        at url: WebURL,
        for purpose: Purpose = .service,
        timeout: Duration
    ) async throws(ServiceError) -> HTTPClientResponse {
        let proxy = isProxied(url) ? try proxy.get() : nil
        if url.scheme == .https { try authorities.get() }
        let client = (proxy == nil ? nil : proxied) ?? (purpose == .media ? media : direct)
        do {
            var response = try await client.execute(request, timeout: TimeAmount(timeout))
            response.headers = door.clean(response.headers)
            return response
        } catch {
            throw ServiceError(sending: error, to: url.hostText, through: proxy)
        }
    }

    /// A whole answer of at most `maxAnswerBytes`, without the key.
    func answer(
        to request: HTTPClientRequest,
        at url: WebURL,
        timeout: Duration? = nil
    ) async throws(ServiceError) -> Answer {
        let timeout = timeout ?? options.requestTimeout
        let deadline = ContinuousClock.now + timeout
        let response = try await response(to: request, at: url, timeout: timeout)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: try await self.body(of: response, deadline: deadline, host: url.hostText)
        )
    }

    /// A whole body, without the key. The library's deadline ends with the head; a body that drips is ended here.
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
        return door.clean(bytes)
    }
}

/// A whole answer of the service.
struct Answer {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
}
