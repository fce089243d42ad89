import AsyncHTTPClient
import Foundation
import NIOHTTP1
import RivyaCatalog
import RivyaRuns
import Synchronization
import TestSupport
import Testing

@testable import RivyaClient

@Suite struct DownloadTests {
    /// More than is kept in memory.
    private static let large = String(repeating: content, count: 60)
    private static let content = String((0..<10_000).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })

    @Test func aWholeResult() async throws {
        try await download(replies: [Self.whole()]) { outcome in
            #expect(outcome.download == Download(.memory(Array(Self.content.utf8)), contentType: "video/mp4"))
            #expect(outcome.file == nil)
            #expect(outcome.note == nil)
            #expect(outcome.requests[0].header("Authorization") == nil)
            #expect(outcome.requests[0].header("Range") == nil)
        }
    }

    @Test func withoutALength() async throws {
        let reply = RawServer.Reply.answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
        try await download(replies: [reply]) { outcome in
            #expect(outcome.download == Download(.memory(Array("abcde".utf8)), contentType: nil))
        }
    }

    @Test func aCutIsContinued() async throws {
        try await download(replies: [Self.whole(sending: 6000), Self.rest(from: 6000)], calls: 2) { outcome in
            #expect(outcome.download?.bytes == 10_000)
            #expect(outcome.content == Self.content)
            #expect(outcome.note == nil)
            #expect(outcome.requests[1].header("Range") == "bytes=6000-")
            #expect(outcome.requests[1].header("If-Range") == "\"v1\"")
        }
    }

    @Test func aCutLeavesWhatCame() async throws {
        try await download(replies: [Self.whole(sending: 6000)]) { outcome in
            #expect(outcome.error?.kind == .unreadableAnswer)
            #expect(outcome.error?.httpStatus == 200)
            #expect(outcome.content == String(Self.content.prefix(6000)))
            #expect(outcome.note == "rivya-resume 1\n\"v1\"\n10000\n")
        }
    }

    @Test(arguments: [
        // The server ignores the range, or the content is another by now.
        DownloadTests.whole(content: "something new", tag: "\"v2\""),
        // A range of something else.
        DownloadTests.rest(from: 6000, tag: "\"v2\""),
        DownloadTests.rest(from: 5999),
        DownloadTests.rest(from: 6000, content: DownloadTests.content + "!"),
        .answer("HTTP/1.1 416 X\r\nContent-Range: bytes */13\r\nContent-Length: 0\r\n\r\n"),
    ])
    func anotherResultBeginsAnew(reply: RawServer.Reply) async throws {
        let replies = [Self.whole(sending: 6000), reply, Self.whole(content: "something new", tag: "\"v2\"")]
        try await download(replies: replies, calls: 2) { outcome in
            #expect(outcome.download?.bytes == 13)
            #expect(outcome.content == "something new")
        }
    }

    @Test func withoutAStrongTagNothingIsContinued() async throws {
        for tag in ["W/\"v1\"", "v1", nil] {
            try await download(replies: [Self.whole(sending: 6000, tag: tag), Self.whole(tag: tag)], calls: 2) {
                outcome in
                #expect(outcome.download?.bytes == 10_000)
                #expect(outcome.content == Self.content)
                #expect(outcome.requests[1].header("Range") == nil)
            }
        }
    }

    @Test func aCompletePartIsNotFetchedAgain() async throws {
        try await download(
            replies: [Self.rest(from: 9999)],
            part: Self.content,
            note: "rivya-resume 1\n\"v1\"\n10000\n"
        ) { outcome in
            #expect(outcome.download?.bytes == 10_000)
            #expect(outcome.requests.map { $0.header("Range") } == ["bytes=9999-"])
            #expect(outcome.content == Self.content)
        }
    }

    @Test(arguments: [
        "", "rivya-resume 1\n\"v1\"\n10000", "rivya-resume 2\n\"v1\"\n10000\n", "rivya-resume 1\nv1\n10000\n",
    ])
    func aBrokenNoteCountsForNothing(note: String) async throws {
        try await download(replies: [Self.whole()], part: "old", note: note) { outcome in
            #expect(outcome.requests.map { $0.header("Range") } == [nil])
            #expect(outcome.content == Self.content)
        }
    }

    @Test(arguments: [401, 403, 404, 410, 500, 503])
    func refusals(status: Int) async throws {
        try await download(replies: [RawServer.json(status, "<Error><Code>AccessDenied</Code></Error>")]) { outcome in
            #expect(outcome.error?.kind == .unreadableAnswer)
            #expect(outcome.error?.httpStatus == status)
        }
    }

    /// What its head calls a page may be a movie, and the other way round: whoever gets the bytes looks at them.
    @Test func aWebPageIsHandedOnAsWhatItIs() async throws {
        let reply = RawServer.Reply.answer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; x=y\r\nContent-Length: 3\r\n\r\n<p>")
        try await download(replies: [reply]) { outcome in
            #expect(outcome.download == Download(.memory(Array("<p>".utf8)), contentType: "text/html"))
        }
    }

    /// Nobody asked for it to be compressed.
    @Test(arguments: ["gzip", "x-gzip", "deflate"])
    func anEncodingIsUndone(name: String) async throws {
        let packed = name == "deflate" ? InflateTests.zlib : InflateTests.gzip
        let start = "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Encoding: \(name)\r\n"
        let head = start + "Content-Length: \(packed.count)\r\n\r\n"
        try await download(replies: [.bytes(head, packed)]) { outcome in
            #expect(outcome.content == InflateTests.text)
            #expect(outcome.note == nil)
        }
        // Cut short, it is no result.
        let short = start + "Content-Length: \(packed.count - 6)\r\n\r\n"
        try await download(replies: [.bytes(short, packed.dropLast(6))]) { outcome in
            #expect(outcome.error?.kind == .unreadableAnswer)
        }
    }

    @Test func whatIsLargeIsUndoneOnTheDisk() async throws {
        // Stored blocks: as large as what they hold.
        let content = [UInt8](Self.large.utf8)
        var packed: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: 60_000) {
            let part = content[start..<min(start + 60_000, content.count)]
            let count = UInt16(part.count)
            packed += [start + 60_000 >= content.count ? 1 : 0]
            packed += [UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + part
        }
        let sum = content.reduce(into: (UInt32(1), UInt32(0))) { sum, byte in
            sum.0 = (sum.0 + UInt32(byte)) % 65521
            sum.1 = (sum.1 + sum.0) % 65521
        }
        let adler = sum.1 << 16 | sum.0
        packed = [0x78, 0x01] + packed + (0..<4).map { UInt8(truncatingIfNeeded: adler >> (24 - 8 * UInt32($0))) }
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: \(packed.count)\r\n\r\n"
        try await download(replies: [.bytes(head, packed)]) { outcome in
            #expect(outcome.download?.content == .file(bytes: content.count))
            #expect(outcome.file == Self.large)
        }
    }

    @Test func whatIsNotEncodedWhateverItsHeadSaysStaysAsItIs() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n"
        try await download(replies: [.answer(head + "movie")]) { outcome in #expect(outcome.content == "movie") }
    }

    @Test func anEncodingThatIsNotKnownIsRefused() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\n"
        try await download(replies: [.answer(head + "movie")]) { outcome in
            #expect(
                outcome.error?.message
                    == "`127.0.0.1` sent the result in the encoding `br`, which was not asked for")
        }
    }

    /// The words of a media host are its own.
    @Test func refusalsSayWhatTheHostSays() async throws {
        let xml = "<?xml version=\"1.0\"?><E><Code>AccessDenied</Code><Message>Request has expired</Message></E>"
        let replies = [
            (xml, "AccessDenied: Request has expired"), ("gone", "gone"),
            ("{\"message\":\"no such key\"}", "no such key"),
            ("<!doctype html><title>Just a moment</title>", "a web page: `Just a moment`"),
        ]
        for (body, said) in replies {
            try await download(replies: [RawServer.json(403, body)]) { outcome in
                #expect(outcome.error?.message == "`127.0.0.1` answered with HTTP status 403: \(said)")
            }
        }
        try await download(replies: [RawServer.json(403, "")]) { outcome in
            #expect(outcome.error?.message == "`127.0.0.1` answered with HTTP status 403")
        }
    }

    @Test func anEmptyResultIsNoResult() async throws {
        try await download(replies: [.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]) { outcome in
            #expect(outcome.error?.kind == .unreadableAnswer)
        }
    }

    @Test func tooLarge() async throws {
        let chunked = RawServer.Reply.drip(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            then: "3e8\r\n"
                + String(repeating: "x", count: 1000) + "\r\n")
        for reply in [Self.whole(), chunked] {
            try await download(replies: [reply], maxBytes: 5000) { outcome in
                #expect(outcome.error?.kind == .local)
                #expect(outcome.error?.message == "the result is larger than 5000 bytes, the most that is downloaded")
            }
        }
    }

    @Test func redirectsAreFollowedWithoutAKey() async throws {
        try await RawServer.with(reply: { _ in Self.whole() }) { other in
            let away = RawServer.json(302, "", headers: "Location: \(other.url)/there?x=1\r\n")
            let near = RawServer.json(307, "", headers: "Location: ../near\r\n")
            try await download(replies: [near, away]) { outcome in
                #expect(outcome.content == Self.content)
                #expect(outcome.requests.map(\.target) == ["/a/b", "/near"])
            }
            #expect(other.requests.map(\.target) == ["/there?x=1"])
            #expect(other.requests.first?.header("Authorization") == nil)
        }
    }

    @Test func redirectsThatLeadNowhere() async throws {
        let loop = RawServer.json(302, "", headers: "Location: /a/b\r\n")
        try await download(replies: Array(repeating: loop, count: 20)) { outcome in
            #expect(outcome.error?.message == "`127.0.0.1` redirects more than 5 times")
            #expect(outcome.requests.count == 6)
        }
        for location in [
            "file:///etc/passwd", "http://media.example/x", "http+unix://%2Fsocket/x", "//media.example/x",
        ] {
            try await download(replies: [RawServer.json(302, "", headers: "Location: \(location)\r\n")]) { outcome in
                #expect(outcome.error?.kind == .local)
            }
        }
    }

    @Test(arguments: [
        "http://media.example/x", "file:///etc/passwd", "data:text/plain,x", "x", "", "http+unix://%2Fs/x",
    ])
    func urlsThatAreNotFetched(url: String) async throws {
        #expect(try await refusal(of: url)?.kind == .local)
    }

    /// As the answers of a service, of one in a network of its own, and of one on this machine.
    @Test(arguments: [
        "http://127.0.0.1:80/x", "http://localhost/x", "https://localhost./x", "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x", "https://017700000001/x", "https://0/x", "https://0.0.0.0/x", "https://[::]/x",
        "https://[::1]/x", "https://[::ffff:127.0.0.1]/x", "https://[64:ff9b::127.0.0.1]/x",
        "https://[2002:7f00:1::]/x",
    ])
    func nothingElsewhereLeadsToThisMachine(url: String) async throws {
        for service in ["https://192.0.2.1", "https://10.1.2.3", "https://[fd00::1]"] {
            let error = try await refusal(of: url, service: service)
            #expect(error?.kind == .local)
            #expect(error?.message.contains("this machine") == true)
        }
    }

    @Test(arguments: [
        "https://10.0.0.1/x", "https://192.168.1.1/x", "https://172.16.0.1/x", "https://100.64.0.1/x",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x", "https://169.254.169.254/latest", "https://[fe80::1]/x",
        "https://255.255.255.255/x",
    ])
    func nothingElsewhereLeadsToANetwork(url: String) async throws {
        for service in ["https://192.0.2.1", "http://127.0.0.1:8080"] {
            let error = try await refusal(of: url, service: service)
            #expect(error?.kind == .local)
            #expect(error?.message.contains("for a service elsewhere") == true)
        }
    }

    @Test(arguments: [
        (MediaReach.internet, NetworkAddress.Scope.internet, MediaReach.internet), (.network, .internet, .internet),
        (.network, .network, .network), (.machine, .machine, .machine), (.machine, .internet, .internet),
    ])
    func aRedirectLeadsNoNearer(reach: MediaReach, host: NetworkAddress.Scope, next: MediaReach) {
        #expect(reach.behind(host) == next)
    }

    /// A name may have another address by the time of the connection.
    @Test func whereAConnectionComesOutIsLookedAt() async throws {
        try await RawServer.with(reply: { _ in Self.whole() }) { server in
            try await Transport.withTransport { transport in
                let url = try WebURL(server.url)
                for _ in 0..<3 {
                    let error = await failure { () throws(ServiceError) in
                        try await transport.response(
                            to: HTTPClientRequest(url: url.text), at: url, for: .media, timeout: .seconds(10))
                    }
                    #expect(error?.message.contains("this machine") == true)
                }
                transport.mediaReach.set(.machine)
                let answer = try await transport.response(
                    to: HTTPClientRequest(url: url.text), at: url, for: .media, timeout: .seconds(10))
                #expect(answer.status.code == 200)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: ["http://1.2.3.4:70000/x", "//1.2.3.4:65536/x", "ftp://x/", "//user@x/", "https://[::1/"])
    func redirectsToNoURL(location: String) async throws {
        try await RawServer.with(reply: { _ in
            .answer("HTTP/1.1 302 X\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
        }
        ) { server in
            let error = try await refusal(of: server.url)
            #expect(error?.kind == .local)
            #expect(error?.message.contains("redirects to `\(location)`, where nothing can be fetched") == true)
        }
    }

    private func refusal(of url: String, service: String? = nil) async throws -> ServiceError? {
        try await withFolder { folder in
            try await Transport.withTransport { transport in
                let media = HTTPMedia(transport: transport, service: try service.map { try BaseURL($0) })
                return await failure { () throws(ServiceError) in
                    try await media.download(url: url, to: folder + "/x", isContinued: false)
                }
            }
        }
    }

    /// A host may send the key as the result: what is shown of it passes the door.
    @Test func whatIsShownOfAResultHoldsNoKey() async throws {
        try await Transport.withTransport { transport in
            let media: any Media = HTTPMedia(transport: transport, hiding: try APIKey(secret))
            let encoded = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
            #expect(media.cleaned("no: \(secret), \(secret.uppercased()), \(encoded)") == "no: ***, ***, ***")
            #expect(media.cleaned("no") == "no")
        }
    }

    @Test func placesThatCannotBeWritten() async throws {
        try await RawServer.with(reply: { _ in Self.whole(content: Self.large) }) { server in
            try await withFolder { folder in
                try await Transport.withTransport { transport in
                    let media = HTTPMedia(transport: transport)
                    for name in ["missing/x", ""] {
                        let error = await failure { () throws(ServiceError) in
                            try await media.download(url: server.url, to: folder + "/" + name, isContinued: false)
                        }
                        #expect(error?.kind == .local)
                    }
                }
            }
        }
    }

    @Test func whatIsLargeGoesToADiskAndChangesNothingElseThere() async throws {
        try await RawServer.with(reply: { _ in Self.whole(content: Self.large) }) { server in
            try await withFolder { folder in
                let mine = folder + "/mine"
                try Data("mine".utf8).write(to: URL(fileURLWithPath: mine))
                try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: mine)
                try FileManager.default.linkItem(atPath: mine, toPath: folder + "/name")
                #expect(mkfifo(folder + "/pipe", 0o600) == 0)
                try await Transport.withTransport { transport in
                    let media = HTTPMedia(transport: transport)
                    for name in ["link", "name", "pipe", "nothing"] {
                        for isContinued in [true, false] {
                            let path = folder + "/" + name
                            let download = try await media.download(
                                url: server.url, to: path, isContinued: isContinued)
                            #expect(download.content == .file(bytes: Self.large.utf8.count))
                            #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.large)
                        }
                    }
                }
                #expect(try String(contentsOfFile: mine, encoding: .utf8) == "mine")
                #expect(server.requests.allSatisfy { $0.header("Range") == nil })
            }
        }
    }

    /// Whoever cleans up may have taken the part and left the note.
    @Test func aNoteWithoutItsPartBeginsAnew() async throws {
        try await RawServer.with(reply: { _ in Self.whole() }) { server in
            try await withFolder { folder in
                let note = Data("rivya-resume 1\n\"v1\"\n10000\n".utf8)
                try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/mine"))
                try FileManager.default.createSymbolicLink(
                    atPath: folder + "/link", withDestinationPath: folder + "/mine")
                try await Transport.withTransport { transport in
                    for name in ["gone", "link"] {
                        let path = folder + "/" + name
                        try note.write(to: URL(fileURLWithPath: path + ".resume"))
                        let download = try await HTTPMedia(transport: transport).download(
                            url: server.url, to: path, isContinued: true)
                        #expect(download.bytes == 10_000)
                        #expect(!FileManager.default.fileExists(atPath: path + ".resume"))
                    }
                }
                #expect(try String(contentsOfFile: folder + "/mine", encoding: .utf8) == "mine")
                #expect(server.requests.allSatisfy { $0.header("Range") == nil })
            }
        }
    }

    @Test func whatWasThereHasNoPartInASmallResult() async throws {
        try await download(
            replies: [Self.whole(content: "other", tag: "\"v2\"")], part: "old", note: "rivya-resume 1\n\"v1\"\n9\n"
        ) { outcome in
            #expect(outcome.download?.content == .memory(Array("other".utf8)))
            #expect(outcome.file == nil)
            #expect(outcome.note == nil)
        }
    }

    @Test func aFullDiskIsTold() {
        let error = SystemFile.failure(ENOSPC, "a.part")
        #expect(error == ServiceError(.local, "there is no space left for `a.part`"))
    }

    // MARK: - The server's side

    static func whole(content: String = content, sending: Int? = nil, tag: String? = "\"v1\"") -> RawServer.Reply {
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: Video/MP4; codecs=x\r\n\(tag.map { "ETag: \($0)\r\n" } ?? "")"
            + "Content-Length: \(content.utf8.count)\r\n\r\n"
        guard let sending else { return .answer(head + content) }
        return .partial(head + content.prefix(sending))
    }

    static func rest(from start: Int, content: String = content, tag: String = "\"v1\"") -> RawServer.Reply {
        let count = content.utf8.count
        return .answer(
            "HTTP/1.1 206 X\r\nContent-Type: video/mp4\r\nETag: \(tag)\r\nContent-Length: \(count - start)\r\n"
                + "Content-Range: bytes \(start)-\(count - 1)/\(count)\r\n\r\n" + content.dropFirst(start)
        )
    }

    private struct Outcome {
        var result: Result<Download, ServiceError>
        /// What lies at the partial path.
        var file: String?
        var note: String?
        var requests: [RawServer.Request]

        var download: Download? { try? result.get() }

        /// The result, or as much of it as is there.
        var content: String? {
            guard case .memory(let bytes)? = download?.content else { return file }
            return String(decoding: bytes, as: UTF8.self)
        }

        var error: ServiceError? {
            if case .failure(let error) = result { error } else { nil }
        }
    }

    /// Downloads `calls` times to the same place, and shows the last outcome.
    private func download(
        replies: [RawServer.Reply],
        calls: Int = 1,
        part: String? = nil,
        note: String? = nil,
        maxBytes: Int = 1 << 20,
        check: (Outcome) throws -> Void
    ) async throws {
        let remaining = Mutex(replies[...])
        try await withFolder { folder in
            let path = folder + "/clip.mp4.part"
            try part.map { try Data($0.utf8).write(to: URL(fileURLWithPath: path)) }
            try note.map { try Data($0.utf8).write(to: URL(fileURLWithPath: path + ".resume")) }
            try await RawServer.with(reply: { _ in remaining.withLock { $0.popFirst() ?? .reset } }) { server in
                var options = Transport.Options()
                options.maxMediaBytes = maxBytes
                let result = try await Transport.withTransport(options) { transport in
                    var result = Result<Download, ServiceError>.failure(ServiceError(.local, "not called"))
                    let media = HTTPMedia(transport: transport)
                    for call in 0..<calls {
                        do throws(ServiceError) {
                            result = .success(
                                try await media.download(
                                    url: server.url + "/a/b", to: path, isContinued: part != nil || call > 0))
                        } catch {
                            result = .failure(error)
                        }
                    }
                    return result
                }
                try check(
                    Outcome(
                        result: result,
                        file: try? String(contentsOfFile: path, encoding: .utf8),
                        note: try? String(contentsOfFile: path + ".resume", encoding: .utf8),
                        requests: server.requests
                    )
                )
            }
        }
    }
}
