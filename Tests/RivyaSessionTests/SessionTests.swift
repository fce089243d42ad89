import Foundation
import Testing

/// Sessions without a terminal: from a pipe and from the command line.
@Suite struct SessionTests {
    private func pipe(_ text: String, _ arguments: String..., in workplace: Workplace) async throws -> Workplace.Ending
    {
        return try await workplace.start(
            ["--simulate", "--poll", "20ms", "--rate", "none"] + arguments, input: text
        ).end()
    }

    @Test func readsPlainlyFromAPipe() async throws {
        let ending = try await pipe("1 + 2\nfor x in 1..2 {\n  print $x\n}\n", in: try Workplace())
        #expect(ending.output == "3\n1\n2\n")
        #expect(ending.errors == "")
        #expect(ending.code == 0)
    }

    @Test func theFirstErrorIsTheEnd() async throws {
        let ending = try await pipe("print one\n\nprint $missing\nprint three\n", in: try Workplace())
        #expect(ending.output == "one\n")
        #expect(ending.errors.contains("--> <stdin>:3:7"))
        #expect(ending.code == 2)
    }

    @Test func anUnfinishedStatementIsAnError() async throws {
        let ending = try await pipe("print one\nfor x in 1..2 {\n", in: try Workplace())
        #expect(ending.output == "one\n")
        #expect(ending.errors.contains("this `{` is never closed"))
        #expect(ending.code == 2)
    }

    @Test func theEndWaitsForAllJobs() async throws {
        let workplace = try Workplace()
        let ending = try await pipe("gen z-image \"a boat\"\nprint sent\n", in: workplace)
        #expect(ending.output.hasSuffix("sent\n"))
        #expect(ending.errors.contains("job 1  z-image  1 credit"))
        #expect(ending.code == 0)
        #expect(workplace.files().count == 1)
        #expect(try await pipe("gen z-image \"[fail] a boat\"\n", in: workplace).code == 1)
    }

    @Test func carriesOutATextOfTheCommandLine() async throws {
        let workplace = try Workplace()
        let ending = try await workplace.rivya("-e", "let a = [1, 2]; $a + [3]")
        #expect(ending.output == "[1, 2, 3]\n")
        #expect(ending.code == 0)
        let wrong = try await workplace.rivya("-e", "print $b")
        #expect(wrong.errors.contains("--> <command line>:1:7"))
        #expect(wrong.code == 2)
    }

    @Test func aLoopIsNotPaidForWithoutATerminal() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        let text = "for x in 1..3 { gen z-image \"fox $x\" }"
        let refused = try await workplace.rivya("-e", text)
        #expect(refused.code == 3)
        #expect(refused.errors.contains("this would spend 3 credits, and there is no terminal to ask on"))
        #expect(try await simulator.audit().taskCount == 0)
        #expect(try await workplace.rivya("-e", text, "--budget", "3", "--poll", "20ms").code == 0)
        #expect(try await simulator.audit().taskCount == 3)
        #expect(try await workplace.rivya("-e", text, "--yes", "--poll", "20ms").code == 0)
        #expect(try await simulator.audit().taskCount == 6)
    }

    @Test func scriptsRunWithoutASubcommand() async throws {
        let workplace = try Workplace()
        try workplace.write("#!/usr/bin/env rivya\ngen z-image \"a boat\"\n", to: "boat.rivya")
        let run = try await workplace.rivya("boat.rivya", "--simulate", "--poll", "20ms")
        #expect(run.code == 0)
        #expect(run.output.contains("1 succeeded, 1 credit charged"))
        let misspelt = try await workplace.rivya("plann")
        #expect(misspelt.code == 2)
        #expect(misspelt.text.contains("did you mean `rivya plan`?"))
        // A subcommand wins over a file of its name.
        try workplace.write("print 1\n", to: "models")
        #expect(try await workplace.rivya("models").output.contains("kling-2-6"))
    }

    /// What the saved script would send is what the session has paid for: the ledger knows each of its cells.
    @Test func aSavedSessionPlansToTheSameCells() async throws {
        let workplace = try Workplace()
        let session = """
            let style = noir
            def portrait(who) { return gen z-image "a $who, $style" }
            portrait(fox)
            let style = pop
            let a = portrait(owl)
            gen kling-2-6 "it moves" duration=10
            wait $_
            print $_.status
            6 * 7
            for x in 1..$_ - 40 { gen z-image "round $x" }
            defaults kling-2-6 duration=10
            gen kling-2-6 "by default"
            gen z-image "taken twice"
            gen z-image "taken twice"
            gen z-image "a row" --repeat 2
            $jobs[0].prompt
            wait
            :save saved.rivya

            """
        let ending = try await pipe(session, in: workplace)
        #expect(ending.code == 0, "\(ending.text)")
        #expect(ending.errors.contains("a statement reads `$jobs`"))
        let plan = try await workplace.rivya("plan", "saved.rivya", "--simulate")
        #expect(plan.code == 0)
        #expect(plan.text.contains("0 new, 10 cached: 0 credits to pay"), "\(plan.text)")
        #expect(try await workplace.rivya("format", "--check", "saved.rivya").code == 0)
    }
}
