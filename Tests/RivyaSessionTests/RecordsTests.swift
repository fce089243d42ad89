import RivyaSyntax
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the ledger tells afterwards, by real runs of the program.
@Suite(.serialized)
struct RecordsTests {
    private func json(_ line: some StringProtocol) throws -> JSONValue { try JSONValue(parsing: Array(line.utf8)) }

    private func lines(_ text: String) throws -> [JSONValue] { try text.split(separator: "\n").map(json) }

    /// Ends of all kinds but the open ones.
    private func mixed() async throws -> Workplace {
        let workplace = try Workplace()
        try workplace.copy(Project.fixture("fox.png"), to: "fox.png")
        try workplace.write(
            """
            for subject in [fox, owl] {
                gen z-image "a $subject" --name study
            }
            let lost = gen z-image "[fail] a heron" --tag pilot
            gen z-image "a crow" --after $lost
            gen nano-banana "more snow" ref=fox.png
            """, to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 1)
        return workplace
    }

    @Test func jobsAreATable() async throws {
        let workplace = try await mixed()
        let jobs = try await workplace.rivya("jobs", "--simulate")
        #expect(jobs.code == 0 && jobs.errors == "")
        #expect(
            unchanging(jobs.output, workplace) == """
                run RUN  s.rivya  TIME
                JOB  MODEL  AXES  STATUS  CREDITS  CHARGE  FILE
                  1  study (z-image)  subject=fox  succeeded  1  charged  rivya-out/RUN/1-study.png
                  2  study (z-image)  subject=owl  succeeded  1  charged  rivya-out/RUN/2-study.png
                  3  z-image  failed  0  refunded  The generation failed.
                  4  z-image  skipped  0  not charged  job 3, which it needs, did not succeed
                  5  nano-banana  succeeded  3  charged  rivya-out/RUN/5-nano-banana.png
                5 credits charged, 1 refunded

                """)
        let failed = try lines(try await workplace.rivya("jobs", "--simulate", "--failed", "--json").output)
        #expect(failed.map { $0["index"]?.int } == [3, 4])
        #expect(failed[0]["charge"]?.text == #"{"kind":"refunded","credits":1}"#)
        #expect(failed[0]["credits"] == .number(.whole(0)))
        #expect(failed[1]["prompt"] == .string("a crow"))
        #expect(failed[1]["error"]?["message"]?.string?.contains("job 3") == true)
        let open = try await workplace.rivya("jobs", "--simulate", "--open")
        #expect(open.output.contains("none of its 5 jobs is like that"))
    }

    @Test func runsAreListedTheNewestFirst() async throws {
        let workplace = try await mixed()
        let again = try await workplace.simulate("s.rivya")
        #expect(again.errors.hasPrefix("2 new, 3 cached: 2 credits to pay\n"), "\(again.errors)")
        let runs = try lines(try await workplace.rivya("runs", "--simulate", "--json").output)
        #expect(runs.map { $0["cached"]?.int } == [3, 0])
        #expect(runs.map { $0["failed"]?.int } == [1, 1])
        #expect(runs.map { $0["skipped"]?.int } == [1, 1])
        #expect(runs.map { $0["credits"]?["charged"] } == [.number(.whole(0)), .number(.whole(5))])
        #expect(runs.map { $0["credits"]?["refunded"] } == [.number(.whole(1)), .number(.whole(1))])
        let table = try await workplace.rivya("runs", "--simulate", "--limit", "1")
        #expect(
            unchanging(table.output, workplace) == """
                RUN  STARTED  SCRIPT  JOBS  STATE  CREDITS
                RUN  TIME  s.rivya  5  3 cached, 1 failed, 1 skipped  0 credits charged, 1 refunded

                """)
    }

    @Test func showTellsAll() async throws {
        let workplace = try await mixed()
        let show = try await workplace.rivya("show", "5", "--simulate")
        #expect(show.code == 0)
        #expect(
            unchanging(show.output, workplace) == """
                job RUN/5  succeeded  3 credits charged
                  script  s.rivya:6  gen nano-banana "more snow" ref=fox.png
                  account  simulator:
                  task  TASK

                gen nano-banana "more snow" imageSize=1:1 output_format=png ref=fox.png

                request
                  body  {"model":"nano-banana","prompt":"more snow","params":{"imageSize":"1:1","output_format":"png",\
                "referenceMediaItems":[{"url":"http://PORT/media/uploads/FILE.png","kind":"image","name":"fox.png",\
                "mimeType":"image/png"}]}}
                  key  KEY
                  answer  TIME  accepted
                  charge  TIME  3 credits reserved
                  charge  TIME  3 credits charged
                  time  N s preparing, N s sending, N s queued and running, N s downloading

                references
                  1  fox.png
                  SHA-256 HASH
                  uploaded TIME as FILE, image/png

                files
                  1  rivya-out/RUN/5-nano-banana.png  N bytes
                  SHA-256 HASH

                """)
        let failed = try await workplace.rivya("show", "3", "--simulate")
        #expect(failed.output.contains("error: The generation failed. [generation_failed]"))
        #expect(failed.output.contains("1 credit reserved and given back"))
        let object = try json(try await workplace.rivya("show", "3", "--simulate", "--json").output)
        #expect(object["gen"] == .string("gen z-image \"[fail] a heron\" aspect_ratio=1:1 --tag pilot"))
        #expect(object["tries"]?.array?.first?["body"]?["prompt"] == .string("[fail] a heron"))
        #expect(
            object["tries"]?.array?.first?["charges"]?.array?.map { $0["kind"] } == [
                .string("reserved"), .string("refunded"),
            ])
        let skipped = try await workplace.rivya("show", "4", "--simulate")
        #expect(skipped.output.contains("gen z-image \"a crow\""))
        #expect(skipped.output.contains("nothing was sent"))
    }

    /// What another job made is named by the file that it became.
    @Test func aResultThatIsReferredToIsShown() async throws {
        let workplace = try Workplace()
        try workplace.write("let a = gen z-image \"fox\"\ngen nano-banana \"more snow\" ref=$a\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 0)
        let show = unchanging(try await workplace.rivya("show", "2", "--simulate").output, workplace)
        #expect(show.contains("output_format=png ref=rivya-out/RUN/1-z-image.png\n"), "\(show)")
        #expect(show.contains("  1  the result of RUN/1  rivya-out/RUN/1-z-image.png\n"), "\(show)")
    }

    /// The line that is shown makes the same request: it costs nothing.
    @Test func theLineOfAJobIsItsRequest() async throws {
        let workplace = try await mixed()
        for index in ["1", "5"] {
            let job = try json(try await workplace.rivya("show", index, "--simulate", "--json").output)
            try workplace.write(try #require(job["gen"]?.string) + "\n", to: "again.rivya")
            let plan = try await workplace.rivya("plan", "again.rivya", "--simulate")
            #expect(plan.output.contains("1 cached: 0 credits to pay"), "\(plan.output)")
        }
    }

    @Test func explainComparesWithTheNearestEarlierRequest() async throws {
        let workplace = try Workplace()
        func run(_ script: String, _ arguments: String...) async throws {
            try workplace.write(script + "\n", to: "s.rivya")
            let code = try await workplace.start(
                ["run", "s.rivya", "--simulate", "--poll", "20ms", "--rate", "none"] + arguments
            ).end().code
            #expect(code == 0)
        }
        func explanation(_ job: String) async throws -> String {
            let explanation = try await workplace.rivya("explain", job, "--simulate")
            #expect(explanation.code == 0)
            return unchanging(explanation.output, workplace)
        }
        try await run("for s in [ink, oil] { gen kling-2-6 \"a paper boat at dawn, $s\" }")
        #expect(
            try await explanation("1") == """
                job RUN/1  kling-2-6  s=ink
                new: no earlier run asked for anything like it

                """)
        try await run("for s in [ink, oil] { gen kling-2-6 \"a paper boat at dusk, $s\" duration=10 }")
        #expect(
            try await explanation("2") == """
                job RUN/2  kling-2-6  s=oil
                new: the nearest earlier request is that of job 2 of run RUN (succeeded, 55 credits charged)
                  prompt: "a paper boat at [-dawn-]{+dusk+}, oil"
                  duration: [-5-]{+10+}
                  the same model, sound and aspect_ratio

                """)
        try await run("gen kling-2-6 \"a paper boat at dusk, oil\" duration=10")
        #expect(
            try await explanation("1") == """
                job RUN/1  kling-2-6
                cached: paid for by job 2 of run RUN, 55 credits charged
                  the same model, prompt and 3 parameters: nothing that the service would see differs

                """)
        try await run("gen kling-2-6 \"a paper boat at dusk, oil\" duration=10 --repeat 2")
        #expect(
            try await explanation("2") == """
                job RUN/2  kling-2-6  take=2
                new: the nearest earlier request is that of job 2 of run RUN (succeeded, 55 credits charged)
                  take: [-1-]{+2+} (of equal requests in one run)
                  the same model, prompt, duration, sound and aspect_ratio

                """)
        try await run("gen kling-2-6 \"a paper boat at dusk, oil\" duration=10", "--fresh")
        #expect(
            try await explanation("1").contains(
                "new: the run was started with `--fresh`, though job 2 of run RUN had paid for the same request"))
        let json = try json(try await workplace.rivya("explain", "1", "--simulate", "--json").output)
        #expect(json["reason"] == .string("fresh"))
    }

    @Test func explainNamesAChangedReferenceAndAFailure() async throws {
        let workplace = try Workplace()
        try workplace.copy(Project.fixture("fox.png"), to: "still.png")
        try workplace.write("gen nano-banana \"more snow\" ref=still.png\ngen z-image \"[fail] x\"\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 1)
        try workplace.write(try workplace.bytes("still.png") + [0], to: "still.png")
        #expect(try await workplace.simulate("s.rivya").code == 1)
        let changed = try await workplace.rivya("explain", "1", "--simulate").output
        #expect(changed.contains("  ref 1: [-still.png "), "\(changed)")
        #expect(changed.contains("…-]{+still.png "), "\(changed)")
        let failed = try await workplace.rivya("explain", "2", "--simulate").output
        #expect(failed.contains("sent the same request, and it ended as failed"), "\(failed)")
    }

    /// A process that is gone, an answer that nobody saw, a task that goes on.
    @Test func whatIsOpenIsShownWithWhatToDo() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(
            "--fault", "create:lost@1/0..3600", "--seed", "7", for: workplace)
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "retrying")
        let watched = try json(try await workplace.rivya("jobs", "--json").output)
        #expect(watched["status"] == .string("submitting"))
        program.send(signal: SIGKILL)
        _ = try await program.end()

        let jobs = try await workplace.rivya("jobs")
        #expect(jobs.output.contains("interrupted        ?  unknown"), "\(jobs.output)")
        #expect(jobs.errors.contains("= help: `rivya resume "))
        let run = try #require(try json(try await workplace.rivya("runs", "--json").output)["run"]?.string)
        let show = try await workplace.rivya("show", "1").output
        #expect(show.contains("the charge is unknown"))
        #expect(
            show.contains(
                "its answer was not seen: `rivya resume \(run)` asks again with the same key, and pays nothing twice"),
            "\(show)")
        #expect(try await workplace.rivya("runs").output.contains("1 open"))
        let credits = try await workplace.rivya("credits")
        #expect(credits.output.contains("1 charge of this ledger's jobs is unknown"), "\(credits.text)")
        let object = try json(try await workplace.rivya("credits", "--json").output)
        #expect(object["unknown"] == .number(.whole(1)))
        #expect(object["balance"]?.number == Number(String(Int(try await simulator.audit().balance))))

        // The service answers again: what it was asked for before is not paid for twice.
        _ = try await simulator.stop()
    }

    @Test func resumeSaysWhatIsOpenAndFinishesIt() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..4", for: workplace)
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "job 1 submitted")
        program.send(signal: SIGKILL)
        _ = try await program.end()
        let run = try #require(try json(try await workplace.rivya("runs", "--json").output)["run"]?.string)
        #expect(try await workplace.rivya("show", "1").output.contains("the task goes on at the service"))

        let resumed = try await workplace.rivya("resume", String(run.prefix(12)))
        #expect(resumed.code == 0, "\(resumed.text)")
        #expect(
            resumed.errors.hasPrefix("run \(run): 1 job open (1 at the service), 1 credit reserved\n"),
            "\(resumed.errors)")
        #expect(try await workplace.rivya("jobs", run).output.contains("succeeded        1  charged"))
        #expect(try await simulator.audit().charged == 1)
    }

    @Test func exportsAreForSpreadsheetsAndPrograms() async throws {
        let workplace = try Workplace()
        try workplace.write("for s in [ink, oil] { gen z-image \"=1+1, $s\" --name \"@$s\" }\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 0)
        let csv = try await workplace.rivya("export", "--simulate")
        #expect(csv.output.unicodeScalars.first == "\u{FEFF}")
        let table = String(String.UnicodeScalarView(csv.output.unicodeScalars.dropFirst()))
        let rows = table.split(separator: "\r\n").map { unchanging(String($0), workplace) }
        #expect(rows.count == 3)
        #expect(rows[0].hasPrefix("run,index,name,model,prompt,axis.s,status,credits,charge,task,seconds,file,"))
        #expect(rows[1].hasPrefix("RUN,1,'@ink,z-image,\"'=1+1, ink\",ink,succeeded,1,charged,TASK,"), "\(rows[1])")
        let raw = try await workplace.rivya("export", "--simulate", "--raw").output
        #expect(raw.contains(",1,@ink,z-image,\"=1+1, ink\","))
        let written = try await workplace.rivya("export", "--simulate", "--out", "run.jsonl")
        #expect(written.errors == "wrote 2 jobs to run.jsonl\n" && written.output == "")
        let objects = try lines(try workplace.read("run.jsonl"))
        #expect(objects.map { $0["prompt"] } == [.string("=1+1, ink"), .string("=1+1, oil")])
        #expect(try await workplace.rivya("export", "--simulate", "--out", "none/x.csv").code == 2)
        #expect(try await workplace.rivya("export", "--csv", "--jsonl").code == 2)
    }

    // MARK: Names and ledgers

    @Test func aJobHasSeveralNames() async throws {
        let workplace = try await mixed()
        let job = try json(try await workplace.rivya("show", "2", "--simulate", "--json").output)
        let name = try #require(job["job"]?.string)
        let task = try #require(job["task"]?.string)
        for other in [name, task, String(name.dropFirst(2).isEmpty ? "" : name.prefix(12)) + "/2"] {
            let shown = try await workplace.rivya("show", other, "--simulate", "--json")
            #expect(try json(shown.output)["job"]?.string == name, "\(other): \(shown.errors)")
        }
    }

    @Test(arguments: [
        (["show", "9"], "has no job 9", "its jobs are 1 to 5: `rivya jobs RUN --simulate` lists them"),
        (["show", "0"], "there is no job `0`", "`rivya jobs --simulate` lists them"),
        (["explain", "task_x"], "there is no job `task_x`", "by its task's id"),
        (["show", "x/1"], "there is no run `x`", "`rivya runs --simulate` lists them"),
        (["jobs", "1999"], "there is no run `1999`", "`rivya runs --simulate` lists them"),
        (["export", "1999"], "there is no run `1999`", "`rivya runs --simulate` lists them"),
    ])
    func aWrongNameIsAnErrorThatHelps(_ arguments: [String], _ message: String, _ help: String) async throws {
        let workplace = try await mixed()
        let ending = try await workplace.start(arguments + ["--simulate"]).end()
        #expect(ending.code == 2)
        #expect(ending.output == "")
        let errors = unchanging(ending.errors, workplace)
        #expect(errors.contains(message) && errors.contains(help), "\(errors)")
    }

    @Test(arguments: ["runs", "jobs", "show 1", "explain 1", "export", "resume"])
    func simulatedAndPaidRunsAreApart(_ command: String) async throws {
        let workplace = try Workplace()
        let arguments = command.split(separator: " ").map(String.init)
        let none = try await workplace.start(arguments).end()
        #expect(none.code == 2)
        #expect(none.errors.contains("nothing was ever run here"))
        #expect(none.errors.contains("= help: `rivya run FILE` makes one"))
        #expect(workplace.files(below: "") == [])
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 0)
        let other = try await workplace.start(arguments).end()
        #expect(other.code == 2)
        #expect(other.errors.contains("= help: there is one of simulated runs: `--simulate`"))
        #expect(try await workplace.start(arguments + ["--simulate"]).end().code == 0)
    }

    @Test func aDamagedLedgerIsToldOfAndLeftAlone() async throws {
        let workplace = try Workplace()
        try workplace.write(String(repeating: "no database ", count: 100), to: ".rivya/ledger.sqlite")
        let ending = try await workplace.rivya("runs")
        #expect(ending.code == 6)
        #expect(ending.errors.contains("is damaged: file is not a database"), "\(ending.errors)")
        #expect(workplace.files(below: ".rivya") == ["ledger.sqlite"])
    }

    /// Every planned cell has a row, also those that nothing was sent for.
    @Test func cellsThatWereNeverSentAreListed() async throws {
        let workplace = try Workplace()
        try workplace.write("set concurrency 1\nfor n in 1..30 { gen z-image \"fox $n\" }\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--simulate", "--poll", "20ms", "--no-gallery"])
        try await program.wait(for: "job 1 submitted")
        program.send(signal: SIGINT)
        let stopped = try await program.end()
        #expect(stopped.code == 130, "\(stopped.text)")
        let sent = stopped.output.split(separator: "\n").filter { $0.contains("succeeded  ") }.count
        #expect((1..<30).contains(sent))

        let jobs = try lines(try await workplace.rivya("jobs", "--simulate", "--json").output)
        #expect(jobs.map { $0["index"]?.int } == (1...30).map(Optional.init))
        #expect(jobs.filter { $0["status"]?.string == "cancelled" }.count == 30 - sent)
        #expect(jobs.allSatisfy { $0["prompt"]?.string?.hasPrefix("fox ") == true })
        let failed = try await workplace.rivya("jobs", "--simulate", "--json", "--failed")
        #expect(try lines(failed.output).count == 30 - sent)
        let runs = try json(try await workplace.rivya("runs", "--simulate", "--json").output)
        #expect(runs["jobs"]?.int == 30)
        #expect(runs["cancelled"]?.int == 30 - sent)
        #expect(try lines(try await workplace.rivya("export", "--simulate", "--jsonl").output).count == 30)
        let show = try await workplace.rivya("show", "30", "--simulate")
        #expect(show.code == 0, "\(show.text)")
        #expect(show.output.contains("cancelled"), "\(show.output)")

        // What was not sent is no earlier request, and nothing of it counts as paid.
        let again = try await workplace.simulate("s.rivya", "--concurrency", "8", "--no-gallery")
        #expect(again.code == 0, "\(again.text)")
        #expect(again.output.hasSuffix("\(30 - sent) credits charged\n"), "\(again.output)")
    }

    /// A process that is killed records nothing more, but its plan is known.
    @Test func cellsOfAKilledRunAreListed() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "set concurrency 1\nfor n in [stuck, calm, wild] { gen z-image \"[$n] fox\" }\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--simulate", "--poll", "20ms"])
        try await program.wait(for: "job 1 submitted")
        let deadline = ContinuousClock.now + .seconds(60)
        var live: [JSONValue] = []
        while live.count < 3, ContinuousClock.now < deadline {
            live = try lines(try await workplace.rivya("jobs", "--simulate", "--json").output)
        }
        program.send(signal: SIGKILL)
        _ = try await program.end()
        #expect(live.map { $0["status"]?.string } == ["running", "planned", "planned"])

        let jobs = try await workplace.rivya("jobs", "--simulate")
        #expect(jobs.output.contains("1  z-image  n=stuck  interrupted"), "\(jobs.output)")
        #expect(jobs.output.contains("3  z-image  n=wild   planned            0  not charged"), "\(jobs.output)")
        #expect(jobs.errors.contains("the same `rivya run` command sends what is planned"), "\(jobs.errors)")
        #expect(
            try await workplace.rivya("jobs", "--simulate", "--json", "--where", "status == planned").output
                .split(separator: "\n").count == 2)
        let export = try lines(try await workplace.rivya("export", "--simulate", "--jsonl").output)
        #expect(export.map { $0["status"]?.string } == ["interrupted", "planned", "planned"])
        let show = try await workplace.rivya("show", "3", "--simulate")
        #expect(show.code == 2)
        #expect(show.errors.contains("was planned, and never begun"), "\(show.errors)")
    }
}
