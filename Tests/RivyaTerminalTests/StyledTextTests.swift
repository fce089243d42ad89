import Testing

@testable import RivyaTerminal

@Suite struct StyledTextTests {
    @Test func rendersPlainAndColoured() {
        let text: StyledText = "\("error", [.bold, .red]): no \("`x`", .cyan)"
        #expect(text.rendered(color: false) == "error: no `x`")
        #expect(text.rendered(color: true) == "\u{1B}[1;31merror\u{1B}[0m: no \u{1B}[36m`x`\u{1B}[0m")
    }

    @Test func interpolatedTextCannotSmuggleCodes() {
        let text: StyledText = "job \("\u{1B}[2J", .dim) done"
        #expect(text.rendered(color: true) == "job \u{1B}[2m␛[2J\u{1B}[0m done")
    }

    @Test func equalStylesAreOneSpan() {
        let text = StyledText("a", .red) + StyledText("b", .red) + StyledText("") + StyledText("c")
        #expect(text.spans.map(\.text) == ["ab", "c"])
    }

    @Test(arguments: [
        (5, "abcde"), (4, "abc…"), (1, "…"), (0, ""),
    ])
    func truncates(columns: Int, expected: String) {
        #expect((StyledText("ab", .red) + StyledText("cde")).truncated(to: columns).plain == expected)
    }

    @Test func truncatesWideCharactersWhole() {
        // Five columns: two characters are four, the ellipsis is the fifth; a third would not fit by half.
        #expect(StyledText("漢字漢字").truncated(to: 6).plain == "漢字…")
        #expect(StyledText("漢字漢字").truncated(to: 5).plain == "漢字…")
    }

    @Test func splitsAtLineFeeds() {
        let text: StyledText = "a\("b\nc", .bold)\n"
        #expect(text.lines.map(\.plain) == ["ab", "c", ""])
        #expect(text.lines[1].spans.first?.style == .bold)
        #expect(text.singleLine.plain == "ab␊c␊")
    }
}

@Suite struct StyledTextWrappingTests {
    @Test(arguments: [
        ("one two three", 20, 0, ["one two three"]), ("one two three", 8, 0, ["one two", "three"]),
        ("one two three", 7, 0, ["one two", "three"]), ("one   two", 5, 0, ["one", "two"]),
        ("a/bc/def", 5, 0, ["a/bc/", "def"]), ("abcdefgh", 3, 0, ["abc", "def", "gh"]),
        ("雪の中の狐", 4, 0, ["雪の", "中の", "狐"]),
        ("  term  what it means here", 18, 8, ["  term  what it", "        means here"]),
        ("one\ntwo three", 5, 0, ["one", "two", "three"]), ("", 5, 0, [""]), ("abc def", 3, 9, ["abc", "def"]),
    ])
    func breaksAtWords(text: String, columns: Int, indent: Int, lines: [String]) {
        #expect(StyledText(text).wrapped(to: columns, indent: indent).map(\.plain) == lines)
    }

    @Test func keepsStyles() {
        let text: StyledText = "\("bold", .bold) and \("red words", .red)"
        let lines = text.wrapped(to: 12).map { $0.rendered(color: true) }
        #expect(lines == ["\u{1B}[1mbold\u{1B}[0m and \u{1B}[31mred\u{1B}[0m", "\u{1B}[31mwords\u{1B}[0m"])
    }
}
