import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@testable import RivyaTerminal

/// The editor as a person sees it: keys go into a real pseudo-terminal, and the screen is compared.
@Suite struct LineEditorTests {
    private static let left = "\u{1B}[D"
    private static let up = "\u{1B}[A"

    @Test func readsLinesUntilTheEnd() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("print 1\r")
        try await probe.waitForLine("line <print 1>")
        try await probe.waitForPrompt()
        probe.terminal.type("\u{04}")
        #expect(try await probe.waitForEnd() == 0)
        try await probe.waitForLine("end")
        #expect(probe.terminal.screen.unknownSequences.isEmpty)
        #expect(!probe.terminal.screen.isBracketedPaste)
    }

    @Test func editsInTheMiddleOfWideText() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("雪の中の狐 é" + String(repeating: Self.left, count: 5) + "白い\u{7F}")
        try await probe.terminal.wait("the edited text") {
            $0.lines == ["probe> 雪の白中の狐 é"] && $0.textBeforeCursor == "probe> 雪の白"
        }
        probe.terminal.type("\u{05}!\r")
        try await probe.waitForLine("line <雪の白中の狐 é!>")
        #expect(probe.terminal.screen.unknownSequences.isEmpty)
    }

    @Test func announcesAboveAHalfTypedLine() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("雪の中の狐" + Self.left + Self.left)
        try await probe.terminal.wait("the text") { $0.textBeforeCursor == "probe> 雪の中" }
        for number in 1...3 {
            probe.order("announce job \(number) succeeded")
            try await probe.terminal.wait("announcement \(number)") {
                $0.lines == (1...number).map { "job \($0) succeeded" } + ["probe> 雪の中の狐"]
                    && $0.textBeforeCursor == "probe> 雪の中"
            }
        }
        probe.terminal.type("x\r")
        try await probe.waitForLine("line <雪の中xの狐>")
        #expect(probe.terminal.screen.unknownSequences.isEmpty)
    }

    /// The line takes three rows, and the cursor is in the second: everything from the first row on must move.
    @Test func announcesAboveALineOfSeveralRows() async throws {
        let probe = try await EditorProbe(columns: 20)
        try await probe.waitForPrompt()
        // The thirteenth column is the last: a wide character that does not fit goes to the next row.
        let text = "a123456789bc漢字漢字漢字漢字漢字漢字xyz"
        probe.terminal.type(text + String(repeating: Self.left, count: 12))
        let rows = ["probe> a123456789bc", "漢字漢字漢字漢字漢字", "漢字xyz"]
        try await probe.terminal.wait("three rows") { $0.lines == rows && $0.textBeforeCursor == "漢字漢" }
        probe.order("announce done")
        try await probe.terminal.wait("the announcement") {
            $0.lines == ["done"] + rows && $0.row == 2 && $0.textBeforeCursor == "漢字漢"
        }
        probe.terminal.type("\r")
        try await probe.terminal.wait("the whole line") { $0.lines.joined().contains("line <\(text)>") }
    }

    @Test func changesThePromptWhileALineIsEdited() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("half")
        try await probe.terminal.wait("the text") { $0.cursorLine == "probe> half" }
        probe.order("prompt 2 running")
        try await probe.terminal.wait("the new prompt") { $0.lines == ["2 running> half"] }
        probe.terminal.type(" way\r")
        try await probe.waitForLine("line <half way>")
    }

    @Test func interruptDropsTheLine() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("gen too expensive" + Self.left + Self.left + "\u{03}")
        try await probe.waitForLine("interrupted")
        try await probe.waitForPrompt()
        #expect(probe.terminal.screen.lines == ["probe> gen too expensive^C", "interrupted", "probe>"])
        probe.terminal.type("\u{03}")
        try await probe.terminal.wait("a second one") { $0.lines.filter { $0 == "interrupted" }.count == 2 }
        try await probe.waitForPrompt()
        probe.terminal.type("ok\r")
        try await probe.waitForLine("line <ok>")
    }

    @Test func cancellingATaskEndsItsRead() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("half")
        try await probe.terminal.wait("the text") { $0.cursorLine == "probe> half" }
        probe.order("cancel")
        try await probe.waitForLine("cancelled")
        try await probe.waitForPrompt()
        probe.terminal.type("whole\r")
        try await probe.waitForLine("line <whole>")
    }

    @Test func onePastedLineIsOnlyInserted() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("print  1" + Self.left + Self.left + "\u{1B}[200~\"熊\"\r\u{1B}[201~")
        try await probe.terminal.wait("the paste") {
            $0.cursorLine == "probe> print \"熊\" 1" && $0.textBeforeCursor == "probe> print \"熊\""
        }
        probe.terminal.type("\r")
        try await probe.waitForLine("line <print \"熊\" 1>")
    }

    @Test func aPastedScriptIsOneChunk() async throws {
        let probe = try await EditorProbe(columns: 100, rows: 40)
        try await probe.waitForPrompt()
        let script = (1...200).map { "print \"line \($0) of a script\"" }.joined(separator: "\r")
        probe.terminal.type("\u{1B}[200~" + script + "\r\u{1B}[201~")
        let (first, last) = ("print \"line 1 of a script\"", "print \"line 200 of a script\"")
        try await probe.waitForLine("chunk of 200 lines, <\(first)> to <\(last)>")
        try await probe.waitForPrompt()
        let shown = probe.terminal.screen.lines
        #expect(shown.first == "probe> print \"line 1 of a script\"")
        #expect(shown[11] == "print \"line 12 of a script\"")
        #expect(shown[12] == "... and 188 more lines")
        probe.terminal.type("after\r")
        try await probe.waitForLine("line <after>")
    }

    /// Escape sequences in a paste are text without their escape, never keys.
    @Test func aPasteCannotPressKeys() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("\u{1B}[200~a\u{1B}[Db\u{03}c\u{1B}[201~\r")
        try await probe.waitForLine("line <a[Dbc>")
    }

    @Test func tabCompletesThenLists() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("g\t")
        try await probe.terminal.wait("the only word and a space") { $0.textBeforeCursor == "probe> gen " }
        probe.terminal.type("k\t")
        try await probe.terminal.wait("the common prefix") { $0.textBeforeCursor == "probe> gen kling-" }
        probe.terminal.type("\t")
        try await probe.terminal.wait("the list") {
            $0.lines == ["kling-2-6          35 credits", "kling-v2-1-master  60 credits", "probe> gen kling-"]
        }
        probe.terminal.type("2\t\"x\"\r")
        try await probe.waitForLine("line <gen kling-2-6 \"x\">")
        #expect(probe.terminal.screen.unknownSequences.isEmpty)
    }

    @Test func theFirstTabWithoutProgressOnlyBeeps() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("gen kling-\t")
        try await probe.terminal.wait("the beep") { _ in probe.terminal.received.last == 0x07 }
        #expect(probe.terminal.screen.lines == ["probe> gen kling-"])
        probe.terminal.type("\t")
        try await probe.terminal.wait("the list") { $0.lines.count == 3 && $0.cursorLine == "probe> gen kling-" }
        probe.terminal.type("x\t")
        try await probe.terminal.wait("the beep for nothing") { _ in probe.terminal.received.last == 0x07 }
    }

    @Test func tabCompletesInsideWideText() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("狐 雪景 狐" + Self.left + Self.left + "\t")
        try await probe.terminal.wait("the completion") { $0.textBeforeCursor == "probe> 狐 雪景色" }
        probe.terminal.type("\r")
        try await probe.waitForLine("line <狐 雪景色 狐>")
    }

    @Test func resizingRedrawsTheLine() async throws {
        let probe = try await EditorProbe(columns: 60)
        try await probe.waitForPrompt()
        probe.terminal.type("one two three four five six")
        try await probe.terminal.wait("the text") { $0.cursorLine == "probe> one two three four five six" }
        let drawn = probe.terminal.received.count
        probe.terminal.resize(columns: 80)
        try await probe.terminal.wait("the line drawn anew") { _ in probe.terminal.received.count > drawn + 20 }
        probe.order("announce resized")
        try await probe.terminal.wait("the line below the announcement") {
            $0.lines == ["resized", "probe> one two three four five six"]
        }
        // The new width is used to its end, and the line goes on in the next row.
        let text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        probe.terminal.type(String(text.dropFirst(27)))
        try await probe.terminal.wait("two rows of the new width") {
            $0.lines == ["resized", "probe> " + text.prefix(73), String(text.dropFirst(73))]
        }
        probe.terminal.type("\r")
        try await probe.terminal.wait("the whole line") { $0.lines.joined().contains("line <\(text)>") }
    }

    /// Under a shell with job control, because a program that nobody could continue is not stopped either.
    @Test func suspendsAndComesBack() async throws {
        let probe = try await EditorProbe(underShell: true)
        try await probe.waitForPrompt()
        probe.terminal.type("half" + Self.left + "\u{1A}")
        try await probe.waitForLine("the shell: 148 icanon isig")
        try await probe.terminal.wait("the line again") {
            $0.lines.first == "probe> half^Z" && $0.cursorLine == "probe> half" && $0.textBeforeCursor == "probe> hal"
        }
        #expect(probe.terminal.screen.isBracketedPaste)
        probe.terminal.type("\u{05} way\r")
        try await probe.waitForLine("line <half way>")
    }

    @Test func viModeOfTheUsersSettings() async throws {
        let home = try TemporaryFolder()
        try home.write("bind -v\n", to: ".editrc")
        let probe = try await EditorProbe(home: home.path)
        try await probe.waitForPrompt()
        probe.terminal.type("one two three")
        try await probe.terminal.wait("the text") { $0.cursorLine == "probe> one two three" }
        probe.terminal.type("\u{1B}")
        try await probe.terminal.wait("command mode") { $0.textBeforeCursor == "probe> one two thre" }
        probe.terminal.type("bbdwi\u{1B}[200~TWO \u{1B}[201~\r")
        try await probe.waitForLine("line <one TWO three>")
        try await probe.waitForPrompt()
        probe.terminal.type("x\u{1B}\u{03}")
        try await probe.waitForLine("interrupted")
    }

    @Test func historyGoesOnInTheNextSession() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/history"
        do {
            let probe = try await EditorProbe(history: path)
            for (line, shown) in [("first 雪", "first 雪"), ("first 雪", "first 雪"), (" private", " private")] {
                try await probe.waitForPrompt()
                probe.terminal.type(line + "\r")
                try await probe.waitForLine("line <\(shown)>")
            }
            try await probe.waitForPrompt()
            probe.terminal.type("\u{1B}[200~for x in 1..3\r  print $x\rend\u{1B}[201~")
            try await probe.waitForLine("chunk of 3 lines, <for x in 1..3> to <end>")
            try await probe.waitForPrompt()
            probe.terminal.type("\u{04}")
            #expect(try await probe.waitForEnd() == 0)
        }
        #expect(try folder.read("history") == "first 雪\nfor x in 1..3\\n  print $x\\nend\n")
        #expect(try folder.mode(of: "history") == 0o600)

        let probe = try await EditorProbe(history: path)
        try await probe.waitForPrompt()
        probe.terminal.type(Self.up)
        try await probe.terminal.wait("the chunk as one entry") {
            $0.lines == ["probe> for x in 1..3", "  print $x", "end"]
        }
        // Through its lines first.
        probe.terminal.type(Self.up + Self.up + Self.up)
        try await probe.terminal.wait("the entry before") { $0.lines == ["probe> first 雪"] }
        probe.terminal.type("!\r")
        try await probe.waitForLine("line <first 雪!>")
        try await probe.waitForPrompt()
        probe.terminal.type("\u{12}in 1..3\r")
        try await probe.waitForLine("line <for x in 1..3␊  print $x␊end>")
    }

    @Test func aLongHistoryIsSearchedToItsBeginning() async throws {
        let folder = try TemporaryFolder()
        try folder.write((1...10_000).map { "print \($0)\n" }.joined(), to: "history")
        let probe = try await EditorProbe(history: folder.path + "/history")
        try await probe.waitForPrompt()
        probe.terminal.type(Self.up + Self.up)
        try await probe.terminal.wait("the last entry but one") { $0.lines == ["probe> print 9999"] }
        probe.terminal.type("\u{15}\u{12}print 17\r")
        try await probe.terminal.wait("a match") { $0.transcript.contains { $0.hasPrefix("line <print 17") } }
    }

    @Test func aHistoryThatCannotBeWrittenIsReportedOnce() async throws {
        let probe = try await EditorProbe(columns: 100, history: "/nonexistent/history")
        for text in ["one", "two"] {
            try await probe.waitForPrompt()
            probe.terminal.type(text + "\r")
            try await probe.waitForLine("line <\(text)>")
        }
        try await probe.waitForPrompt()
        let reports = probe.terminal.screen.lines.filter { $0.hasPrefix("warning: the history") }
        #expect(reports == ["warning: the history `/nonexistent/history` cannot be used: no such file or directory"])
        probe.terminal.type(Self.up + Self.up)
        try await probe.terminal.wait("the entry of this session") { $0.cursorLine == "probe> one" }
    }

    /// The terminal edits the line; each is asked for once, and what is printed meanwhile comes behind it.
    @Test(arguments: ["dumb", ""])
    func aDumbTerminalHasAPlainPrompt(name: String) async throws {
        let probe = try await EditorProbe(variables: ["TERM": name])
        try await probe.waitForPrompt()
        probe.terminal.type("plain")
        probe.order("announce done")
        // The order is carried out, because the next one shows.
        probe.order("cancel")
        try await probe.waitForLine("cancelled")
        #expect(probe.terminal.screen.lines.prefix(2) == ["probe> plaindone", "cancelled"])
        try await probe.waitForPrompt()
        probe.terminal.type("half\u{03}")
        try await probe.waitForLine("interrupted")
        try await probe.waitForPrompt()
        probe.terminal.type("whole\r")
        try await probe.waitForLine("line <whole>")
        try await probe.waitForPrompt()
        probe.terminal.type("\u{04}")
        #expect(try await probe.waitForEnd() == 0)
        let received = String(decoding: probe.terminal.received, as: UTF8.self)
        #expect(!received.unicodeScalars.contains { $0.value < 0x20 && !"\r\n\t".unicodeScalars.contains($0) })
    }
}
