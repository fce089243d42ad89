import Foundation
import TestSupport
import Testing

/// What a hostile service, a media host or the environment says to the whole program.
@Suite(.serialized)
struct WireTests {
    private static let key = "rvya_sk_Do_Not_Show_Me_42"
    private static let encoded = key.utf8.map { "%" + String($0, radix: 16) }.joined()

    /// A service that sends the key back in every field of every answer.
    private static func answer(_ request: RawServer.Request) -> RawServer.Reply {
        let headers = "X-Request-Id: \(key)\r\nETag: \"\(key)\"\r\nServer: \(key)\r\n"
        let base = "http://\(request.header("Host") ?? "")"
        func media(_ status: Int, _ body: String, _ more: String = "") -> RawServer.Reply {
            .answer("HTTP/1.1 \(status) \(key)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\(more)\r\n\(body)")
        }
        func task(_ id: String, _ status: String, _ more: String = "") -> RawServer.Reply {
            RawServer.json(
                200, #"{"id":"\#(id)","status":"\#(status)","model":"\#(key)","created_at":"\#(key)"\#(more)}"#,
                headers: headers)
        }
        let path = request.target
        if path == "/api/v1/credits" {
            return RawServer.json(200, #"{"current_credits":1000,"plan":"\#(key)"}"#, headers: headers)
        }
        if path == "/api/v1/generations" {
            let prompt = String(decoding: request.body, as: UTF8.self)
            if prompt.contains("refused") {
                return RawServer.json(
                    400,
                    #"{"error":{"code":"\#(key)","message":"no: \#(encoded)","requestId":"\#(key)"},"detail":"\#(key)"}"#,
                    headers: headers)
            }
            if prompt.contains("elsewhere") { return media(302, "", "Location: https://evil.example/\(key)\r\n") }
            if prompt.contains("page") { return media(502, "<html>\(key)</html>") }
            let id = ["failed", "forbidden", "moved", "good", "named"].first { prompt.contains($0) } ?? "failed"
            return task(id == "named" ? key : id, key)
        }
        if path.hasSuffix("/failed") {
            return task(
                "failed", "failed", #","error":{"code":"\#(key)","message":"\u0072vya\#(key.dropFirst(4)) \#(key)"}"#)
        }
        if path.hasPrefix("/api/v1/generations/") {
            let id = path.split(separator: "/").last.map(String.init) ?? ""
            return task(id, "succeeded", #","result":{"primary_url":"\#(base)/m/\#(id)/\#(key).gif?k=\#(encoded)"}"#)
        }
        if path.hasPrefix("/m/forbidden") { return media(403, "<Error><Code>\(key)</Code></Error>") }
        if path.hasPrefix("/m/moved") { return media(302, "", "Location: ftp://\(key)/\(key)\r\n") }
        if path.hasPrefix("/m/named") { return media(200, "no: \(key)", "Content-Type: text/plain\r\n") }
        if path.hasPrefix("/m/") { return SmallPicture.answer(headers: headers) }
        return media(404, key)
    }

    @Test func theKeyIsShownAndStoredNowhere() async throws {
        let workplace = try Workplace()
        // One run for each answer: a first request whose charge is unknown holds back the others of its kind.
        let words = ["failed", "refused", "elsewhere", "page", "forbidden", "moved", "good", "named"]
        for word in words { try workplace.write("gen z-image \"a \(word) fox\"\n", to: "\(word).rivya") }
        // For `resume` as well, which asks again for what was not answered.
        try workplace.write(#"{"poll": "50ms", "timeout": "5s"}"#, to: ".config/rivya/config.json")
        try await RawServer.with(reply: Self.answer) { server in
            workplace.use(server.url, key: Self.key)
            var said = ""
            for arguments in words.map({ ["run", "\($0).rivya", "--yes"] }) + [
                ["resume"], ["run", "good.rivya", "--events", "-", "--yes"], ["jobs"], ["jobs", "--json"],
                ["runs", "--json"], ["show", "1"], ["export", "--json"], ["export", "--csv"],
                ["gallery", "--copy", "copy"], ["credits"],
                ["models", "--refresh"], ["config"],
            ] {
                said += try await workplace.start(arguments).end().text
            }
            #expect(said.contains("***"))
            let form = Self.key.lowercased()
            #expect(!said.lowercased().contains(form))
            #expect(!said.lowercased().contains(Self.encoded))
            // Ledger, events, results and pages, byte by byte.
            let files = FileManager.default.enumerator(atPath: workplace.path)
            var count = 0
            while let name = files?.nextObject() as? String {
                #expect(!name.lowercased().contains(form))
                guard let bytes = FileManager.default.contents(atPath: workplace.path + "/" + name) else { continue }
                let text = String(decoding: bytes, as: UTF8.self).lowercased()
                #expect(!text.contains(form) && !text.contains(Self.encoded), "\(name)")
                count += 1
            }
            #expect(count > 3)
            // Not even the media host is sent it.
            #expect(server.requests.filter { $0.target.hasPrefix("/m/") }.allSatisfy { !$0.head.contains(Self.key) })
            let targets = Set(server.requests.map(\.target))
            #expect(targets.contains { $0.hasPrefix("/m/good/***.gif") }, "\(targets.sorted())")
        }
    }

    /// The process of a service's answer never ends by a trap, and what it said is told.
    @Test(arguments: [
        "http://1.2.3.4:70000/x.mp4", "https://1.2.3.4:65536/x.mp4", "https://[::1]:99999/x",
        "https://[fe80::1%25eth0]/x",
        "https://host:0/x", "https://user:word@host/x", "https://\u{FF11}.1/x", "ftp://host/x", "https://", "\u{7}",
        "x",
    ])
    func resultsAtNoAddress(url: String) async throws {
        let workplace = try Workplace()
        try workplace.write("set poll 50ms\ngen z-image \"a fox\"\n", to: "s.rivya")
        try await RawServer.with { request in
            if request.target == "/api/v1/credits" { return RawServer.json(200, #"{"current_credits":100}"#) }
            return RawServer.json(
                200,
                #"{"id":"t1","status":"succeeded","result":{"urls":["\#(url.replacing("\u{7}", with: "\\u0007"))"]}}"#)
        } _: { server in
            workplace.use(server.url)
            for arguments in [["run", "s.rivya", "--yes"], ["resume"], ["jobs"]] {
                let ending = try await workplace.start(arguments).end()
                #expect([0, 1, 4, 5].contains(ending.code), "\(arguments): \(ending.code) \(ending.text)")
            }
        }
    }

    @Test(arguments: ["https://1.2.3.4:70000/x.png", "http://[::1/x.png", "https://a:b@host/x.png"])
    func referencesAtNoAddressAreErrorsOfThePlan(url: String) async throws {
        let workplace = try Workplace()
        try workplace.write("gen kling-2-6 \"a fox\" ref=\"\(url)\"\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya")
        #expect(plan.code == 2)
        #expect(plan.text.contains("is no address of a medium"), "\(plan.text)")
    }

    @Test func aBaseURLWithItsVersionIsTheSameAccount() async throws {
        let workplace = try Workplace()
        let plain = try await workplace.rivya("config", "--json", "--base-url", "http://127.0.0.1:8080")
        let versioned = try await workplace.rivya("config", "--json", "--base-url", "HTTP://127.0.0.1:8080/api/v1/")
        #expect(plain.code == 0)
        #expect(plain.output == versioned.output)
        let bare = try await workplace.rivya("config", "--base-url", "127.0.0.1:8080")
        #expect(bare.text.contains("write `http://127.0.0.1:8080`"), "\(bare.text)")
    }

    @Test func theConfigurationShowsProxies() async throws {
        let workplace = try Workplace()
        let config = try await workplace.rivya(
            "config",
            environment: [
                "HTTPS_PROXY": "http://me:secret@proxy.example:3128", "no_proxy": "a.example",
                "SSL_CERT_FILE": "/ca.pem",
            ])
        #expect(config.code == 0)
        #expect(config.output.contains("http://me:***@proxy.example:3128"), "\(config.output)")
        #expect(config.output.contains("ssl_cert_file"))
        #expect(!config.text.contains("secret"))
    }

    @Test(arguments: [
        #"{"data":[]}"#, #"{"data":[{"id":"z-image","base_credits":-1}]}"#,
        #"{"data":[{"id":"z-image","base_credits":1e12}]}"#,
        #"{"data":[{"id":"z-image"},{"id":"z-image"}]}"#,
    ])
    func aBadCatalogReplacesNone(models: String) async throws {
        let workplace = try Workplace()
        let good = #"{"data":[{"id":"dream-1","base_credits":3,"params":[]}]}"#
        try workplace.write(good, to: ".rivya/models.json")
        try await RawServer.with { _ in
            RawServer.json(200, models)
        } _: { server in
            workplace.use(server.url)
            let refresh = try await workplace.rivya("models", "--refresh")
            #expect(refresh.code == 5)
            #expect(refresh.errors.contains("the one in use stays"), "\(refresh.errors)")
        }
        #expect(try workplace.read(".rivya/models.json") == good)
    }
}
