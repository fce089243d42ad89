import Foundation
import Testing

/// Sessions without a terminal: from a pipe and from the command line.
@Suite struct SessionTests {
    private func pipe(_ text: String, _ arguments: String..., in workplace: Workplace) async throws -> Workplace.Ending
    {
        try await workplace.start(
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
        #expect(ending.output == "sent\n")
        #expect(ending.errors.contains("job 1  z-image  1 credit"))
        #expect(ending.code == 0)
        #expect(workplace.files().count == 1)
        #expect(try await pipe("gen z-image \"[fail] a boat\"\n", in: workplace).code == 1)
    }

    /// Cards, notices and ends of jobs are told on the standard error.
    @Test func theStandardOutputHoldsWhatIsPrintedAndShown() async throws {
        let workplace = try Workplace()
        let text = "print 1; gen z-image \"a\"; for n in 1..3 { gen z-image \"b $n\" }; wait; 1 + 1; print \"雪\""
        let ending = try await workplace.rivya("-e", text, "--simulate", "--yes", "--poll", "20ms")
        #expect(ending.output == "1\n2\n雪\n")
        #expect(ending.errors.contains("job 1  z-image  1 credit"))
        #expect(ending.errors.contains("jobs 2-4  z-image  3 jobs, 3 credits"))
        let piped = try await workplace.start([], input: ":simulate on\ngen z-image \"a\"\nprint done\n").end()
        #expect(piped.output == "done\n")
        #expect(!piped.text.utf8.contains(0x1B))
    }

    @Test func manyJobsAreToldOfInSums() async throws {
        let text = """
            for n in 1..60 { gen z-image "fox $n" }
            gen z-image "[fail] owl"
            gen z-image "[fail] crow"
            wait

            """
        let ending = try await pipe(text, "--yes", "--retries", "0", in: try Workplace())
        let lines = ending.errors.split(separator: "\n")
        let sums = lines.filter {
            $0.contains(" of 62 jobs") || $0.contains(" of 61 jobs") || $0.contains(" of 60 jobs")
        }
        #expect((1...12).contains(sums.count), "\(lines)")
        #expect(sums.last?.contains("62 of 62 jobs  60 succeeded, 2 did not: `:jobs` lists them") == true, "\(lines)")
        // The first failure says what the others are about. Nothing else has a line.
        #expect(lines.count { $0.contains(" job ") && $0.contains("failed") } == 1, "\(lines)")
        #expect(!lines.contains { $0.contains("job 30 ") })
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
