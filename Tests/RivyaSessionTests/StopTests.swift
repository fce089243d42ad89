import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// ^C and its like: what was paid for is not lost, and a second run pays nothing for it again.
@Suite(.serialized)
struct StopTests {
    /// One after the other, and so many that some are still to be sent when the signal comes, however
    /// late that is.
    private static let sweep = "set concurrency 1\nfor n in 1..30 { gen z-image \"fox $n\" }\n"

    /// What a program ends with that is interrupted twice, with so many jobs at the service.
    private func interrupted(_ program: Workplace.Program, jobs: Int) async throws -> Workplace.Ending {
        for job in 1...jobs { try await program.wait(for: "job \(job) submitted") }
        program.send(signal: SIGINT)
        try await program.wait(for: "stopping: nothing more is sent")
        program.send(signal: SIGINT)
        return try await program.end()
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func theFirstSignalLetsRunningJobsFinish(_ number: Int32, _ code: Int32) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "job 1 submitted")
        program.send(signal: number)
        let stopped = try await program.end()
        #expect(stopped.code == code, "\(stopped.text)")
        #expect(stopped.errors.contains("stopping: nothing more is sent"))
        #expect(stopped.output.contains("succeeded"))
        #expect(stopped.errors.contains("the same command goes on with"), "\(stopped.errors)")
        #expect(!stopped.errors.contains("rivya resume"), "\(stopped.errors)")
        let sent = try await simulator.audit().taskCount
        #expect(sent < 30)
        #expect(workplace.files().count == sent)

