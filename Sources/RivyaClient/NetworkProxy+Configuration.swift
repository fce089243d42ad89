import AsyncHTTPClient

extension NetworkProxy {
    /// For the library.
    var configuration: HTTPClient.Configuration.Proxy {
        switch kind {
        case .socks5: .socksServer(host: host, port: port)
        case .http:
            .server(
                host: host, port: port,
                authorization: user.map { .basic(username: $0, password: password ?? "") })
        }
    }
}
