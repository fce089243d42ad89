import Foundation
import NIOCore
import NIOPosix
import RivyaGallery
import RivyaRuns
import RivyaSyntax
import Synchronization
import TestSupport
import Testing

@testable import RivyaWeb

/// A gallery of one run, of which a test says what its files are.
private final class Site: GallerySite {
    private let runs: Mutex<GalleryRun>
    let judged = Mutex<[JSONValue]>([])

    init(files: [String]) {
        runs = Mutex(
            GalleryRun(
                id: "r", title: "s.rivya",
                cells: files.enumerated().map { place, path in
                    GalleryCell(
                        JobLabel(index: place + 1, model: "m"), prompt: "a fox", state: .ended(.succeeded),
                        files: [GalleryFile(path: path)])
                }))
    }

    func change(_ body: (inout GalleryRun) -> Void) { runs.withLock { body(&$0) } }

    func content() async -> GalleryContent { GalleryContent([runs.withLock { $0 }], media: .served, time: 1) }

    func judge(_ document: JSONValue) async throws(JudgmentRefusal) -> JSONValue {
        if document["index"]?.int != 1 { throw JudgmentRefusal(.malformed, "no such job") }
        judged.withLock { $0.append(document) }
        return .object([.init("stars", document["stars"] ?? .null)])
    }
}

/// A served site, as somebody with a socket sees it.
private struct Visitor {
    var site: Site
    var port: Int
    var token: String

