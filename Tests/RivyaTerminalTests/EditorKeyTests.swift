import TestSupport
import Testing

@testable import RivyaTerminal

/// Keys on a real pseudo-terminal: they do something or nothing, and never type.
@Suite struct EditorKeyTests {
    enum Mode: String, CaseIterable, Sendable {
        case emacs, viInsert, viCommand, search, viSearch
    }

    /// In all forms that terminals send, with and without modifiers.
    static let sequences: [String] = {
        var sequences: [String] = []
        for letter in "ABCDEFHPQRSZ" {
            sequences.append("\u{1B}[\(letter)")
            for modifier in 2...16 { sequences.append("\u{1B}[1;\(modifier)\(letter)") }
        }
        for letter in "ABCDEFHIMPQRSXabcdjklmnopqrstuvwxy" { sequences.append("\u{1B}O\(letter)") }
        for letter in "ABCDHFPQRS" { sequences += ["\u{1B}O5\(letter)", "\u{1B}O1;3\(letter)"] }
        for letter in "ABCDE" { sequences.append("\u{1B}[[\(letter)") }
        for letter in "abcd" { sequences.append("\u{1B}[\(letter)") }
        for number in [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 34] {
            for final in "~$^@" { sequences.append("\u{1B}[\(number)\(final)") }
            for modifier in 2...8 { sequences.append("\u{1B}[\(number);\(modifier)~") }
        }
        return sequences + sequences.prefix(60).map { "\u{1B}" + $0 }
    }()

    @Test(arguments: Mode.allCases)
    func noKeyTypesText(mode: Mode) async throws {
        let home = try TemporaryFolder()
        if mode.rawValue.hasPrefix("vi") { try home.write("bind -v\n", to: ".editrc") }
        let probe = try await EditorProbe(columns: 200, rows: 40, home: home.path)
        try await probe.waitForPrompt()
        var rest = Self.sequences[...]
        var count = 0
        while !rest.isEmpty {
            probe.terminal.type("abcd efgh")
            switch mode {
            case .emacs, .viInsert: break
            case .viCommand, .viSearch:
                probe.terminal.type("\u{1B}")
                try await probe.terminal.wait("command mode") { $0.textBeforeCursor.hasSuffix("efg") }
                if mode == .viSearch { probe.terminal.type("/ab") }
            case .search: probe.terminal.type("\u{12}ab")
            }
            probe.terminal.type(rest.prefix(40).joined() + "\r")
            rest = rest.dropFirst(40)
            count += 1
            let expected = count
            try await probe.terminal.wait("line \(count)") { screen in
                screen.transcript.count { $0.hasPrefix("line <") } == expected && screen.cursorLine == "probe>"
            }
            let line = probe.terminal.screen.transcript.last { $0.hasPrefix("line <") } ?? ""
            #expect(line.dropFirst(6).dropLast().allSatisfy { "abcd efgh".contains($0) }, "\(line)")
        }
        #expect(probe.terminal.screen.unknownSequences.isEmpty)
    }

    @Test(arguments: [Mode.emacs, .viInsert])
    func keysDoWhatTheySay(mode: Mode) async throws {
        let home = try TemporaryFolder()
        if mode == .viInsert { try home.write("bind -v\n", to: ".editrc") }
        let probe = try await EditorProbe(home: home.path)
        for (keys, expected) in [
            ("one two three\u{1B}[1;5D\u{1B}[1;5DX", "one Xtwo three"),
            ("one two\u{1B}[1~X\u{1B}[4~Y", "Xone twoY"), ("one two\u{1B}[H\u{1B}[3~", "ne two"),
            ("one two\u{1B}OH\u{1B}[3;5~", " two"), ("one two\u{1B}[HX\u{1B}[1;3CY\u{1B}OFZ", "XoneY twoZ"),
            ("one two\u{1B}[7~\u{1B}[1;2CX", "oXne two"), ("one\u{1B}[3~two", "onetwo"),
            ("one\u{1B}[D\u{1B}[C!", "one!"),
            ("雪の狐\u{1B}[D\u{1B}[3~x", "雪のx"),
        ] {
            try await probe.waitForPrompt()
            probe.terminal.type(keys + "\r")
            try await probe.waitForLine("line <\(expected)>")
        }
    }

