import Testing

@testable import RivyaTerminal

/// What the editor knows of settings, changes and earlier statements, without a terminal.
@Suite struct EditorStateTests {
    // MARK: - Settings

    @Test func theUsersKeysAreRead() {
        var bindings = UserBindings()
        for line in [
            "# bind ^A ignored", "bind -v", "bind \"^[[1;5C\" em-next-word", "bind ^R em-inc-search-prev",
            "rivya:bind \"\\e[5~\" ed-search-prev-history", "other:bind ^K ed-unassigned", "bind -a u vi-undo",
            "bind -s ^T text", "bind -k up ed-search-prev-history", "bind -r ^Y", "edit on",
        ] { bindings.read(line, program: "rivya") }
        #expect(
            bindings.keys == [
                "\u{1B}[1;5C", "\u{12}", "\u{1B}[5~", "\u{14}", "\u{1B}[A", "\u{1B}OA", "\u{19}",
            ])
        #expect(bindings.commandKeys == ["u"])
        #expect(bindings.sequences == ["\u{1B}[1;5C", "\u{1B}[5~", "\u{1B}[A", "\u{1B}OA"])
    }

    @Test(arguments: [
        ("^A", "\u{01}"), ("^?", "\u{7F}"), ("M-f", "\u{1B}f"), ("\\033[A", "\u{1B}[A"), ("\\e\\\\", "\u{1B}\\"),
        ("^[^M", "\u{1B}\r"), ("x", "x"), ("\\055", "-"),
    ])
    func keysAreReadAsLibeditReadsThem(notation: String, sent: String) {
        #expect(UserBindings.sent(notation) == sent)
    }

    // MARK: - Undo

    private func line(_ before: String, _ after: String = "") -> EditedLine {
        .init(beforeCursor: before, afterCursor: after)
    }

    @Test func changesAreTakenBackWordByWord() {
        var changes = UndoHistory()
        for end in 0..."one two".count { changes.note(line(String("one two".prefix(end)))) }
        #expect(changes.undo() == line("one "))
        #expect(changes.undo() == line(""))
        #expect(changes.undo() == nil)
    }

    @Test func aMovedCursorIsNoChange() {
        var changes = UndoHistory()
        changes.note(line(""))
        changes.note(line("a"))
        changes.note(line("", "a"))
        changes.note(line("b", "a"))
        #expect(changes.undo() == line("", "a"))
        #expect(changes.undo() == line(""))
    }

    // MARK: - History

    @Test func goesThroughStatementsAndBackToTheLine() {
        var walk = HistoryWalk(entries: ["one", "two", "three"], limit: 10)
        #expect(walk.next(from: "typed") == nil)
        #expect(walk.previous(from: "typed") == "three")
        #expect(walk.previous(from: "three") == "two")
        #expect(walk.next(from: "two") == "three")
        #expect(walk.next(from: "three") == "typed")
        #expect(walk.isAtDraft)
        #expect(walk.step(from: "t", by: -1, beginningWith: "tw") == "two")
        #expect(walk.step(from: "two", by: -1, beginningWith: "tw") == nil)
        walk.begin()
        #expect(walk.previous(from: "") == "three")
    }

    @Test func aHistoryIsLimited() {
        var walk = HistoryWalk(limit: 4)
        for number in 1...20 { walk.add("\(number)") }
        walk.add("20")
        #expect(walk.entries.count <= 5)
        #expect(walk.entries.last == "20")
        #expect(walk.entries.suffix(2) == ["19", "20"])
    }

    @Test func searchesFromTheNewest() {
        var search = HistorySearch(entries: ["gen 雪 fox", "gen owl", "gen owl", "print 1"], step: -1)
        search.extend("gen")
        #expect(search.text == "gen owl")
        search.goOn(-1)
        // The same text again would be no step.
        #expect(search.text == "gen 雪 fox")
        search.extend(" 雪 f")
        #expect(search.text == "gen 雪 fox")
        #expect(search.offset == 0)
        search.extend("?")
        #expect(search.hasFailed)
        #expect(search.text == "gen 雪 fox")
        search.shorten()
        #expect(!search.hasFailed)
        search.goOn(1)
        #expect(search.hasFailed)
        var other = HistorySearch(entries: ["雪 fox"], step: -1)
        other.extend("fox")
        #expect(other.offset == 2)
    }
}
