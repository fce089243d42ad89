import Foundation
import Testing

/// Scripts as a whole: what they print, what they wait for, and what becomes of their jobs.
@Suite(.serialized)
struct ScriptTests {
    @Test func printAppearsOnce() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "print \"hello\"\nlet a = gen z-image \"fox\"\nprint \"made\" $a.name $a.credits\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("hello\nmade null 1\nJOB"), "\(run.output)")
        #expect(!run.errors.contains("hello"))
    }

    @Test func planPrintsToStandardError() async throws {
        let workplace = try Workplace()
        try workplace.write("print \"hello\"\ngen z-image \"fox\"\n", to: "s.rivya")
        let plain = try await workplace.rivya("plan", "s.rivya")
        #expect(plain.errors == "hello\n")
        #expect(plain.output.hasSuffix("1 request, 1 credit by the catalog's base prices\n"), "\(plain.output)")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.errors == "hello\n")
        #expect(try jsonLines(plan.output).count == 2)
    }

    /// Text from a script cannot steer the terminal.
    @Test func printedTextIsHarmless() async throws {
        let workplace = try Workplace()
        try workplace.write("print \"a\\u{1B}[31mb\\u{7}\"\n", to: "s.rivya")
        for command in [["run", "s.rivya", "--simulate"], ["plan", "s.rivya"]] {
            let run = try await workplace.start(command).end()
            #expect(run.code == 0)
            #expect(!run.text.utf8.contains(0x1B))
            #expect(!run.text.utf8.contains(7))
        }
    }

    private static let decides = """
        let a = gen z-image "fox"
        if $a.status == "succeeded" {
            print "good"
            gen z-image "owl" --repeat 2
        }

        """

    @Test func aPlanThatNeedsAResultIsPartial() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.decides, to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.code == 0)
        let lines = try jsonLines(plan.output)
        #expect(lines.count == 2)
        #expect(
            lines.last == [
                "summary": true, "requests": 1, "credits": 1, "partial": true, "needs": [["line": 2, "job": 1]],
            ] as NSDictionary)
        let table = try await workplace.rivya("plan", "s.rivya")
        #expect(table.code == 0)
        #expect(table.output.contains("at least 1 request"))
        #expect(table.output.contains("partial: line 2 needs the result of job 1 to go on"))
    }

    @Test func aScriptReadsResults() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.decides, to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("good\n"))
        #expect(run.output.hasSuffix("3 succeeded, 3 credits charged\n"))
        #expect(run.output.contains("take=2"))
    }

    @Test func waitAndFields() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            let jobs = gen z-image "fox" --repeat 2 --name pair
            wait $jobs
            for job in $jobs { print $job.index $job.name $job.status $job.model $job.params.aspect_ratio }
            let bad = gen z-image "[fail] owl"
            wait
            print $bad.status ($bad.path == null) ($bad.error == null)

            """, to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 1)
        #expect(
            run.output.hasPrefix(
                "1 pair succeeded z-image 1:1\n2 pair succeeded z-image 1:1\nfailed true false\nJOB"),
            "\(run.output)")
    }

    /// What depends on a job that failed is not sent, and costs nothing.
    @Test func aFailedDependencySkipsWhatNeedsIt() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            """
            let bad = gen nano-banana "[fail] fox"
            gen kling-2-6 "it moves" ref=$bad
            gen z-image "later" --after $bad
            gen z-image "apart"

            """, to: "s.rivya")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 1)
        #expect(run.output.contains("1 succeeded, 1 failed, 2 skipped"), "\(run.output)")
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 2)
        #expect(audit.charged - audit.refunded == 1)
        #expect(run.output.hasSuffix(", 1 credit charged\n"))
    }

    @Test func afterIsAnOrder() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "let a = gen z-image \"fox\" --name first\ngen z-image \"owl\" --after $a --name second\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 0)
        let lines = run.errors.split(separator: "\n").map(String.init)
        let done = try #require(lines.firstIndex { $0.contains("succeeded  first") })
        let sent = try #require(lines.firstIndex { $0.hasPrefix("job 2 submitted") })
        #expect(done < sent)
    }

    /// `stop` sends nothing more after a failure.
    @Test func stopsAfterAFailureWhereAsked() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            "set concurrency 1\nset on_error stop\ngen z-image \"[fail] fox\"\nfor n in 1..3 { gen z-image \"owl $n\" }\n",
            to: "s.rivya")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 1, "\(run.text)")
        #expect(try await simulator.audit().taskCount == 1)
    }

    @Test func retriesAJobThatFails() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("gen z-image \"[fail] fox\"\n", to: "s.rivya")
        let run = try await workplace.run("s.rivya", "--retries", "2")
        #expect(run.code == 1, "\(run.text)")
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 3)
        #expect(audit.charged == audit.refunded)
        #expect(run.output.hasSuffix("1 failed, 0 credits charged\n"))
    }

    @Test func aRefusedRequestIsAFailedJob() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"[refuse] fox\"\ngen z-image \"owl\"\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 1)
        #expect(run.output.hasSuffix("1 succeeded, 1 failed, 1 credit charged\n"), "\(run.output)")
    }

    @Test func parametersComeFromTheCommandLine() async throws {
        let workplace = try Workplace()
        try workplace.write("param who = fox\nparam n = 1\nfor i in 1..$n { gen z-image \"a $who\" }\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json", "--param", "who=an owl=x", "--param", "n=2")
        #expect(try jsonLines(plan.output).compactMap { $0["prompt"] as? String } == ["a an owl=x", "a an owl=x"])
    }

    /// The service loses answers and stumbles; the result is the same and the bill as well.
    @Test(arguments: [
        "create:lost@0.4", "create:http=503@0.4", "status:truncated@0.4", "media:drop@0.4", "any:rate-limited=0@0.2",
    ])
    func aServiceThatStumbles(_ fault: String) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", fault, "--seed", "7", for: workplace)
        try workplace.write("for n in 1..4 { gen z-image \"fox $n\" }\n", to: "s.rivya")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 0, "\(run.text)")
        #expect(workplace.files().count == 4)
        #expect(try await simulator.audit().charged == 4)
    }
}
