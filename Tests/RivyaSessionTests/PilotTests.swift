import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// `rivya run --pilot`: little is paid before somebody has seen it.
@Suite(.serialized)
struct PilotTests {
    private static let sweep = "for a in [fox, owl, hen], s in [ink, oil] { gen z-image \"a $a, $s\" }\n"
    private static let arguments = ["--poll", "20ms", "--rate", "none"]

    private func start(
        _ arguments: [String], in workplace: Workplace, on terminal: PseudoTerminal
    ) throws
        -> ChildProcess
    {
        try ChildProcess(
            try BuiltProgram.path("rivya"), arguments: arguments + Self.arguments,
            environment: workplace.environment.merging(["TERM": "xterm"]) { $1 }, folder: workplace.path,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
            ],
            hasSession: true)
    }

    @Test func asksForThePilotAndThenForTheRest() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let terminal = try PseudoTerminal(columns: 100)
        let program = try start(["run", "s.rivya", "--pilot"], in: workplace, on: terminal)
        try await terminal.wait("the first question") { $0.cursorLine.hasSuffix("[y/N]") }
        #expect(
            terminal.screen.lines == ["a pilot of 3 requests for 3 credits; the account has 10000. Start? [y/N]"])
        terminal.type("y\n")
        try await terminal.wait("the second question") { screen in
            screen.cursorLine == "3 more requests for 3 credits; the account has 9997. Go on? [y/N]"
        }
        #expect(terminal.screen.transcript.contains("3 succeeded, 3 credits charged"))
        #expect(try await simulator.audit().charged == 3)
        let prompts = try await simulator.requests()
        for value in ["a fox", "a owl", "a hen", ", ink", ", oil"] {
            #expect(prompts.contains { $0.contains(value) }, "\(value)")
        }
        terminal.type("y\n")
        try await terminal.wait("the table") { $0.lines.contains("6 succeeded, 6 credits charged") }
        #expect(try await program.waitForEnd() == 0)
        #expect(try await simulator.audit().charged == 6)
    }

    @Test func aNoLeavesTheRestUnpaid() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep + "wait\nprint done\n", to: "s.rivya")
        let terminal = try PseudoTerminal(columns: 100)
        let program = try start(["run", "s.rivya", "--pilot"], in: workplace, on: terminal)
        try await terminal.wait("the first question") { $0.cursorLine.hasSuffix("Start? [y/N]") }
        terminal.type("y\n")
        try await terminal.wait("the second question") { $0.cursorLine.hasSuffix("Go on? [y/N]") }
        terminal.type("n\n")
        try await terminal.wait(forLine: "nothing more was sent")
        #expect(try await program.waitForEnd() == 0)
        #expect(!terminal.screen.transcript.contains("done"))
        #expect(try await simulator.audit().charged == 3)
        #expect(workplace.files().count == 3)
    }

    /// A budget is a consent to the pilot, and not to what follows it.
    @Test func withoutATerminalItEndsWithThePilot() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let run = try await workplace.start(["run", "s.rivya", "--pilot", "--budget", "6"] + Self.arguments).end()
        #expect(run.code == 0, "\(run.text)")
        #expect(run.output.hasSuffix("3 succeeded, 3 credits charged\n"), "\(run.output)")
        #expect(run.output.split(separator: "\n").count == 5, "one table")
        #expect(!run.errors.contains("cancelled"))
        #expect(
            run.errors.contains(
                "the run ends with its pilot, because there is no terminal to ask on: 3 more requests for 3 credits"))
        #expect(try await simulator.audit().charged == 3)
        // Every value has been seen: nothing is left to try.
        let again = try await workplace.start(["run", "s.rivya", "--pilot"] + Self.arguments).end()
        #expect(again.code == 0, "\(again.text)")
        #expect(again.output.hasSuffix("no jobs, 0 credits charged\n"), "\(again.output)")
        let rest = try await workplace.run("s.rivya")
        #expect(rest.output.hasSuffix("3 succeeded, 3 cached, 3 credits charged\n"), "\(rest.output)")
        #expect(try await simulator.audit().charged == 6)
    }

    @Test func withoutConsentNoPilotStarts() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let run = try await workplace.start(["run", "s.rivya", "--pilot"] + Self.arguments).end()
        #expect(run.code == 3)
        #expect(run.errors.hasPrefix("error: this would spend 3 credits, and there is no terminal to ask on\n"))
        #expect(try await simulator.audit().taskCount == 0)
    }

    @Test func withYesItGoesOnByItself() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let run = try await workplace.run("s.rivya", "--pilot")
        #expect(run.code == 0)
        #expect(run.output.contains("3 succeeded, 3 credits charged\n"))
        #expect(run.output.hasSuffix("6 succeeded, 6 credits charged\n"), "\(run.output)")
        #expect(try await simulator.audit().charged == 6)
    }

    @Test func evenWithYesAFailedPilotIsTheEnd() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            "for a in [fox, \"[fail] owl\"], s in [ink, oil] { gen z-image \"$a, $s\" }\n", to: "s.rivya")
        let run = try await workplace.run("s.rivya", "--pilot")
        #expect(run.code == 1)
        #expect(run.output.hasSuffix("1 succeeded, 1 failed, 1 credit charged\n"), "\(run.output)")
        #expect(run.errors.contains("the run ends with its pilot, because the pilot did not succeed"))
        #expect(try await simulator.audit().taskCount == 2)
    }

    /// The rest of this script is known only when the pilot's results are.
    @Test func aScriptThatReadsResultsHasAPilotToo() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            """
            for a in [fox, owl] {
                let job = gen z-image "a $a"
                if $job.status == succeeded { gen z-image "again a $a" }
            }

            """, to: "s.rivya")
        let run = try await workplace.run("s.rivya", "--pilot")
        #expect(run.code == 0, "\(run.text)")
        #expect(run.output.hasSuffix("4 succeeded, 4 credits charged\n"), "\(run.output)")
        #expect(try await simulator.audit().charged == 4)
    }

    /// Without a pilot, too, the sweep is carried out diagonal by diagonal.
    @Test func aSweepIsSentBreadthFirst() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        #expect(try await workplace.run("s.rivya", "--concurrency", "1").code == 0)
        let order = try await simulator.requests().map { request in
            ["fox, ink", "fox, oil", "owl, ink", "owl, oil", "hen, ink", "hen, oil"].first { request.contains($0) }
        }
        #expect(order == ["fox, ink", "owl, oil", "hen, ink", "fox, oil", "owl, ink", "hen, oil"])
    }
}
