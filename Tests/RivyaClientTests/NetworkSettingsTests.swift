import RivyaCatalog
import RivyaRuns
import TestSupport
import Testing

@testable import RivyaClient

/// What the environment says of proxies and authorities.
@Suite struct NetworkSettingsTests {
    @Test(arguments: [
        ("http://proxy.example:3128", "http://proxy.example:3128"), ("proxy.example:3128", "http://proxy.example:3128"),
        ("proxy.example", "http://proxy.example:80"), ("http://proxy.example/", "http://proxy.example:80"),
        ("HTTP://Proxy.Example:8080/", "http://proxy.example:8080"),
        ("http://me:pa%40ss@10.0.0.1:3128", "http://me:***@10.0.0.1:3128"),
        ("http://me@[::1]:3128", "http://me@[::1]:3128"),
        ("http://a@b:c@d@proxy:1", "http://a%40b:***@proxy:1"),
        ("socks5://proxy.example", "socks5://proxy.example:1080"),
        ("socks5h://127.0.0.1:9050", "socks5://127.0.0.1:9050"),
        ("socks5://proxy.example:80", "socks5://proxy.example:80"), ("socks5://[::1]", "socks5://[::1]:1080"),
    ])
    func proxies(text: String, shown: String) throws {
        let proxy = try NetworkProxy(text, variable: "HTTPS_PROXY")
        #expect(proxy.shown == shown)
    }

    @Test func passwordsAreDecoded() throws {
        let proxy = try NetworkProxy("http://m%65:p%40%3A1:2@proxy:3128", variable: "HTTPS_PROXY")
        #expect(proxy.user == "me")
        #expect(proxy.password == "p@:1:2")
    }

    @Test(arguments: [
        "http://", "http://secret:secret@", "http://proxy:99999", "http://proxy:0", "ftp://proxy:1", "socks4://proxy:1",
        "https://proxy:3128", "http://secret@pro xy:1", "http://a%0d%0asecret:x@proxy:1",
        "socks5://secret:secret@proxy:1",
        "http://[::1:3128", "\u{7}", "http://256.1.1.1:1",
    ])
    func noProxy(text: String) {
        let error = #expect(throws: ServiceError.self) { try NetworkProxy(text, variable: "HTTPS_PROXY") }
        #expect(error?.message.hasPrefix("`HTTPS_PROXY` names no proxy: ") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test(
        arguments: [
            (["HTTPS_PROXY": "http://a:1"], "http://a:1"),
            (["https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"], "http://a:1"),
            (["https_proxy": "", "HTTPS_PROXY": "http://b:1"], "http://b:1"),
            (["ALL_PROXY": "socks5://c"], "socks5://c:1080"),
            (["all_proxy": "http://c:1", "HTTPS_PROXY": "http://b:1"], "http://b:1"),
            (["HTTP_PROXY": "http://d:1"], nil), ([:], nil),
        ] as [([String: String], String?)])
    func whichCounts(environment: [String: String], shown: String?) throws {
        #expect(try NetworkSettings(environment: environment).proxy()?.shown == shown)
    }

    @Test(arguments: [
        ("https://rivya.ai", "", false), ("https://rivya.ai", "*", true), ("https://rivya.ai", "rivya.ai", true),
        ("https://rivya.ai", ".rivya.ai", true), ("https://cdn.rivya.ai", "rivya.ai", true),
        ("https://cdn.rivya.ai", "*.rivya.ai", true), ("https://cdn.rivya.ai", "other.example, .AI", true),
        ("https://notrivya.ai", "rivya.ai", false), ("https://rivya.ai", "rivya.ai:443", true),
        ("https://rivya.ai", "rivya.ai:8443", false), ("https://rivya.ai:8443", "rivya.ai:8443", true),
        ("https://10.1.2.3", "10.0.0.0/8", true), ("https://11.1.2.3", "10.0.0.0/8", false),
        ("https://10.1.2.3", "10.1.2.3", true),
        ("https://10.1.2.3", "10.1.2.2/31", true), ("https://10.1.2.3", "10.1.2.4/31", false),
        ("https://10.1.2.3", "0.0.0.0/0", true),
        ("https://[fd00::1]", "fd00::/8", true), ("https://[fd00::1]", "fd00::1", true),
        ("https://[fd00::1]:99", "[fd00::1]:99", true),
        ("https://[fd00::1]", "10.0.0.0/8", false), ("https://rivya.ai", "10.0.0.0/33,10.0.0.0/x,:,/,.", false),
        ("https://localhost:1", "", true), ("https://127.0.0.1:1", "", true), ("https://[::1]", "", true),
        ("http://localhost", "", true),
    ])
    func whoGoesWithout(url: String, exceptions: String, isDirect: Bool) throws {
        let settings = NetworkSettings(environment: ["https_proxy": "http://proxy:1", "NO_PROXY": exceptions])
        #expect(settings.isDirect(try WebURL(url)) == isDirect)
    }

