import RivyaLanguage
import Testing

@Suite struct ValueTests {
    /// Pairs that are equal; each must also count as one for `unique`, which looks values up by their hash.
    @Test(arguments: [
        ("1", "1.0"), ("0.1 + 0.2", "0.3"), ("-0", "0"), ("\"5\"", "str(5)"), ("[1, \"a\"]", "[1.0, a]"),
        ("{a: 1, b: 2}", "{b: 2, a: 1}"), ("{a: {x: 1, y: [2]}}", "{a: {y: [2.0], x: 1}}"), ("null", "null"),
        ("[]", "1..0"),
        ("100_000_000_000_000_000_000", "10_000_000_000 * 10_000_000_000"),
    ])
    func equal(_ pair: (String, String)) {
        let script =
            "print ((\(pair.0)) == (\(pair.1))) ((\(pair.0)) != (\(pair.1))) len(unique([\(pair.0), \(pair.1)]))"
        #expect(Evaluation.printed(script) == ["true false 1"])
    }

    @Test(arguments: [
        ("5", "\"5\""), ("true", "\"true\""), ("null", "false"), ("[]", "{}"), ("[1, 2]", "[2, 1]"),
        ("{a: 1}", "{a: 1, b: 2}"),
        ("{a: 1}", "{b: 1}"), ("\"e\\u{301}\"", "\"\\u{E9}\""), ("1", "1.000000000000000000000000000000001"),
        ("\"\"", "null"), ("[[]]", "[]"),
    ])
    func unequal(_ pair: (String, String)) {
        let script =
            "print ((\(pair.0)) == (\(pair.1))) ((\(pair.0)) != (\(pair.1))) len(unique([\(pair.0), \(pair.1)]))"
        #expect(Evaluation.printed(script) == ["false true 2"])
    }

    @Test(arguments: [
        ("null", "null"), ("[1, \"a b\", null]", #"[1,"a b",null]"#), ("{\"a b\": true}", #"{"a b":true}"#),
        ("1.50", "1.5"),
        ("1 / 3", "0.333333333333"), ("2 / 3 * 3", "2"), ("-0.0", "0"), ("\"\\\"\\n\"", "\"\n"),
        ("[\"\\\"\\n\"]", #"["\"\n"]"#),
    ])
    func text(_ pair: (value: String, text: String)) {
        #expect(Evaluation.printed("print (\(pair.value))") == [pair.text])
    }

    @Test func wordsOfTheCommandLine() {
        for (word, type) in [
            ("5", "number"), ("1_000", "number"), ("-0.5", "number"), ("true", "bool"), ("null", "null"),
            ("16:9", "string"),
            ("", "string"), ("[1]", "string"), ("$x", "string"), ("5s", "string"),
        ] {
            #expect(Value(word: word).typeName == type, "\(word)")
        }
    }

    @Test func assignmentDoesNotReachOtherNames() {
        let script = "let a = [1]\nlet b = $a\n$a = $a + [2]\nprint $a $b"
        #expect(Evaluation.printed(script) == ["[1,2] [1]"])
    }

    @Test func jobsAsText() {
        let script =
            "let a = gen z-image \"x\"\nlet b = gen z-image \"x\" --name fox\nprint $a $b ($a == $b) ($a == $a) type($a)"
        #expect(Evaluation.printed(script) == ["job 1 fox false true job"])
    }
}