        let again = try await workplace.run("s.rivya", "--concurrency", "8")
        #expect(again.code == 0, "\(again.text)")
        #expect(again.output.contains("\(sent) cached") || again.output.contains("30 succeeded"), "\(again.output)")
        let audit = try await simulator.audit()
        #expect(audit.charged == 30)
        #expect(audit.repeatedBodies == 0)
    }

    /// The service answers no question for a while, so that the job is open at both signals.
    @Test func theSecondSignalLeavesAtOnceAndNothingIsPaidTwice() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..4", for: workplace)
        try workplace.write("gen z-image \"fox\" --repeat 2\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        let stopped = try await interrupted(program, jobs: 2)
        #expect(stopped.code == 130, "\(stopped.text)")
        #expect(stopped.errors.contains("leaving running jobs to the service"))
        #expect(workplace.files() == [])

        let again = try await workplace.run("s.rivya")
        #expect(again.code == 0, "\(again.text)")
        #expect(workplace.files().count == 2)
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 2)
        #expect(audit.charged == 2)
    }

    /// Without the script, from the ledger alone.
    @Test func resumeFetchesWhatWasLeftOpen() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..3", for: workplace)
        try workplace.write("gen z-image \"fox\" --repeat 2\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        let stopped = try await interrupted(program, jobs: 2)
        #expect(stopped.code == 130)
        #expect(workplace.files() == [])

        let unknown = try await workplace.start(["resume", "20000101-000000"]).end()
        #expect(unknown.code == 2)
        #expect(unknown.errors.contains("there is no run `20000101-000000`"), "\(unknown.errors)")

        let command = try #require(stopped.errors.firstMatch(of: /`rivya (resume [^`]*)` fetches what is still open/)).1
        let resumed = try await workplace.start(command.split(separator: " ").map(String.init)).end()
        #expect(resumed.code == 0, "\(resumed.text)")
        #expect(resumed.output.hasSuffix("2 succeeded, 2 credits charged\n"), "\(resumed.output)")
        #expect(workplace.files().count == 2)
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 2)
        #expect(audit.charged == 2)

        let again = try await workplace.start(["resume"]).end()
        #expect(again.code == 0)
        #expect(again.errors.contains("nothing is open"), "\(again.errors)")
    }

    /// With everything that is not what `resume` would find by itself, for a shell.
    @Test func theResumeCommandIsExact() async throws {
        let workplace = try Workplace()
        workplace.environment["RIVYA_HOME"] = nil
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..3", for: workplace)
        workplace.environment["RIVYA_BASE_URL"] = nil
        try workplace.makeFolder("elsewhere/.rivya")
        try workplace.makeFolder("my results")
        try workplace.makeFolder("here")
        try workplace.write("gen z-image \"fox\" --save \"../my results/{run}.{ext}\"\n", to: "elsewhere/s.rivya")
        let program = try workplace.start(
            [
                "run", "../elsewhere/s.rivya", "--yes", "--poll", "20ms", "--base-url", simulator.url, "--allow-write",
                "../my results",
            ], below: "here")
        let stopped = try await interrupted(program, jobs: 1)
        #expect(stopped.code == 130)
        let command = try #require(stopped.errors.firstMatch(of: /`rivya (resume [^`]*)` fetches what is still open/)).1
        let resumed = try await workplace.shell("cd here && $RIVYA \(command)")
        #expect(resumed.code == 0, "\(command): \(resumed.text)")
        #expect(workplace.files(below: "my results").count == 1)
        #expect(try await simulator.audit().charged == 1)
    }

    /// What a run leaves open when it is left with two ^C: its program, started below a folder, has sent one job.
    private func leave(_ workplace: Workplace, below folder: String) async throws {
        try workplace.makeFolder(folder)
        try workplace.write("gen z-image \"fox\" --save \"clips/{index}.{ext}\"\n", to: folder + "/s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"], below: folder)
        try await program.wait(for: "job 1 submitted")
        program.send(signal: SIGINT)
        try await program.wait(for: "stopping: nothing more is sent")
        program.send(signal: SIGINT)
        #expect(try await program.end().code == 130)
    }

    /// Not below the folder that `resume` is called in.
    @Test func resumedResultsLandWhereTheRunWantedThem() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..3", for: workplace)
        try await leave(workplace, below: "project")
        try workplace.makeFolder("elsewhere")
        let resumed = try await workplace.rivya("resume", below: "elsewhere")
        #expect(resumed.code == 0, "\(resumed.text)")
        #expect(workplace.files(below: "project/clips") == ["1.png"])
        #expect(workplace.files(below: "elsewhere") == [])
        let show = try await workplace.rivya("show", "1", below: "elsewhere")
        #expect(show.output.contains("/project/clips/1.png"), "\(show.output)")
        #expect(try await simulator.audit().charged == 1)
    }

    /// Elsewhere the tasks are not known, and nothing is sent there for them.
    @Test func jobsOfAnotherServiceAreNamed() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "status:http=503@1/0..3", for: workplace)
        try await leave(workplace, below: "project")
        let other = try await SimulatorProcess(for: workplace)
        let resumed = try await workplace.rivya("resume", below: "project")
        #expect(resumed.code == 0)
        #expect(
            resumed.errors.contains("1 job open at another service: `--base-url \(simulator.url)` takes them up"),
            "\(resumed.errors)")
        #expect(resumed.errors.hasSuffix("nothing is open here\n"))
        #expect(try await workplace.rivya("resume", "--base-url", simulator.url, below: "project").code == 0)
        #expect(try await other.audit().taskCount == 0)
    }

    /// Nothing is made anew where nobody looks for it.
    @Test func aRunsFolderThatIsGoneIsToldFirst() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "create:lost@1/0..3", for: workplace)
        try workplace.makeFolder("project")
        try workplace.write("gen z-image \"fox\" --save \"clips/{index}.{ext}\"\n", to: "project/s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"], below: "project")
        while try await simulator.audit().taskCount == 0 {}
        program.send(signal: SIGKILL)
        _ = try await program.end()
        #expect(rename(workplace.path + "/project", workplace.path + "/moved") == 0)

        let refused = try await workplace.rivya("resume")
        #expect(refused.code == 2)
        #expect(refused.errors.contains("is gone: `\(workplace.path)/project`; nothing was sent"), "\(refused.errors)")
        #expect(try await simulator.requests().count == 1)
        // Nor is it made again for a picture that nobody would find there.
        for command in ["gallery", "sheet"] {
            let ending = try await workplace.rivya(command)
            #expect(ending.code == 2)
            #expect(ending.errors.contains("is gone: `\(workplace.path)/project`"), "\(ending.errors)")
        }
        #expect(!workplace.exists("project"))

        let nowhere = try await workplace.rivya("resume", "--into", "nowhere")
        #expect(nowhere.code == 2)
        #expect(nowhere.errors.contains("`nowhere` is no folder"), "\(nowhere.errors)")

        let moved = try await workplace.rivya("resume", "--into", "moved")
        #expect(moved.code == 0, "\(moved.text)")
        #expect(workplace.files(below: "moved/clips") == ["1.png"])
        #expect(!workplace.exists("project"))
        #expect(try await simulator.audit().charged == 1)
    }

    /// A simulated task is in the world's file before its answer leaves.
    @Test(arguments: [1, 5, 12])
    func aKilledSimulatedRunLosesNothing(_ job: Int) async throws {
        let workplace = try Workplace()
        try workplace.write(
            "set concurrency 3\nfor n in 1..12 { gen z-image \"fox $n\" --save \"clips/{index}.{ext}\" }\n",
            to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--simulate", "--poll", "20ms"])
        try await program.wait(for: "job \(job) submitted")
        program.send(signal: SIGKILL)
        #expect(try await program.end().code == -SIGKILL)
        let again = try await workplace.simulate("s.rivya")
        #expect(again.code == 0, "\(again.text)")
        #expect(workplace.files(below: "clips").count == 12)
        #expect(!again.output.contains("unknown"), "\(again.output)")
        let credits = try await workplace.rivya("credits", "--simulate")
        #expect(credits.output == "9988 credits  simulator:\n")
    }

    /// What ends services waits for a moment only: the task that never ends is left to the service in time.
    @Test func theTerminationSignalHasADeadline() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("gen z-image \"[stuck] fox\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "job 1 submitted")
        program.send(signal: SIGTERM)
        let stopped = try await program.end()
        #expect(stopped.code == 143, "\(stopped.text)")
        #expect(stopped.errors.contains("leaving running jobs to the service"))
        #expect(stopped.errors.contains("`rivya resume "), "\(stopped.errors)")
        #expect(try await simulator.audit().taskCount == 1)
    }

    /// A script that waits for a job's result is stopped as well.
    @Test func aWaitingScriptIsStopped() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            "let a = gen z-image \"[stuck] fox\"\nprint \"got \" $a.status\ngen z-image \"owl\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "job 1 submitted")
        program.send(signal: SIGINT)
        try await program.wait(for: "stopping")
        program.send(signal: SIGINT)
        let stopped = try await program.end()
        #expect(stopped.code == 130, "\(stopped.text)")
        #expect(!stopped.output.contains("got"))
        #expect(try await simulator.audit().taskCount == 1)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func theSimulatorEndsWithASignal(_ number: Int32) async throws {
        let workplace = try Workplace()
        let program = try workplace.start(["simulate"])
        try await program.wait(for: "use it with")
        program.send(signal: number)
        #expect(try await program.end().code == 0)
    }

    /// What was simulated lives on in a file.
    @Test func theSimulatorGoesOnWhereItStopped() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        let first = try await SimulatorProcess("--state", "world.json", for: workplace)
        #expect(try await workplace.run("s.rivya").code == 0)
        #expect(try await first.stop().code == 0)
        let second = try await SimulatorProcess("--state", "world.json", for: workplace)
        #expect(try await second.audit().charged == 1)
    }
}