    static func with<Result: Sendable>(
        files: [String] = [], _ body: (Visitor) async throws -> Result
    ) async throws -> Result {
        let site = Site(files: files)
        return try await LoopbackServer.whileServing({
            GalleryServer(site: site, port: 0, token: AccessToken(), onStart: $0)
        }) { address in
            let url = try #require(URL(string: address))
            let token = try #require(address.split(separator: "=").last)
            return try await body(Visitor(site: site, port: try #require(url.port), token: String(token)))
        }
    }

    var cookie: String { "Cookie: rivya-\(port)=\(token)\r\n" }

    /// Sends bytes as they are and reads until the server closes.
    func say(_ text: String) async throws -> String {
        String(decoding: try await exchange(port, Array(text.utf8)), as: UTF8.self)
    }

    /// A request of somebody who has opened the page; `target` is sent as it is.
    func get(_ target: String, _ fields: String = "", method: String = "GET") async throws -> String {
        try await say(
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\(cookie)\(fields)\r\n")
    }

    func post(_ body: String, _ fields: String) async throws -> String {
        try await say(
            "POST /judgments HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// What a page of this server sends along.
    var own: String {
        "Origin: http://127.0.0.1:\(port)\r\nX-Rivya-Token: \(token)\r\nContent-Type: application/json\r\n\(cookie)"
    }
}

private func exchange(_ port: Int, _ bytes: [UInt8]) async throws -> [UInt8] {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(ByteBuffer(bytes: bytes))
        var received: [UInt8] = []
        for try await chunk in inbound { received.append(contentsOf: chunk.readableBytesView) }
        return received
    }
}

private func status(_ answer: String) -> Int { Int(answer.split(separator: " ").dropFirst().first ?? "") ?? 0 }

private func body(_ answer: String) -> String {
    answer.range(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? ""
}

@Suite(.timeLimit(.minutes(2))) struct GalleryServerTests {
    // MARK: - Who gets in

    @Test func theAddressOpensThePage() async throws {
        try await Visitor.with { (visitor) async throws in
            let page = try await visitor.say(
                "GET /?token=\(visitor.token) HTTP/1.1\r\nHost: localhost:\(visitor.port)\r\nConnection: close\r\n\r\n")
            #expect(status(page) == 200)
            let cookie = "rivya-\(visitor.port)=\(visitor.token); Path=/; HttpOnly; SameSite=Strict"
            #expect(page.contains("Set-Cookie: \(cookie)\r\n"))
            #expect(page.contains("<meta name=\"rivya-token\" content=\"\(visitor.token)\">"))
            let data = try await visitor.get("/data.js")
            #expect(status(data) == 200)
            #expect(body(data).hasPrefix("window.rivyaGallery="))
            for file in GalleryAssets.files.dropFirst() {
                let answer = try await visitor.get("/" + file.name)
                #expect(status(answer) == 200)
                #expect(answer.contains("Content-Type: \(file.contentType)\r\n"))
            }
        }
    }

    @Test(arguments: [
        "", "Cookie: rivya-PORT=wrong\r\n", "Cookie: rivya-1=TOKEN\r\n", "Cookie: other=TOKEN\r\n",
        "X-Rivya-Token: TOKENx\r\n", "X-Rivya-Token: \r\n",
    ])
    func withoutTheTokenThereIsNothing(fields: String) async throws {
        try await Visitor.with { (visitor) async throws in
            let fields = fields.replacing("PORT", with: "\(visitor.port)").replacing("TOKEN", with: visitor.token)
            for target in ["/", "/index.html", "/data.js", "/gallery.js", "/media/r/1-1-a.png", "/events", "/nothing"] {
                let answer = try await visitor.say(
                    "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(visitor.port)\r\nConnection: close\r\n\(fields)\r\n")
                #expect(status(answer) == 403)
                #expect(!answer.contains(visitor.token))
            }
        }
    }

    @Test(arguments: ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.0.1", ""])
    func anotherNameIsRefused(host: String) async throws {
        try await Visitor.with { (visitor) async throws in
            let answer = try await visitor.say(
                "GET /?token=\(visitor.token) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(visitor.cookie)\r\n")
            #expect([400, 403].contains(status(answer)))
            #expect(!answer.contains("rivya-token"))
        }
    }

    @Test(arguments: ["cross-site", "same-site", "anything"])
    func anotherSitesPageIsRefused(site: String) async throws {
        try await Visitor.with { (visitor) async throws in
            #expect(try await status(visitor.get("/data.js", "Sec-Fetch-Site: \(site)\r\n")) == 403)
            #expect(try await status(visitor.get("/data.js", "Sec-Fetch-Site: same-origin\r\n")) == 200)
        }
    }

    @Test func answersAreNotForOthers() async throws {
        try await Visitor.with(files: ["/nowhere.png"]) { (visitor) async throws in
            for target in ["/", "/data.js", "/gallery.js", "/none", "/media/r/1-1-nowhere.png"] {
                let answer = try await visitor.get(target)
                #expect(answer.contains("X-Content-Type-Options: nosniff\r\n"))
                #expect(answer.contains("Cross-Origin-Resource-Policy: same-origin\r\n"))
                #expect(answer.contains("Content-Security-Policy: default-src 'none'"))
                #expect(answer.contains("Referrer-Policy: no-referrer\r\n"))
                #expect(!answer.contains("unsafe-inline"))
                #expect(!answer.contains("Access-Control-Allow-Origin"))
            }
        }
    }

    // MARK: - What there is

    @Test(arguments: [
        "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/media/../secret", "/media/%2e%2e/secret",
        "/media/r/../../secret", "/media/r/..%2f..%2fsecret", "/media/%252e%252e/secret", "/..\\secret", "/..%5csecret",
        "/media/r/1-1-a.png%00.txt", "/%00", "//etc/passwd", "/media//etc/passwd", "/etc/passwd",
        "/media/FOLDER/secret",
        "/FOLDER/secret", "/.", "/media", "/media/", "/media/r/", "/media/r", "/%ff", "/%zz", "/%2", "/data.js/",
        "/secret", "/./secret", "/media/r/1-1-a.png/../../../secret",
    ])
    func nothingElseIsReached(target: String) async throws {
        try await withFolder { folder in
            try Data("SECRET".utf8).write(to: URL(filePath: folder + "/secret"))
            try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
            try Data("picture".utf8).write(to: URL(filePath: folder + "/out/a.png"))
            try await Visitor.with(files: [folder + "/out/a.png"]) { (visitor) async throws in
                let answer = try await visitor.get(target.replacing("FOLDER", with: folder))
                #expect([400, 404].contains(status(answer)))
                #expect(!answer.contains("SECRET"))
                #expect(!answer.contains("picture"))
                // The one file that the data name is there.
                #expect(try await body(visitor.get("/media/r/1-1-a.png")) == "picture")
            }
        }
    }

    @Test func aLinkIsNotFollowed() async throws {
        try await withFolder { folder in
            try Data("SECRET".utf8).write(to: URL(filePath: folder + "/secret"))
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/a.png", withDestinationPath: folder + "/secret")
            mkfifo(folder + "/b.png", 0o600)
            try await Visitor.with(files: [folder + "/a.png", folder + "/b.png", folder]) { (visitor) async throws in
                #expect(try await status(visitor.get("/media/r/1-1-a.png")) == 404)
                // Nor is a pipe waited for, or a folder read.
                #expect(try await status(visitor.get("/media/r/2-1-b.png")) == 404)
                let data = await visitor.site.content().media
                #expect(try await status(visitor.get("/" + data[2].reference)) == 404)
            }
        }
    }

    @Test func namesAreWhatTheyAre() async throws {
        try await withFolder { folder in
            let name = "a b%41#?<x>&'é狐.mp4"
            try Data("film".utf8).write(to: URL(filePath: folder + "/" + name))
            try Data("<script>".utf8).write(to: URL(filePath: folder + "/x.html"))
            try await Visitor.with(files: [folder + "/" + name, folder + "/x.html"]) { (visitor) async throws in
                let media = await visitor.site.content().media
                let film = try await visitor.get("/" + media[0].reference)
                #expect(body(film) == "film")
                #expect(film.contains("Content-Type: video/mp4\r\n"))
                #expect(film.contains("Content-Security-Policy: default-src 'none'; sandbox\r\n"))
                let page = try await visitor.get("/" + media[1].reference)
                #expect(page.contains("Content-Type: application/octet-stream\r\n"))
                #expect(page.contains("Content-Disposition: attachment\r\n"))
            }
        }
    }

    @Test(arguments: [
        ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=4-", 206, "456789", "bytes 4-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"), ("bytes=8-100", 206, "89", "bytes 8-9/10"),
        ("bytes=-100", 206, "0123456789", "bytes 0-9/10"), ("bytes=10-", 416, "", "bytes */10"),
        ("bytes=-0", 416, "", "bytes */10"), ("bytes=5-2", 200, "0123456789", nil),
        ("bytes=0-1,3-4", 200, "0123456789", nil), ("bytes=a-b", 200, "0123456789", nil),
        ("lines=0-1", 200, "0123456789", nil), ("bytes=99999999999999999999-", 200, "0123456789", nil),
        ("bytes=0-99999999999999999999", 200, "0123456789", nil), ("bytes=-", 200, "0123456789", nil),
    ])
    func ranges(header: String, expected: Int, content: String, range: String?) async throws {
        try await withFolder { folder in
            try Data("0123456789".utf8).write(to: URL(filePath: folder + "/a.mp4"))
            try await Visitor.with(files: [folder + "/a.mp4"]) { (visitor) async throws in
                let answer = try await visitor.get("/media/r/1-1-a.mp4", "Range: \(header)\r\n")
                #expect(status(answer) == expected)
                #expect(body(answer) == content)
                if let range { #expect(answer.contains("Content-Range: \(range)\r\n")) }
                let head = try await visitor.get("/media/r/1-1-a.mp4", "Range: \(header)\r\n", method: "HEAD")
                #expect(status(head) == expected)
                #expect(body(head).isEmpty)
            }
        }
    }

    @Test func aFileThatIsKnownIsNotSentAgain() async throws {
        try await withFolder { folder in
            try Data("film".utf8).write(to: URL(filePath: folder + "/a.mp4"))
            try await Visitor.with(files: [folder + "/a.mp4"]) { (visitor) async throws in
                let first = try await visitor.get("/media/r/1-1-a.mp4")
                let tag = try #require(
                    first.split(separator: "\r\n").first { $0.hasPrefix("ETag: ") }?.dropFirst("ETag: ".count))
                #expect(try await status(visitor.get("/media/r/1-1-a.mp4", "If-None-Match: \(tag)\r\n")) == 304)
                // A range of what the file was before would be pasted to what it is.
                let stale = try await visitor.get(
                    "/media/r/1-1-a.mp4", "Range: bytes=1-2\r\nIf-Range: \"other\"\r\n")
                #expect(status(stale) == 200)
                #expect(body(stale) == "film")
            }
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
    func otherMethodsAreRefused(method: String) async throws {
        try await Visitor.with { (visitor) async throws in
            let answer = try await visitor.get("/data.js", "Content-Length: 0\r\n", method: method)
            #expect(status(answer) == 405)
            #expect(answer.contains("Allow: GET, HEAD\r\n"))
        }
    }

    // MARK: - Writing

    @Test func aJudgmentIsTaken() async throws {
        try await Visitor.with { (visitor) async throws in
            let answer = try await visitor.post(#"{"run":"r","index":1,"stars":4}"#, visitor.own)
            #expect(status(answer) == 200)
            #expect(body(answer) == #"{"stars":4}"#)
            #expect(visitor.site.judged.withLock { $0.count } == 1)
        }
    }

    @Test(arguments: [
        ("Origin: http://evil.example\r\n", 403), ("Origin: null\r\n", 403), ("", 403),
        ("Origin: http://127.0.0.1:1\r\n", 403), ("Origin: https://127.0.0.1:PORT\r\n", 403),
        ("Origin: http://localhost:PORT\r\n", 403),
    ])
    func anotherOriginMayNotWrite(origin: String, expected: Int) async throws {
        try await Visitor.with { (visitor) async throws in
            let fields =
                origin.replacing("PORT", with: "\(visitor.port)")
                + "X-Rivya-Token: \(visitor.token)\r\nContent-Type: application/json\r\n\(visitor.cookie)"
            #expect(try await status(visitor.post(#"{"index":1}"#, fields)) == expected)
            #expect(visitor.site.judged.withLock { $0.isEmpty })
        }
    }

    @Test func writingTakesTheTokenInItsHeader() async throws {
        try await Visitor.with { (visitor) async throws in
            let origin = "Origin: http://127.0.0.1:\(visitor.port)\r\nContent-Type: application/json\r\n"
            // A cookie comes along by itself, a header does not.
            #expect(try await status(visitor.post(#"{"index":1}"#, origin + visitor.cookie)) == 403)
            #expect(try await status(visitor.post(#"{"index":1}"#, origin + "X-Rivya-Token: x\r\n")) == 403)
            let form = visitor.own.replacing("application/json", with: "text/plain")
            #expect(try await status(visitor.post(#"{"index":1}"#, form)) == 415)
            #expect(visitor.site.judged.withLock { $0.isEmpty })
        }
    }

    @Test func whatIsNoJudgmentIsRefused() async throws {
        try await Visitor.with { (visitor) async throws in
            #expect(try await status(visitor.post("{", visitor.own)) == 400)
            #expect(try await status(visitor.post(#"{"index":2}"#, visitor.own)) == 422)
            let long = #"{"index":1,"note":""# + String(repeating: "x", count: 1 << 19) + #""}"#
            #expect(try await status(visitor.post(long, visitor.own)) == 413)
        }
    }

    // MARK: - News

    @Test func newsAreTold() async throws {
        try await Visitor.with { (visitor) async throws in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: visitor.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(
                        string: "GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(visitor.port)\r\n\(visitor.cookie)\r\n"))
                var received = ""
                var hasChanged = false
                for try await chunk in inbound {
                    received += String(buffer: chunk)
                    if !hasChanged, received.contains("tells when") {
                        #expect(received.contains("Content-Type: text/event-stream\r\n"))
                        hasChanged = true
                        visitor.site.change { $0.title = "another" }
                    }
                    if received.contains("data: changed\n\n") { return }
                }
                Issue.record("no news in: \(received)")
            }
        }
    }

    /// A film that is paused in a browser is an answer that nobody reads on.
    @Test func itEndsWhileNobodyReads() async throws {
        try await withFolder { folder in
            let file = folder + "/a.mp4"
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            #expect(truncate(file, 1 << 28) == 0)
            let channel = try await Visitor.with(files: [file]) { (visitor) async throws in
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .channelOption(.autoRead, value: false)
                    .connect(host: "127.0.0.1", port: visitor.port).get()
                try await channel.writeAndFlush(
                    ByteBuffer(
                        string: "GET /media/r/1-1-a.mp4 HTTP/1.1\r\nHost: 127.0.0.1:\(visitor.port)\r\n"
                            + visitor.cookie + "\r\n"))
                #expect(try await status(visitor.get("/data.js")) == 200)
                return channel
            }
            try await channel.close()
        }
    }

    @Test func itListensOnLoopbackOnly() async throws {
        try await Visitor.with { (visitor) async throws in
            for interface in try System.enumerateDevices() {
                guard let address = interface.address, address.protocol == .inet, let ip = address.ipAddress,
                    !ip.hasPrefix("127.")
                else { continue }
                await #expect(throws: (any Error).self) {
                    _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .connectTimeout(.seconds(2)).connect(host: ip, port: visitor.port).get()
                }
            }
        }
    }

    @Test func tokensAreLongAndDifferent() {
        let tokens = (0..<100).map { _ in AccessToken().description }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 })
        #expect(!AccessToken().matches(""))
    }
}
