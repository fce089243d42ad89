import NIOHTTP1
import RivyaRuns
import TestSupport
import Testing

@testable import RivyaClient

@Suite struct DoorTests {
    private static let key = "rvya_sk_Ab3/x+Q9zz_do-not-show"

    @Test(arguments: [
        key, key.uppercased(), key.lowercased(),
        "rvya%5Fsk%5fAb3%2Fx%2BQ9zz_do-not-show",
        "rvya%255Fsk%25255FAb3%252Fx+Q9zz_do-not-show",
        #"rvya_sk_Ab3\/x+Q9zz_do-not-show"#,
        #"rvya\u005fsk\u005FAb3\u002fx+Q9zz_do-not-show"#,
        #"rvya\\u005fsk_Ab3\\\/x+Q9zz_do-not-show"#,
        #"\x72vya_sk_Ab3/x\x2bQ9zz_do-not-show"#,
        "&#114;vya&#x5F;sk&#0095;Ab3&#x2f;x+Q9zz_do-not-show",
        key.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
        key.utf8.map { String($0, radix: 16) }.joined(),
        key.utf8.map { String($0, radix: 16, uppercase: true) }.joined(),
    ])
    func everyFormOfTheKey(form: String) throws {
        let door = Door(key: try APIKey(Self.key))
        #expect(door.clean("a \(form) b\(form)") == "a *** b***")
        #expect(door.clean(Array(form.utf8)) == Array("***".utf8))
    }

    /// `user:KEY` as in `Authorization: Basic`, with every way to fall on the groups.
    @Test(arguments: [
        "cnZ5YV9za19BYjMveCtROXp6X2RvLW5vdC1zaG93",
        "OnJ2eWFfc2tfQWIzL3grUTl6el9kby1ub3Qtc2hvdzo=",
        "eDpydnlhX3NrX0FiMy94K1E5enpfZG8tbm90LXNob3c6eA==",
        "eHg6cnZ5YV9za19BYjMveCtROXp6X2RvLW5vdC1zaG93",
        "fn4_cnZ5YV9za19BYjMveCtROXp6X2RvLW5vdC1zaG93",
    ])
    func base64(text: String) throws {
        let cleaned = Door(key: try APIKey(Self.key)).clean("Basic \(text)")
        #expect(cleaned.contains("***"))
        #expect(cleaned.utf8.count < 24)
    }

    @Test(arguments: [
        "", "rvya_sk_", "rvya_sk_Ab3/x+Q9zz_do-not-sho", "100% \\ & &#; &#114 %7 \\u00 %25 %2525", "\u{1F98A} fox",
        "%72vya",
    ])
    func whatIsNotTheKey(text: String) throws {
        #expect(Door(key: try APIKey(Self.key)).clean(text) == text)
        #expect(Door(key: nil).clean(text) == text)
    }

    @Test func manyKeysInALongText() throws {
        let text = String(repeating: "x\(Self.key)", count: 20_000)
        #expect(Door(key: try APIKey(Self.key)).clean(text) == String(repeating: "x***", count: 20_000))
    }

    @Test func headers() throws {
        let headers = Door(key: try APIKey(Self.key)).clean(HTTPHeaders([("ETag", "\"\(Self.key)\""), ("X", "y")]))
        #expect(headers == HTTPHeaders([("ETag", "\"***\""), ("X", "y")]))
    }

    @Test func whatIsShownIsShortAndHarmless() {
        #expect(Door.shown("a\n\u{1B}[31mb\u{202E}c\u{7}") == "a\u{240A}\u{241B}[31mb\u{FFFD}c\u{2407}")
        #expect(Door.shown(String(repeating: "y", count: 2000)) == String(repeating: "y", count: 2000))
        let cut = Door.shown(String(repeating: "y", count: 3_000_000))
        #expect(cut == String(repeating: "y", count: 1999) + "\u{2026}")
        // One character to a reader, and a megabyte to a terminal.
        #expect(Door.shown("e" + String(repeating: "\u{301}", count: 1_000_000)).utf8.count < 6000)
    }

    @Test func aTaskAndAnError() {
        let task = TaskReport(
            id: "t", status: .other("\u{1B}[2J" + String(repeating: "s", count: 1000)),
            failure: .init(code: "a\nb", message: "c\u{7}d")
        ).shown
        #expect(task.status.text.unicodeScalars.count == 100)
        #expect(task.failure == .init(code: "a\u{240A}b", message: "c\u{2407}d"))
        let error = ServiceError(.api(.unknown("x\ty")), "m\r", requestID: "\u{0}").shown
        #expect(error == ServiceError(.api(.unknown("x\u{2409}y")), "m\u{240D}", requestID: "\u{2400}"))
    }
}
