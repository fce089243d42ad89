import Foundation
import GRDB
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A request that may have been paid, and is too old to be asked about: the user is told, and chooses.
@Suite(.serialized)
struct UnknownTests {
    /// Sends a request whose answer is lost, kills the program, and lets two days pass.
    private func lose(_ workplace: Workplace) async throws -> SimulatorProcess {
        let silent = try await SimulatorProcess("--state", "world.json", "--fault", "create:lost@1", for: workplace)
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms"])
        try await program.wait(for: "job 1 retrying")
        program.send(signal: SIGKILL)
        #expect(try await program.end().code == -SIGKILL)
        let ledger = try DatabaseQueue(path: workplace.path + "/.rivya/ledger.sqlite")
        try await ledger.write { db in
            try db.execute(
                sql: """
                    UPDATE job SET submittedAt = submittedAt - 2 * 86400, boot = NULL, uptime = NULL
                    WHERE state = 'submitting'
                    """)
            #expect(db.changesCount == 1)
        }
        // The same service, which answers again.
        _ = try await silent.stop()
        let port = try #require(URL(string: silent.url)?.port)
        return try await SimulatorProcess("--state", "world.json", "--port", "\(port)", for: workplace)
    }

    @Test(arguments: [["resume", "--retry-unknown"], ["run", "s.rivya", "--yes", "--retry-unknown"]])
    func isSentAgainOnlyWhenToldTo(_ command: [String]) async throws {
        let workplace = try Workplace()
        let simulator = try await lose(workplace)

        let told = try await workplace.run("s.rivya")
        #expect(told.code == 1, "\(told.text)")
        #expect(told.output.hasSuffix("1 unknown, 0 credits charged, 1 charge unknown\n"), "\(told.output)")
        #expect(told.text.contains("--retry-unknown"), "\(told.text)")
        #expect(!told.text.contains("still open"), "\(told.text)")
        let resumed = try await workplace.rivya("resume")
        #expect(resumed.errors.contains("nothing is open"), "\(resumed.text)")
        let plan = try await workplace.rivya("plan", "s.rivya")
        #expect(plan.output.contains("0 new, 1 unknown: 0 credits to pay"), "\(plan.output)")
        #expect(plan.output.contains("--retry-unknown"), "\(plan.output)")
        #expect(try await simulator.audit().taskCount <= 1)

        let again = try await workplace.start(command).end()
        #expect(again.code == 0, "\(again.text)")
        #expect(again.output.hasSuffix("1 succeeded, 1 credit charged\n"), "\(again.output)")
        #expect(try await simulator.audit().charged == 1)
        #expect(workplace.files().count == 1)
        #expect(try await workplace.run("s.rivya").output.hasSuffix("1 cached, 0 credits charged\n"))
    }

    @Test func isSettledByAPerson() async throws {
        let workplace = try Workplace()
        let simulator = try await lose(workplace)
        let told = try await workplace.run("s.rivya")
        #expect(told.code == 1, "\(told.text)")
        #expect(told.text.contains("rivya settle"), "\(told.text)")

        for (words, message) in [
            (["none", "--credits", "2"], "`none` goes without"), (["charged", "--credits=-1"], "0 or more"),
            (["charged", "--credits", "2", "--task", "t"], "`--credits` or `--task`"), (["perhaps"], "perhaps"),
        ] {
            let wrong = try await workplace.start(["settle", "1"] + words).end()
            #expect(wrong.code == 2, "\(wrong.text)")
            #expect(wrong.errors.contains(message), "\(wrong.errors)")
        }
        let task = try #require(try await simulator.audit().tasks.first?.id)
        let settled = try await workplace.rivya("settle", "1", "charged", "--task", task)
        #expect(settled.output.contains("`rivya resume"), "\(settled.text)")
        let resumed = try await workplace.rivya("resume")
        #expect(resumed.output.hasSuffix("1 succeeded, 1 credit charged\n"), "\(resumed.text)")
        #expect(workplace.files().count == 1)
        let late = try await workplace.rivya("settle", "1", "none")
        #expect(late.code != 0)
        #expect(late.errors.contains("what it cost is not in doubt"), "\(late.errors)")
    }

    @Test(arguments: [
        (["none"], "not charged", 0), (["charged"], "1 credit charged", 1),
        (["charged", "--credits", "3"], "3 credits charged", 3),
    ])
    func aSettledJobIsAskedForAgain(_ words: [String], _ said: String, _ charged: Int) async throws {
        let workplace = try Workplace()
        let simulator = try await lose(workplace)
        #expect(try await workplace.run("s.rivya").code == 1)
        let settled = try await workplace.start(["settle", "1"] + words).end()
        #expect(settled.output.contains(said), "\(settled.text)")
        let jobs = try await workplace.rivya("jobs", "--json")
        #expect(jobs.output.contains(#""status":"failed""#), "\(jobs.output)")
        // The same key: the service still has the task, so it is not paid for again.
        #expect(try await workplace.run("s.rivya").code == 0)
        #expect(try await simulator.audit().charged == 1)
    }

    @Test func freshAndOldKeysDoNotGoTogether() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        let run = try await workplace.rivya("run", "s.rivya", "--fresh", "--retry-unknown")
        #expect(run.code == 2)
        #expect(run.errors.contains("leave out --retry-unknown"), "\(run.errors)")
    }
}
