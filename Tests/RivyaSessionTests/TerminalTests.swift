import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program on a real terminal, and where there is none.
@Suite(.serialized)
struct TerminalTests {
    private static let sweep = "for n in 1..3 { gen z-image \"fox $n\" }\n"

    /// The program with a pseudo-terminal on all its streams.
    private func start(
        _ arguments: [String], in workplace: Workplace, on terminal: PseudoTerminal, environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            try BuiltProgram.path("rivya"),
            arguments: arguments,
            environment: workplace.environment.merging(["TERM": "xterm"]) { $1 }.merging(environment) { $1 },
            folder: workplace.path,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
            ],
            hasSession: true
        )
    }

    @Test(arguments: [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]])
    func withoutATerminalThereAreOnlyPlainLines(_ environment: [String: String]) async throws {
        let workplace = try Workplace()
        workplace.environment.merge(environment) { $1 }
        try workplace.write(Self.sweep + "gen z-image \"[fail] owl\"\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 1)
        #expect(run.text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 })
        #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("[") }.count == 4)
        try workplace.write("gen z-imag \"a\"\n", to: "t.rivya")
        for command in [["check", "t.rivya"], ["plan", "s.rivya"], ["models"]] {
            let said = try await workplace.start(command).end().text
            #expect(!said.isEmpty)
            #expect(!said.utf8.contains(0x1B), "\(command)")
        }
    }

    @Test func asksBeforeItSpends() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let terminal = try PseudoTerminal(columns: 90)
        let modes = try terminal.modes()
        let program = try start(["run", "s.rivya", "--poll", "20ms"], in: workplace, on: terminal)
        try await terminal.wait("the question") { $0.cursorLine.hasSuffix("[y/N]") }
        #expect(terminal.screen.lines == ["3 requests for 3 credits; the account has 10000. Start? [y/N]"])
        #expect(try await simulator.audit().taskCount == 0)

        terminal.type("y\n")
        try await terminal.wait("the table") { $0.lines.contains("3 succeeded, 3 credits charged") }
        try await terminal.wait("the page") { $0.lines.contains { $0.hasPrefix("gallery: rivya-out/") } }
        #expect(try await program.waitForEnd() == 0)
        #expect(try await simulator.audit().charged == 3)
        #expect(try terminal.modes() == modes)
        #expect(terminal.screen.isCursorVisible)
        #expect(terminal.screen.column == 0)
        #expect(terminal.screen.unknownSequences == [])
        #expect(terminal.screen.lines.contains { $0.hasPrefix("JOB  MODEL") })
        // The display is gone; what remains are the question, the table and where the page is.
        #expect(terminal.screen.transcript.count == 7, "\(terminal.screen.transcript)")
    }

    @Test(arguments: ["n\n", "\n", "\u{3}", "\u{4}", "yesterday\n"])
    func anythingButYesIsNo(_ answer: String) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let terminal = try PseudoTerminal(columns: 90)
        let modes = try terminal.modes()
        let program = try start(["run", "s.rivya"], in: workplace, on: terminal)
        try await terminal.wait("the question") { $0.cursorLine.hasSuffix("[y/N]") }
        terminal.type(answer)
        try await terminal.wait(forLine: "nothing was sent")
        #expect(try await program.waitForEnd() == 3)
        #expect(try await simulator.audit().taskCount == 0)
        #expect(try terminal.modes() == modes)
    }

    /// ^C on the terminal while jobs run: their state is shown, the terminal is left as it was.
    @Test func theDisplayLivesUntilItIsStopped() async throws {
        let workplace = try Workplace()
        _ = try await workplace.rivya("check", "s.rivya")
        try workplace.write("gen z-image \"[stuck] fox\" --name still\ngen z-image \"owl\"\n", to: "s.rivya")
        let terminal = try PseudoTerminal(columns: 90)
        let modes = try terminal.modes()
        let program = try start(["run", "s.rivya", "--simulate", "--poll", "20ms"], in: workplace, on: terminal)
        try await terminal.wait("the running job") { screen in
            screen.lines.contains { $0.contains("1 still  z-image") } && screen.lines.contains { $0.contains("1/2") }
        }
        #expect(terminal.received.contains(0x1B))
        terminal.type("\u{3}")
        try await terminal.wait("the first ^C") {
            $0.transcript.contains { $0.hasPrefix("stopping: nothing more is sent") }
        }
        terminal.type("\u{3}")
        try await terminal.wait("the table") { $0.transcript.contains { $0.hasPrefix("JOB  MODEL") } }
        #expect(try await program.waitForEnd() == 130)
        #expect(try terminal.modes() == modes)
        #expect(terminal.screen.isCursorVisible)
        #expect(terminal.screen.unknownSequences == [])
    }

    /// What is taken up is shown like what is sent.
    @Test func resumeShowsWhatItWaitsFor() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1", for: workplace)
        try workplace.write("for n in 1..2 { gen z-image \"fox $n\" }\n", to: "s.rivya")
        let run = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await run.wait(for: "job 1 submitted")
        try await run.wait(for: "job 2 submitted")
        run.send(signal: SIGKILL)
        _ = try await run.end()
        let terminal = try PseudoTerminal(columns: 90)
        let program = try start(["resume"], in: workplace, on: terminal)
        try await terminal.wait("both jobs") { screen in
            screen.lines.contains { $0.contains("0/2 done · 2 running") }
                && (1...2).allSatisfy { job in screen.lines.contains { $0.contains("\(job) z-image  n=\(job)") } }
        }
        program.send(signal: SIGKILL)
        _ = try await program.waitForEnd()
        withExtendedLifetime(simulator) {}
    }

    @Test func colorsCanBeSwitchedOff() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-imag \"a\"\n", to: "s.rivya")
        for (environment, isColored) in [([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false)] {
            let terminal = try PseudoTerminal(columns: 90)
            let program = try start(["check", "s.rivya"], in: workplace, on: terminal, environment: environment)
            try await terminal.wait("the help") { $0.lines.contains { $0.contains("= help: did you mean `z-image`?") } }
            #expect(try await program.waitForEnd() == 2)
            #expect(terminal.received.contains(0x1B) == isColored, "\(environment)")
        }
    }
}
