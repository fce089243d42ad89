import Testing

@testable import RivyaSyntax

/// The tokens of a text without strings: words, numbers and variables as `w`, `n`, `v` and their text, a newline as
/// `/`, other tokens as their text; what does not start behind white space is joined to what is before it by `~`.
private func tokens(_ text: String, inParentheses: Bool = false) -> String {
    withLexer(text, inParentheses) { lexer in
        var result = ""
        while true {
            let token = lexer.next()
            if token.kind == .endOfFile { return result }
            if !result.isEmpty { result += token.isSpaced ? " " : "~" }
            let shown = String(decoding: lexer.bytes[token.lower..<token.upper], as: UTF8.self)
            switch token.kind {
            case .word: result += "w:\(shown)"
            case .number: result += "n:\(shown)"
            case .variable: result += "v:\(shown)"
            case .newline: result += "/"
            case .unknown: result += "?:\(shown)"
            default: result += shown
            }
        }
    }
}

private func comments(_ text: String) -> [String] {
    withLexer(text, false) { lexer in
        while lexer.next().kind != .endOfFile {}
        return lexer.comments.map { String(decoding: lexer.bytes[Int($0.lower)..<Int($0.upper)], as: UTF8.self) }
    }
}

private func withLexer<T>(_ text: String, _ inParentheses: Bool, _ body: (inout Lexer) -> T) -> T {
    let file = SourceFile(name: "", text: text)
    return file.bytes.withUnsafeBufferPointer { bytes in
        var lexer = Lexer(bytes: bytes, from: file.hasByteOrderMark ? 3 : 0)
        lexer.newlinesAreSpaces = inParentheses
        return body(&lexer)
    }
}

struct LexerTests {
    @Test(
        arguments: [
            ("", ""),
            ("kling-2-6 16:9 img.png", "w:kling-2-6 w:16:9 w:img.png"),
            ("../a.png ./b a\\b C#m -a --name ...", "w:../a.png w:./b w:a\\b w:C#m w:-a w:--name w:..."),
            ("狐狸 é 🦊", "w:狐狸 w:é w:🦊"),
            ("a!b a!=b !", "w:a!b w:a~!=~w:b w:!"),
            ("a\u{A0}b", "w:a\u{A0}b"),
        ])
    func words(_ text: String, _ expected: String) {
        #expect(tokens(text) == expected)
    }

    @Test(
        arguments: [
            ("5 -5 0.5 -0.50", "n:5 n:-5 n:0.5 n:-0.50"),
            ("1_000 1__000 1_ _1 1_.5", "n:1_000 w:1__000 w:1_ w:_1 w:1_.5"),
            ("5. .5 5.a 5s 1e5 0x10", "w:5. w:.5 w:5.a w:5s w:1e5 w:0x10"),
            ("1..5 1..<5 0.5..1 -1..-2", "n:1~..~n:5 n:1~..<~n:5 n:0.5~..~n:1 n:-1~..~n:-2"),
            ("1 .. 5 1.. 5", "n:1 .. n:5 n:1~.. n:5"),
            ("1..$a 1..len(", "n:1~..~v:$a n:1~..~w:len~("),
        ])
    func numbers(_ text: String, _ expected: String) {
        #expect(tokens(text) == expected)
    }

    @Test(
        arguments: [
            ("$a $_b9 $", "v:$a v:$_b9 ?:$"),
            ("-$a -(1) - $a a-$b", "-~v:$a -~(~n:1~) w:- v:$a w:a-~v:$b"),
            ("= == != < <= > >=", "= == != < <= > >="),
            ("a==b a=b $a<=5", "w:a~==~w:b w:a~=~w:b v:$a~<=~n:5"),
            ("( ) [ ] { } , ; \"", "( ) [ ] { } , ; \""),
            ("| & a&b", "?:| ?:& w:a~?:&~w:b"),
        ])
    func symbols(_ text: String, _ expected: String) {
        #expect(tokens(text) == expected)
    }

    @Test(
        arguments: [
            ("a\nb", "w:a / w:b"),
            ("a\r\nb", "w:a / w:b"),
            ("a\n\n  \n# c\n\nb", "w:a / w:b"),
            ("a \\\nb\\\r\nc", "w:a w:b w:c"),
            ("a \\ b", "w:a w:\\ w:b"),
            ("a\rb\tc\u{B}d", "w:a w:b w:c w:d"),
        ])
    func lines(_ text: String, _ expected: String) {
        #expect(tokens(text) == expected)
    }

    @Test func newlinesAreSpacesInParentheses() {
        #expect(tokens("a\n# c\r\nb", inParentheses: true) == "w:a w:b")
    }

    @Test(
        arguments: [
            ("# one", ["# one"]),
            ("a # one\n#two\n  # three  ", ["# one", "#two", "# three  "]),
            ("a#b [#c] =#d", []),
            ("a \\\n# one", ["# one"]),
            ("# one\r\n", ["# one"]),
            ("# a \\\nb", ["# a \\"]),
            ("\u{FEFF}#!/usr/bin/env rivya", ["#!/usr/bin/env rivya"]),
        ] as [(String, [String])])
    func commentsStartWhereATokenCould(_ text: String, _ expected: [String]) {
        #expect(comments(text) == expected)
    }
}
