import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct LineInputTests {
    private let words = CompletionList(
        wordLength: 0,
        candidates: ["duration", "durable", "雪景色", "雪だるま"].map { .init($0) }
    )

    @Test func commonPrefixIsOfWholeCharacters() {
        func prefix(_ texts: String...) -> String {
            CompletionList(wordLength: 0, candidates: texts.map { .init($0) }).commonPrefix
        }
        #expect(prefix("duration", "durable") == "dura")
        #expect(prefix("雪景色", "雪だるま") == "雪")
        #expect(prefix("e\u{301}a", "eb") == "")
        #expect(prefix("same", "same") == "same")
        #expect(CompletionList.none.commonPrefix == "")
    }

    @Test func listsNamesSideBySide() {
        #expect(words.listing(columns: 24, rows: 24).map(\.plain) == ["duration  durable   ", "雪景色    雪だるま  "])
    }

    @Test(arguments: 4...30)
    func aLongListSaysWhatIsHidden(rows: Int) {
        let many = CompletionList(
            wordLength: 0,
            candidates: (1...100).map { .init("model-\($0)", description: "\($0) credits") }
        )
        let lines = many.listing(columns: 40, rows: rows).map(\.plain)
        #expect(lines.count <= max(4, rows - 4))
        #expect(lines.last == "and \(100 - lines.count + 1) more")
    }

    @Test func pastesAreCleaned() {
        let paste = PastedText("a\r\nb\rc\nd\u{1B}[2J\te\u{7F}".utf8)
        #expect(paste.text == "a\nb\nc\nd[2J\te")
        #expect(paste.singleLine == nil)
        #expect(PastedText("only\r\n\n".utf8).singleLine == "only")
        #expect(PastedText("".utf8).singleLine == "")
    }

    @Test func promptCodesAreMarkedAndFollowedByText() {
        let prompt: StyledText = "\("rivya", .cyan)\("2 running", .dim)> "
        #expect(
            EditorPrompt.marked(prompt, color: true)
                == "\u{1}\u{1B}[36m\u{1}rivya\u{1}\u{1B}[0m\u{1B}[2m\u{1}2 running\u{1}\u{1B}[0m\u{1}> "
        )
        #expect(EditorPrompt.marked(prompt, color: false) == "rivya2 running> ")
        let styledEnd = StyledText("?", .red)
        #expect(EditorPrompt.marked(styledEnd, color: true) == "\u{1}\u{1B}[31m\u{1}?\u{1}\u{1B}[0m\u{1} ")
        #expect(EditorPrompt.visible(styledEnd, color: true) == "? ")
    }

    @Test(arguments: [
        ("", 0, 0), ("abc", 0, 3), ("123456789", 0, 9), ("1234567890", 1, 0), ("123456789雪", 1, 2), ("12345678雪", 1, 0),
        ("a\tb", 0, 9), ("\u{01}x", 0, 3), ("a\nbc", 1, 2), ("12345678901234567890", 2, 0),
    ])
    func layoutFollowsLibeditsRules(text: String, row: Int, column: Int) {
        TerminalLocale.useUTF8()
        var layout = LineLayout(columns: 10)
        layout.add(text)
        #expect(layout.row == row)
        #expect(layout.column == column)
    }

    @Test func plainLinesComeOneByOne() async throws {
        let pipe = try Pipe()
        let reader = PlainLineReader(descriptor: pipe.readEnd)
        #expect(!reader.isInteractive)
        pipe.send("one\ntwo 雪\n\nunended")
        pipe.closeWriteEnd()
        var lines: [Line] = []
        while lines.last != .endOfFile { lines.append(try await reader.readLine(prompt: "unseen> ")) }
        #expect(lines == [.line("one"), .line("two 雪"), .line(""), .line("unended"), .endOfFile])
        #expect(try await reader.readLine(prompt: "") == .endOfFile)
    }

    @Test func aBlockedPlainReadCanBeCancelled() async throws {
        let pipe = try Pipe()
        let reader = PlainLineReader(descriptor: pipe.readEnd)
        let task = Task { try await reader.readLine(prompt: "") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        pipe.send("later\n")
        #expect(try await reader.readLine(prompt: "") == .line("later"))
    }
}
