import RivyaRuns
import RivyaSyntax
import Testing

@Suite struct JudgmentTests {
    private func judgment(_ json: String) throws -> Judgment {
        try Judgment(JSONValue(parsing: Array(json.utf8)), now: 1000)
    }

    @Test func whatIsWrittenIsRead() throws {
        let judgment = Judgment(stars: 4, verdict: .reject, tags: ["a", "b c"], note: "no\nluck", time: 12.25)
        #expect(try Judgment(judgment.json, now: 1000) == judgment)
        #expect(!judgment.isEmpty)
    }

    @Test func whatIsMissingSaysNothing() throws {
        let empty = try judgment("{}")
        #expect(empty == Judgment(time: 1000))
        #expect(empty.isEmpty)
        #expect(try judgment(#"{"stars":null,"pick":null,"tags":null,"note":null,"at":null}"#) == empty)
    }

    @Test func timesOfTheFutureAreNotBelieved() throws {
        #expect(try judgment(#"{"at":999.5}"#).time == 999.5)
        #expect(try judgment(#"{"at":1e12}"#).time == 1000)
        #expect(try judgment(#"{"at":-1}"#).time == 1000)
    }

    @Test func tagsAreKeptOnce() throws {
        #expect(try judgment(#"{"tags":["a","b","a",""]}"#).tags == ["a", "b"])
    }

    @Test(arguments: [
        "[]", #"{"stars":0}"#, #"{"stars":6}"#, #"{"stars":2.5}"#, #"{"stars":"3"}"#, #"{"pick":"maybe"}"#,
        #"{"pick":true}"#, #"{"tags":"a"}"#, #"{"tags":[1]}"#, #"{"note":1}"#,
    ])
    func whatIsNoJudgmentIsRefused(json: String) {
        #expect(throws: Judgment.Malformed.self) { try self.judgment(json) }
    }

    @Test func sizesHaveLimits() throws {
        let note = String(repeating: "n", count: Judgment.noteLength)
        #expect(try judgment(#"{"note":"\#(note)"}"#).note == note)
        #expect(throws: Judgment.Malformed.self) { try self.judgment(#"{"note":"\#(note)n"}"#) }
        let tags = (0...Judgment.tagLimit).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(throws: Judgment.Malformed.self) { try self.judgment("{\"tags\":[\(tags)]}") }
    }
}