    @Test func whatIsShownHidesPasswords() {
        let environment = [
            "HTTPS_PROXY": "http://me:secret@proxy:1", "http_proxy": "http://x:secret@:99999", "NO_PROXY": "a,b",
            "SSL_CERT_FILE": "/ca.pem", "HOME": "/",
        ]
        let shown = NetworkSettings(environment: environment).shown
        #expect(shown.map(\.name) == ["https_proxy", "http_proxy", "no_proxy", "ssl_cert_file"])
        #expect(shown.map(\.spelling) == ["HTTPS_PROXY", "http_proxy", "NO_PROXY", "SSL_CERT_FILE"])
        #expect(shown[0].value == "http://me:***@proxy:1")
        #expect(shown.allSatisfy { !$0.value.contains("secret") })
    }

    /// Beside many other tests a connection may take its time.
    private static var patient: Transport.Options {
        var options = Transport.Options()
        options.connectTimeout = .seconds(60)
        return options
    }

    @Test(arguments: [
        ("HTTP/1.1 407 X\r\n\r\n", "wants a user name and a password"),
        ("HTTP/1.1 403 X\r\n\r\n", "refused to connect to `rivya.test`"),
    ])
    func aProxyThatRefuses(reply: String, message: String) async throws {
        try await RawServer.with(reply: { _ in .partial(reply) }) { server in
            var options = Self.patient
            options.network = NetworkSettings(environment: ["ALL_PROXY": server.url])
            let error = try await withService(at: "https://rivya.test:8443", options: options) { service in
                await failure { () throws(ServiceError) in try await service.credits() }
            }
            #expect(error?.kind == .unreachable)
            #expect(error?.message.contains(message) == true, "\(String(describing: error))")
            #expect(error?.message.contains("the proxy `127.0.0.1:\(server.port)` (`ALL_PROXY`)") == true)
            #expect(server.requests.first?.head.hasPrefix("CONNECT rivya.test:8443 HTTP/1.1\r\n") == true)
            #expect(server.requests.first?.header("Authorization") == nil)
        }
    }

    @Test func aProxyWithUserAndPassword() async throws {
        try await RawServer.with(reply: { _ in .partial("HTTP/1.1 407 X\r\n\r\n") }) { server in
            var options = Self.patient
            options.network = NetworkSettings(environment: ["https_proxy": "http://me:p%40ss@127.0.0.1:\(server.port)"])
            let error = try await withService(at: "https://rivya.test", options: options) { service in
                await failure { () throws(ServiceError) in try await service.credits() }
            }
            #expect(error?.message.contains("does not take the user name and password") == true)
            #expect(error?.message.contains("p@ss") == false)
            #expect(server.requests.first?.header("Proxy-Authorization") == "Basic bWU6cEBzcw==")
        }
    }

    @Test func aProxyThatIsNotThere() async throws {
        let silent = try SilentPort()
        let port = silent.number
        var options = Transport.Options()
        options.network = NetworkSettings(environment: ["HTTPS_PROXY": "127.0.0.1:\(port)"])
        let error = try await withService(at: "https://rivya.test", options: options) { service in
            await failure { () throws(ServiceError) in try await service.credits() }
        }
        #expect(error?.kind == .unreachable)
        #expect(
            error?.message
                == "the proxy `127.0.0.1:\(port)` (`HTTPS_PROXY`) cannot be reached: the connection was refused")
    }

    /// What is on this machine needs neither a proxy nor an authority.
    @Test func thisMachineIsReachedDirectly() async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, task) }) { server in
            var options = Self.patient
            options.network = NetworkSettings(environment: [
                "HTTPS_PROXY": "ftp://x", "HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9",
                "SSL_CERT_FILE": "/nowhere",
            ])
            let found = try await withService(at: server.url, options: options) { try await $0.task(id: "task_1") }
            #expect(found.id == "task_1")
        }
    }

    @Test(arguments: [
        ("HTTPS_PROXY", "ftp://x", "`HTTPS_PROXY` names no proxy"),
        ("SSL_CERT_FILE", "/nowhere", "`SSL_CERT_FILE` names `/nowhere`"),
        ("ssl_cert_dir", "/nowhere", "`ssl_cert_dir` names `/nowhere`"),
    ])
    func whatIsWrongIsNamedBeforeAnythingIsSent(variable: String, value: String, message: String) async throws {
        var options = Transport.Options()
        options.network = NetworkSettings(environment: [variable: value])
        let error = try await withService(at: "https://192.0.2.1", options: options) { service in
            await failure { () throws(ServiceError) in try await service.credits() }
        }
        #expect(error?.kind == .local)
        #expect(error?.message.hasPrefix(message) == true)
    }
}
