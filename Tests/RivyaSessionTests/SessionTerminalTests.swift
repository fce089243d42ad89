import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Sessions as a person has them: the built program on a real pseudo-terminal, and the screen compared.
@Suite(.serialized)
struct SessionTerminalTests {
    @Test func editsInTheMiddleOfWideText() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace())
        try await session.waitForPrompt()
        session.type("print \"雪の中の狐\"" + String(repeating: SessionTerminal.left, count: 4) + "白い")
        try await session.wait("the edited text") {
            $0.cursorLine == "rivya sim> print \"雪の白い中の狐\"" && $0.textBeforeCursor == "rivya sim> print \"雪の白い"
        }
        session.type("\r")
        try await session.wait(forLine: "雪の白い中の狐")
        #expect(session.terminal.screen.unknownSequences.isEmpty)
    }

    @Test func historyGoesOnInTheNextSession() async throws {
        let workplace = try Workplace()
        do {
            let session = try await SessionTerminal("--simulate", in: workplace)
            try await session.waitForPrompt()
            session.type("for x in 1..2 {\r")
            try await session.waitForPrompt("       ...")
            session.type("print \"round $x\"\r")
            try await session.waitForPrompt("       ...")
            session.type("}\r")
            try await session.wait(forLine: "round 2")
            try await session.waitForPrompt()
            for line in ["let kept = 7", "let kept = 7", " print private", "print \"rvya_sk_secret\""] {
                session.type(line + "\r")
                try await session.wait("the line") { $0.transcript.contains { $0.hasSuffix(line) } }
                try await session.waitForPrompt()
            }
            session.type("\u{04}")
            #expect(try await session.waitForEnd() == 0)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: workplace.path + "/.rivya/history")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try workplace.read(".rivya/history") == "for x in 1..2 {\\nprint \"round $x\"\\n}\nlet kept = 7\n")

        let session = try await SessionTerminal("--simulate", in: workplace)
        try await session.waitForPrompt()
        session.type(SessionTerminal.up)
        try await session.wait("the last statement") { $0.cursorLine == "rivya sim> let kept = 7" }
        session.type("\u{03}")
        try await session.waitForPrompt()
        session.type("\u{12}round\r")
        try await session.wait("what was found") { $0.cursorLine.contains("}") || $0.transcript.contains("round 1") }
        session.type("\r")
        try await session.wait(forLine: "round 2")
    }

    /// ↑ goes from a continued line into the lines before it, and Return hands over the whole.
    @Test func linesBeforeCanBeMended() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace())
        try await session.waitForPrompt()
        session.type("for x in 1..3 {\r")
        try await session.waitForPrompt("       ...")
        session.type("print \"round $x\"\r")
        try await session.waitForPrompt("       ...")
        session.type("}" + SessionTerminal.up)
        try await session.wait("the statement") {
            Array($0.lines.suffix(3)) == ["rivya sim> for x in 1..3 {", "print \"round $x\"", "}"]
        }
        session.type(SessionTerminal.up + "\u{05}\u{1B}[D\u{1B}[D\u{7F}2\r")
        try await session.wait(forLine: "round 2")
        try await session.waitForPrompt()
        #expect(!session.terminal.screen.transcript.contains("round 3"))
        session.type("print $missing\r")
        // Lines are counted as they were handed over.
        try await session.wait("the error") { $0.transcript.contains { $0.contains("--> <repl>:1:7") } }
    }

    @Test func interruptDropsTheLine() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace())
        try await session.waitForPrompt()
        session.type("gen too expensive\u{03}")
        try await session.wait(forLine: "rivya sim> gen too expensive^C")
        try await session.waitForPrompt()
        session.type("for x in 1..3 {\r")
        try await session.waitForPrompt("       ...")
        session.type("print $x\u{03}")
        try await session.waitForPrompt()
        session.type("print \"still here\"\r")
        try await session.wait(forLine: "still here")
    }

    @Test func interruptStopsWaitingAndTheJobGoesOn() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace())
        try await session.waitForPrompt()
        session.type("gen z-image \"[stuck] fox\"\r")
        try await session.waitForPrompt("rivya sim 1▸ >")
        session.type("wait\r")
        try await session.wait("the wait") {
            $0.cursorLine.isEmpty && $0.transcript.contains { $0.hasSuffix("> wait") }
        }
        session.type("\u{03}")
        try await session.wait("the end of the wait") {
            $0.transcript.contains { $0.hasSuffix("interrupted: 1 job goes on") }
        }
        try await session.waitForPrompt("rivya sim 1▸ >")
        session.type("\u{04}")
        try await session.wait(forLine: "job 1 goes on at the service")
        #expect(session.terminal.screen.transcript.contains { $0.hasPrefix("  = help: `rivya resume ") })
        #expect(try await session.waitForEnd() == 0)
    }

    @Test func leavingAsksBeforeJobsAreDropped() async throws {
        let session = try await SessionTerminal("--simulate", "--concurrency", "1", in: try Workplace())
        try await session.waitForPrompt()
        session.type("for x in 1..3 { gen z-image \"[stuck] $x\" }\r")
        try await session.waitForPrompt("rivya sim 3▸ >")
        session.type("\u{04}")
        try await session.wait("the question") { $0.cursorLine.contains("[y/N]") }
        #expect(session.terminal.screen.cursorLine.hasPrefix("2 jobs wait to be sent: they are dropped. Leave? [y/N]"))
        session.type("n\r")
        try await session.waitForPrompt("rivya sim 3▸ >")
        session.type("exit\r")
        try await session.wait("the question") { $0.cursorLine.contains("[y/N]") }
        session.type("y\r")
        try await session.wait(forLine: "2 jobs that waited were not sent")
        #expect(try await session.waitForEnd() == 0)
    }

    @Test func bytesThatAreNoUTF8AreRefused() async throws {
        let workplace = try Workplace()
        let session = try await SessionTerminal("--simulate", in: workplace)
        try await session.waitForPrompt()
        session.terminal.type(
            bytes: Array("\u{1B}[200~print 1\rgen z-image \"caf".utf8) + [0xE9] + Array("\"\r\u{1B}[201~".utf8))
        try await session.wait("the refusal") {
            $0.transcript.contains { $0.contains("error[R0002]") }
        }
        try await session.waitForPrompt()
        #expect(workplace.files().isEmpty)
    }

    @Test func interruptEndsAStatementThatComputes() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace())
        try await session.waitForPrompt()
        session.type("let n = 1\r")
        try await session.waitForPrompt()
        session.type("$n = 2; print begun; for a in 1..100000, b in 1..1000 { let c = $a }\r")
        try await session.wait(forLine: "begun")
        session.type("\u{03}")
        try await session.wait("the interruption") { $0.transcript.contains { $0.hasSuffix("interrupted") } }
        try await session.waitForPrompt()
        session.type("print \"n is $n\"\r")
        try await session.wait(forLine: "n is 2")
    }

    @Test func aPasteOfManyLinesIsOneInput() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace(), rows: 30)
        try await session.waitForPrompt()
        session.paste((1...200).map { "print \"line $(\($0))\"\n" }.joined())
        try await session.wait("the last line") { $0.lines.contains("line 200") }
        try await session.waitForPrompt()
        #expect(session.terminal.screen.transcript.filter { $0.hasPrefix("line ") } == (1...200).map { "line \($0)" })
        session.paste("let wrong = 1\nprint $missing\n")
        try await session.wait("the error") {
            $0.transcript.contains { $0.contains("there is no variable `$missing`") }
        }
        session.type("print $wrong\r")
        try await session.wait("no half of it") {
            $0.transcript.contains { $0.contains("there is no variable `$wrong`") }
        }
    }

    @Test func jobsAreAnnouncedAboveAHalfTypedLine() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace(), columns: 120)
        try await session.waitForPrompt()
        session.type("gen z-image \"a boat\"\r")
        try await session.wait("the card") { $0.transcript.contains("job 1  z-image  1 credit") }
        session.type("print \"雪の中の狐\"" + SessionTerminal.left + SessionTerminal.left)
        try await session.wait("the announcement") { screen in
            screen.transcript.contains { $0.hasPrefix("✓ job 1  z-image  1 credit") }
                && screen.cursorLine == "rivya sim 1 cr > print \"雪の中の狐\""
                && screen.textBeforeCursor == "rivya sim 1 cr > print \"雪の中の"
        }
        let lines = session.terminal.screen.lines
        #expect(lines.count == 6, "\(lines)")
        #expect(
            Array(lines[1...3].map { $0.prefix(24) }) == [
                "rivya sim> gen z-image \"", "job 1  z-image  1 credit", "  \"a boat\"",
            ])
        session.type("!\r")
        try await session.wait(forLine: "雪の中の!狐")
        #expect(session.terminal.screen.unknownSequences.isEmpty)
    }

    @Test func aResizedWindowShowsTheLineAnew() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace(), columns: 60)
        try await session.waitForPrompt()
        session.type("print \"one two three four five six\"")
        try await session.wait("the text") { $0.cursorLine == "rivya sim> print \"one two three four five six\"" }
        let drawn = session.terminal.received.count
        session.terminal.resize(columns: 100)
        try await session.wait("the line drawn anew") { _ in session.terminal.received.count > drawn + 20 }
        session.type(" \"seven eight nine ten eleven twelve thirteen\"")
        try await session.wait("one row of the new width") {
            $0.cursorLine
                == "rivya sim> print \"one two three four five six\" \"seven eight nine ten eleven twelve thirteen\""
        }
        session.type("\r")
        try await session.wait(forLine: "one two three four five six seven eight nine ten eleven twelve thirteen")
    }

    @Test func viKeysOfTheUsersSettings() async throws {
        let workplace = try Workplace()
        try workplace.write("bind -v\n", to: ".editrc")
        let session = try await SessionTerminal("--simulate", in: workplace)
        try await session.waitForPrompt()
        session.type("print one two three\u{1B}")
        try await session.wait("command mode") { $0.textBeforeCursor == "rivya sim> print one two thre" }
        session.type("bbcw2\u{1B}\r")
        try await session.wait(forLine: "one 2 three")
    }

    @Test func aLongHistoryIsThere() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder(".rivya")
        try workplace.write((1...10_000).map { "print \"entry \($0)\"\n" }.joined(), to: ".rivya/history")
        let session = try await SessionTerminal("--simulate", in: workplace)
        try await session.waitForPrompt()
        session.type(SessionTerminal.up)
        try await session.wait("the last entry") { $0.cursorLine == "rivya sim> print \"entry 10000\"" }
        session.type("\u{03}")
        try await session.waitForPrompt()
        session.type(":history 2\r")
        try await session.wait(forLine: ":history 2")
        #expect(session.terminal.screen.transcript.contains("print \"entry 10000\""))
    }

    @Test func aPastedLoopNeverPaysUnasked() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        let session = try await SessionTerminal("--poll", "20ms", in: workplace, columns: 120)
        try await session.waitForPrompt("rivya>")
        // The rest of a paste must not answer the question.
        session.paste("for x in 1..3 {\n  gen z-image \"fox $x\"\n}\n")
        session.type("y\ry\r")
        try await session.wait("the question") { $0.cursorLine.contains("[y/N]") }
        #expect(
            session.terminal.screen.cursorLine.hasPrefix("3 jobs for 3 credits; the account has 10000. Go on? [y/N]"))
        #expect(try await simulator.audit().taskCount == 0)
        session.type("\u{03}")
        try await session.wait(forLine: "nothing was sent")
        try await session.waitForPrompt("rivya>")
        #expect(try await simulator.audit().taskCount == 0)
    }

    @Test func withoutACursorThereIsAPlainPrompt() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace(), environment: ["TERM": "dumb"])
        try await session.waitForPrompt()
        session.type("1 + 2\n")
        try await session.wait(forLine: "3")
        try await session.waitForPrompt()
        // A person goes on after an error.
        session.type("print $missing\n")
        try await session.wait("the error") { $0.transcript.contains { $0.contains("no variable `$missing`") } }
        try await session.waitForPrompt()
        session.type("for x in 1..2 {\n")
        try await session.waitForPrompt("       ...")
        session.type("print \"round $x\" }\n")
        try await session.wait(forLine: "round 2")
        session.type("\u{04}")
        #expect(try await session.waitForEnd() == 0)
        #expect(!session.terminal.received.contains(0x1B))
    }

    /// The editor runs on a thread that libdispatch has made, where signals are blocked.
    @Test func suspendsAtThePromptAndComesBack() async throws {
        let workplace = try Workplace()
        let terminal = try PseudoTerminal(columns: 90)
        let script = """
            set -m
            "$0" --simulate
            echo "the shell: $?" $(stty -a | grep -o -w -e icanon -e -icanon -e isig -e -isig | sort)
            fg
            echo "the end: $?"
            """
        let shell = try ChildProcess(
            "/bin/sh", arguments: ["-c", script, try BuiltProgram.path("rivya")],
            environment: workplace.environment.merging(["TERM": "xterm"]) { $1 }, folder: workplace.path,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
            ],
            hasSession: true)
        try await terminal.wait("the prompt") { $0.cursorLine == "rivya sim>" }
        terminal.type("print 4\u{1A}")
        try await terminal.wait(forLine: "the shell: 148 icanon isig")
        try await terminal.wait("the line again") { $0.textBeforeCursor == "rivya sim> print 4" }
        terminal.type("2\r")
        try await terminal.wait(forLine: "42")
        try await terminal.wait("the prompt") { $0.cursorLine == "rivya sim>" }
        terminal.type("\u{04}")
        try await terminal.wait(forLine: "the end: 0")
        #expect(try await shell.waitForEnd() == 0)
    }

    @Test func plainCharactersWhereTheLocaleHasNoOthers() async throws {
        let session = try await SessionTerminal("--simulate", in: try Workplace(), environment: ["LC_ALL": "C"])
        try await session.waitForPrompt()
        session.type("gen z-image \"[stuck] fox\"\r")
        try await session.waitForPrompt("rivya sim 1* >")
        #expect(session.terminal.received.allSatisfy { $0 < 0x80 })
    }
}
