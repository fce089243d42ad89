import RivyaCatalog
import RivyaRuns
import TestSupport
import Testing

@testable import RivyaClient

/// Bytes of every kind instead of an answer: each call ends with a value or an error, and none with a trap or with the
/// key. `Fuzzing/run` does the same for what reads answers, without sockets and a million times.
@Suite struct HostileAnswerTests {
    /// The same answers for the same seed.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let heads = [
        "HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1 206 Part", "HTTP/1.1 302 Found", "HTTP/1.1 416 X",
        "HTTP/1.1 429 X",
        "HTTP/1.1 503 X", "HTTP/1.1 100 Continue", "HTTP/1.1 101 Switching", "HTTP/1.1 204 X", "HTTP/1.1 304 X",
        "HTTP/1.1 999 X",
        "HTTP/1.1 0 X", "HTTP/1.1 -1 X", "HTTP/9.9 200 X", "HTTP/1.1 99999999999 X", "ICY 200 OK", "GET / HTTP/1.1", "",
    ]

    private static let lines = [
        "Content-Length: 5", "Content-Length: -5", "Content-Length: 99999999999999999999", "Content-Length: 5, 5",
        "Content-Length: +1",
        "Transfer-Encoding: chunked", "Transfer-Encoding: chunked, gzip", "Content-Encoding: gzip",
        "Content-Encoding: identity, br",
        "Content-Type: application/json", "Content-Type: ;;;", "Location: //1.2.3.4:70000/", "Location: http://[::1",
        "Location:",
        "Location: https://[::ffff:127.0.0.1]:65536/", "Location: /x", "Retry-After: 99999999999999999999",
        "Retry-After: NaN",
        "Retry-After: Fri, 31 Dec 9999 23:59:60 GMT", "Retry-After: Sun, 99 Foo -1 99:99:99 GMT",
        "Retry-After: -9223372036854775808",
        "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Content-Range: bytes 0-5/-9223372036854775808",
        "Content-Range: bytes 5-4/9223372036854775807",
        "Content-Range: bytes 0-0/1", "ETag: \"x\"", "ETag: W/\"x\"", "ETag: \"", "X-Request-Id: \(secret)",
        "\u{0}: \u{0}", " folded: x",
        "Set-Cookie: \(String(repeating: "a", count: 9000))", "Connection: upgrade", "Upgrade: h2c", "Trailer: x",
        "no colon",
    ]

    private static let bodies = [
        "", "x", "{}", "[]", "null",
        "{\"id\":\"t\",\"status\":\"succeeded\",\"result\":{\"urls\":[\"http://1.2.3.4:99999/\",1,null,{}]}}",
        "{\"id\":\"\(secret)\",\"status\":\"\(secret)\",\"error\":{\"code\":{},\"message\":[\"\(secret)\"]}}",
        "{\"error\":{\"code\":1e999,\"message\":\"\\ud800\\u0000\"}}", "{\"current_credits\":-1e400}",
        "{\"current_credits\":1e-400}",
        "{\"id\":\"f\",\"url\":\"\"}",
        "{\"reserved_credits\":99999999999999999999999999,\"id\":\"t\",\"status\":\"queued\"}",
        String(repeating: "[", count: 5000), String(repeating: "{\"a\":", count: 5000), "5\r\nabcde\r\n0\r\n\r\n",
        "ffffffffffffffff\r\nx",
        "-1\r\n", "5;x=\"\r\n", "\u{FEFF}{}", "<?xml version=\"1.0\"?><Error>\(secret)</Error>", "GIF89a",
        "\u{1F}\u{8B}\u{8}",
        "{\"data\":[{\"id\":\"a\",\"base_credits\":{}}]}", "{\"created_at\":1e300,\"id\":\"t\",\"status\":\"x\"}",
        "{\"detail\":[[[\"\(secret)\"]]]}",
    ]

    private static func answer(_ dice: inout Dice) -> String {
        var text = (heads.randomElement(using: &dice) ?? "") + "\r\n"
        for _ in 0..<Int.random(in: 0...4, using: &dice) { text += (lines.randomElement(using: &dice) ?? "") + "\r\n" }
        text += "\r\n" + (bodies.randomElement(using: &dice) ?? "")
        var scalars = Array(text.unicodeScalars)
        // Most answers are nearly right, or the parser of the protocol would be all that sees them.
        for _ in 0..<[0, 0, 0, 1, 3].randomElement(using: &dice)! where !scalars.isEmpty {
            let place = Int.random(in: 0..<scalars.count, using: &dice)
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: scalars.remove(at: place)
            case 1: scalars[place] = Unicode.Scalar(UInt8.random(in: 0...255, using: &dice))
            default: scalars.removeSubrange(place...)
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    @Test(arguments: 0..<8)
    func everyCallEnds(seed: UInt64) async throws {
        var dice = Dice(state: seed)
        let replies = (0..<150).map { _ in Self.answer(&dice) }
        let folder = try TemporaryFolder()
        try folder.write("\u{89}PNG", to: "a.png")
        let file = folder.path + "/a.png"
        let png = try #require(MediaType(pathExtension: "png"))
        var options = Transport.Options()
        options.requestTimeout = .milliseconds(400)
        options.idleTimeout = .milliseconds(400)
        try await Transport.withTransport(options) { transport in
            for (number, reply) in replies.enumerated() {
                try await RawServer.with(reply: { _ in .partial(reply) }) { server in
                    let service = HTTPService(
                        transport: transport, baseURL: try BaseURL(server.url), key: try APIKey(secret))
                    let media = HTTPMedia(transport: transport, hiding: try APIKey(secret))
                    let part = folder.path + "/\(number).part"
                    let said: String
                    switch number % 6 {
                    case 0: said = await outcome { () throws(ServiceError) in try await service.credits() }
                    case 1:
                        said = await outcome { () throws(ServiceError) in
                            try await service.create(body: [123, 125], idempotencyKey: "k")
                        }
                    case 2: said = await outcome { () throws(ServiceError) in try await service.task(id: "t") }
                    case 3: said = await outcome { () throws(ServiceError) in try await service.models() }
                    case 4:
                        said = await outcome { () throws(ServiceError) in
                            try await service.upload(path: file, name: "a.png", type: png, model: "")
                        }
                    default:
                        said = await outcome { () throws(ServiceError) in
                            try await media.download(url: server.url + "/x", to: part, isContinued: false)
                        }
                    }
                    #expect(!said.contains(secret), "\(reply)")
                }
            }
        }
    }

    private func outcome<Value>(_ call: () async throws(ServiceError) -> Value) async -> String {
        do throws(ServiceError) {
            return "\(try await call())"
        } catch {
            return "\(error)"
        }
    }
}