    @Test func aSequenceMayComeInPieces() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("one two")
        // Nobody waits in between: a sequence that stays unfinished for long is given up.
        for piece in ["\u{1B}[", "1", ";", "5", "D"] {
            probe.terminal.type(piece)
            probe.order("announce \(piece.unicodeScalars.map(\.value))")
        }
        try await probe.terminal.wait("the word before") { $0.textBeforeCursor == "probe> one " }
    }

    @Test func aLoneEscapeDoesNothing() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("one \u{1B}")
        // Longer than an escape waits: nothing on the screen tells that it was dropped.
        try await Task.sleep(for: .milliseconds(900))
        probe.terminal.type("two\r")
        try await probe.waitForLine("line <one two>")
    }

    // MARK: - Statements of several lines

    private func probe(history: String, in folder: TemporaryFolder) async throws -> EditorProbe {
        try folder.write(history, to: "history")
        return try await EditorProbe(history: folder.path + "/history")
    }

    @Test func arrowsMoveWithinAStatement() async throws {
        let folder = try TemporaryFolder()
        let probe = try await probe(history: "first\nfor x in xs {\\n  print $x\\n}\n", in: folder)
        try await probe.waitForPrompt()
        probe.terminal.type("draft\u{1B}[A")
        try await probe.terminal.wait("the statement") { $0.lines == ["probe> for x in xs {", "  print $x", "}"] }
        probe.terminal.type("\u{1B}[A\u{05}!")
        try await probe.terminal.wait("its second line") { $0.lines == ["probe> for x in xs {", "  print $x!", "}"] }
        probe.terminal.type("\u{7F}\u{1B}[A\u{1B}[A")
        try await probe.terminal.wait("the statement before") { $0.lines == ["probe> first"] }
        probe.terminal.type("\u{1B}[B")
        try await probe.terminal.wait("its first line") { $0.textBeforeCursor == "probe> for x in xs {" }
        probe.terminal.type("\u{1B}[B\u{1B}[B")
        try await probe.terminal.wait("its last line") { $0.textBeforeCursor == "}" }
        probe.terminal.type("\u{1B}[B")
        try await probe.terminal.wait("what was typed") { $0.lines == ["probe> draft"] }
        // With control they leave it at once.
        probe.terminal.type("\u{1B}[1;5A\u{1B}[1;5A")
        try await probe.terminal.wait("two statements back") { $0.lines == ["probe> first"] }
    }

    @Test func theColumnIsKeptOverShortLines() async throws {
        let folder = try TemporaryFolder()
        let probe = try await probe(history: "abcdef\\nx\\n雪雪雪雪\n", in: folder)
        try await probe.waitForPrompt()
        probe.terminal.type("\u{1B}[A\u{1B}[D\u{1B}[A\u{1B}[A!\r")
        try await probe.waitForLine("line <abcdef!␊x␊雪雪雪雪>")
    }

    @Test func killsToTheEndOfTheLine() async throws {
        let folder = try TemporaryFolder()
        let probe = try await probe(history: "one two\\nthree\\nfour\n", in: folder)
        try await probe.waitForPrompt()
        probe.terminal.type("\u{1B}[A\u{1B}[A\u{1B}[A\u{01}\u{1B}[1;5C\u{0B}")
        try await probe.terminal.wait("half a line") { $0.lines == ["probe> one", "three", "four"] }
        // At the end of a line the line feed goes, at that of the text nothing.
        probe.terminal.type("\u{0B}")
        try await probe.terminal.wait("the lines joined") { $0.lines == ["probe> onethree", "four"] }
        probe.terminal.type("\u{1B}[1;5F\u{0B}\u{19}!\r")
        try await probe.waitForLine("line <onethree␊four␊!>")
    }

    @Test(arguments: ["\u{1F}", "\u{18}\u{15}"])
    func changesAreTakenBack(key: String) async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("one two three\u{17}")
        try await probe.terminal.wait("a word less") { $0.cursorLine == "probe> one two" }
        probe.terminal.type(key)
        try await probe.terminal.wait("the word again") { $0.textBeforeCursor == "probe> one two three" }
        probe.terminal.type("\u{01}\u{0B}")
        try await probe.terminal.wait("an empty line") { $0.cursorLine == "probe>" }
        probe.terminal.type(key + key)
        try await probe.terminal.wait("two words") { $0.cursorLine == "probe> one two" }
        probe.terminal.type(key + key + key + "ok\r")
        try await probe.waitForLine("line <ok>")
    }

    // MARK: - Search

    @Test func searchesEarlierStatements() async throws {
        let folder = try TemporaryFolder()
        let probe = try await probe(history: "gen 雪\ngen fox\nprint 1\n", in: folder)
        try await probe.waitForPrompt()
        probe.terminal.type("half\u{12}ge")
        try await probe.terminal.wait("the newest") { $0.cursorLine == "search ge: gen fox" }
        probe.order("announce done")
        try await probe.terminal.wait("the announcement") { $0.lines == ["done", "search ge: gen fox"] }
        probe.terminal.type("\u{12}")
        try await probe.terminal.wait("an older one") { $0.cursorLine == "search ge: gen 雪" }
        probe.terminal.type("x")
        try await probe.terminal.wait("none") { $0.cursorLine == "not found gex: gen 雪" }
        probe.terminal.type("\u{07}")
        try await probe.terminal.wait("the line as it was") { $0.textBeforeCursor == "probe> half" }
        // A key that does something takes what was found, and ↑ goes on from there.
        probe.terminal.type("\u{12}fox\u{1B}[F!")
        try await probe.terminal.wait("the found one, edited") { $0.textBeforeCursor == "probe> gen fox!" }
        probe.terminal.type("\u{1B}[A\r")
        try await probe.waitForLine("line <gen 雪>")
    }

    @Test func cancellingEndsASearch() async throws {
        let probe = try await EditorProbe()
        try await probe.waitForPrompt()
        probe.terminal.type("\u{12}x")
        try await probe.terminal.wait("the search") { $0.cursorLine.contains("found x:") }
        probe.order("cancel")
        try await probe.waitForLine("cancelled")
        try await probe.waitForPrompt()
        probe.terminal.type("\u{12}y\u{03}")
        try await probe.waitForLine("interrupted")
    }

    // MARK: - Settings and modes

    @Test func theUsersSettingsWin() async throws {
        let home = try TemporaryFolder()
        try home.write("bind \"^[[1;5D\" ed-move-to-beg\nbind ^K em-upper-case\nbind -s ^T twice\n", to: ".editrc")
        let probe = try await EditorProbe(home: home.path)
        try await probe.waitForPrompt()
        probe.terminal.type("one two\u{1B}[1;5D\u{0B}\u{1B}[F\u{14}\r")
        try await probe.waitForLine("line <ONE twotwice>")
    }

    @Test func undoAndLinesInVisCommandMode() async throws {
        let (home, folder) = (try TemporaryFolder(), try TemporaryFolder())
        try home.write("bind -v\n", to: ".editrc")
        try folder.write("a1\\nb1\\nc1\n", to: "history")
        let probe = try await EditorProbe(history: folder.path + "/history", home: home.path)
        try await probe.waitForPrompt()
        probe.terminal.type("\u{1B}")
        probe.terminal.type("k")
        try await probe.terminal.wait("the statement") { $0.lines == ["probe> a1", "b1", "c1"] }
        probe.terminal.type("kx")
        try await probe.terminal.wait("a change in its second line") { $0.lines == ["probe> a1", "b", "c1"] }
        probe.terminal.type("u")
        try await probe.terminal.wait("the change taken back") { $0.lines == ["probe> a1", "b1", "c1"] }
    }

    /// Narrow windows, and terminals that do not know their size.
    @Test(arguments: [(0, 0), (1, 1), (2, 3), (8, 2), (10, 24)])
    func worksInAnySize(columns: Int, rows: Int) async throws {
        let probe = try await EditorProbe(columns: max(columns, 1), rows: max(rows, 1))
        if columns == 0 { probe.terminal.setSize(columns: 0, rows: 0) }
        // Before it the terminal would take some of the keys for itself.
        try await probe.terminal.wait("the prompt") { _ in
            String(decoding: probe.terminal.received, as: UTF8.self).contains("2004h")
                && probe.terminal.received.contains(UInt8(ascii: ">"))
        }
        probe.terminal.type("abc\u{1B}[D\u{1B}[A\u{12}b\u{07}x\r\u{04}")
        #expect(try await probe.waitForEnd() == 0)
    }
}
