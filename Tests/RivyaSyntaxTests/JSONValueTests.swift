import Foundation
import RivyaSyntax
import Testing

struct JSONValueTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test(arguments: [
        ("null", "null"),
        (" \t\r\n true ", "true"),
        ("[1, 2.50, -0, 1e3, 12345678901234567890]", "[1,2.5,0,1000,12345678901234567890]"),
        (#"{"b": [], "a": {}, "": null}"#, #"{"b":[],"a":{},"":null}"#),
        (#""\u0041\/\b\f\n\r\t\"\\""#, #""A/\b\f\n\r\t\"\\""#),
        (#""\u0000\u001F""#, #""\u0000\u001f""#),
        (#""\u72d0 \uD83E\uDD8A 狐""#, #""狐 🦊 狐""#),
        (#""\ud83e \udd8a \ud83eA\ud83e\ud83e\udd8a""#, "\"\u{FFFD} \u{FFFD} \u{FFFD}A\u{FFFD}🦊\""),
        (#"{"a": 1, "b": 2, "a": 3}"#, #"{"a":3,"b":2}"#),
        ("\u{FEFF}[]", "[]"),
    ])
    func documents(_ text: String, _ compact: String) throws {
        #expect(try parse(text).text == compact)
    }

    @Test(arguments: [
        ("", 0, "the document ends where a value should stand"),
        ("  ", 2, "the document ends where a value should stand"),
        ("nul", 0, "expected a value"),
        ("[1 2]", 3, "expected `,` or `]`"),
        ("[1,]", 3, "expected a value"),
        ("[[1, 2", 1, "this list is never closed"),
        ("[1, ", 0, "this list is never closed"),
        (#"[{"a": "#, 1, "this object is never closed"),
        (#"[{"a": 1, "#, 1, "this object is never closed"),
        (#"{"a" 1}"#, 5, "expected `:` after a key"),
        (#"{"a": 1 "b"}"#, 8, "expected `,` or `}`"),
        (#"{"a": 1,}"#, 8, "expected a key in quotes"),
        ("{a: 1}", 1, "expected a key in quotes"),
        (#"{"a": {"b": 1"#, 6, "this object is never closed"),
        (#"["abc"#, 1, "this string is never closed"),
        (#"["a\"#, 3, "the document ends inside an escape"),
        (#"["a\x"]"#, 3, "unknown escape"),
        (#"["\u12g4"]"#, 2, "`\\u` takes four hexadecimal digits"),
        ("[\"a\nb\"]", 3, "a control character in a string must be escaped"),
        ("01", 0, "malformed number"),
        ("[-]", 1, "malformed number"),
        ("[1.e5]", 1, "malformed number"),
        ("[1e7000]", 1, "this number is larger than 10^6000"),
        ("[] []", 3, "unexpected text after the end of the document"),
        ("NaN", 0, "expected a value"),
    ])
    func errors(_ text: String, _ offset: Int, _ message: String) {
        #expect(throws: JSONError(offset: offset, message: message)) { try parse(text) }
    }

    @Test(
        arguments: [
            ([0x22, 0x61, 0xFF, 0x22], 2),
            ([0x22, 0xC3, 0xA9, 0xC3, 0x22], 3),
            ([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22], 3),
            ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
        ] as [([UInt8], Int)])
    func malformedUTF8IsReportedAtItsByte(_ bytes: [UInt8], _ offset: Int) {
        #expect(throws: JSONError(offset: offset, message: "this is not UTF-8")) { try JSONValue(parsing: bytes) }
    }

    @Test func nestingEndsAtTheLimit() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try parse(deep).text == deep)
        #expect(throws: JSONError(offset: 64, message: "lists and objects are nested deeper than 64")) {
            try parse("[" + deep + "]")
        }
        #expect(throws: JSONError.self) { try parse(String(repeating: #"{"a":["#, count: 100_000)) }
        // Siblings do not add up.
        #expect(throws: Never.self) { try parse("[" + String(repeating: "[{}],", count: 100) + "1]") }
    }

    @Test func aLargeObjectKeepsTheOrderOfFirstKeysAndTheLastValues() throws {
        let first = (0..<500).map { #""key\#($0)":\#($0)"# }
        let again = (0..<500).reversed().map { #""key\#($0)":\#($0 * 10)"# }
        let value = try parse("{" + (first + again).joined(separator: ",") + "}")
        let members = try #require(value.object)
        #expect(members.map(\.key) == (0..<500).map { "key\($0)" })
        #expect(members.map(\.value.int) == (0..<500).map { $0 * 10 })
        #expect(value["key499"]?.int == 4990)
    }

    @Test func keysAndTextsAreComparedByScalars() throws {
        let value = try parse(#"{"\u00e9": 1, "e\u0301": 2}"#)
        #expect(value.object?.count == 2)
        #expect(value["\u{E9}"]?.int == 1)
        #expect(value["e\u{301}"]?.int == 2)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(Set([JSONValue.string("\u{E9}"), .string("e\u{301}"), .string("\u{E9}")]).count == 2)
    }

    @Test func accessorsAnswerOnlyForTheirOwnKind() throws {
        let value = try parse(#"{"text": "a", "number": 1.5, "whole": 2, "list": [true], "none": null}"#)
        #expect(value["text"]?.string == "a")
        #expect(value["text"]?.number == nil)
        #expect(value["number"]?.number == Number("1.5"))
        #expect(value["number"]?.int == nil)
        #expect(value["whole"]?.int == 2)
        #expect(value["list"]?.array?.first?.bool == true)
        #expect(value["none"]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(value["list"]?["text"] == nil)
    }

    @Test(arguments: 0..<24)
    func whatMustBeEscapedIsFoundAtEveryPlace(_ place: Int) throws {
        for special in ["\"", "\\", "\n", "\u{1F}"] {
            var text = String(repeating: "狐 ~\u{7F}", count: 6)
            text.insert(contentsOf: special, at: text.index(text.startIndex, offsetBy: place))
            var bytes: [UInt8] = []
            JSONValue.writeString(text, to: &bytes)
            #expect(try JSONValue(parsing: bytes).string == text)
        }
    }

    @Test func whatNeedsNoEscapeIsWrittenAsItIs() {
        var bytes: [UInt8] = []
        JSONValue.writeString("a/b é 狐 🦊 \u{7F}\u{2028}", to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "\"a/b é 狐 🦊 \u{7F}\u{2028}\"")
    }
}
