import Foundation
import Testing

/// A ledger that cannot be read, or is gone, is never "nothing was paid".
@Suite(.serialized)
struct LostLedgerTests {
    private static let ledger = ".rivya/ledger.sqlite"

    private func paid() async throws -> (Workplace, SimulatorProcess) {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--pace", "instant", for: workplace)
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        #expect(try await workplace.run("s.rivya").code == 0)
        return (workplace, simulator)
    }

    enum Damage: String, CaseIterable {
        case emptied, cut, text, deleted
    }

    @Test(arguments: Damage.allCases)
    func nothingIsSentUntilSomebodyDecides(_ damage: Damage) async throws {
        let (workplace, simulator) = try await paid()
        try workplace.copy(workplace.path + "/" + Self.ledger, to: "copy")
        let lines =
            switch damage {
            case .emptied: ": > \(Self.ledger)"
            case .cut: "truncate -s 20000 \(Self.ledger)"
            case .text: "echo nothing > \(Self.ledger)"
            case .deleted: "rm \(Self.ledger)"
            }
        #expect(try await workplace.shell(lines).code == 0)
        for _ in 1...2 {
            let run = try await workplace.run("s.rivya")
            #expect(run.code == 6, "\(run.text)")
            #expect(run.errors.contains("error: the ledger `"), "\(run.errors)")
            #expect(run.errors.contains("`--new-ledger`"), "\(run.errors)")
        }
        for arguments in [["runs"], ["jobs"], ["show", "1"], ["plan", "s.rivya"], ["resume"], ["credits"]] {
            let looking = try await workplace.start(arguments).end()
            #expect(looking.code == 6, "\(arguments) \(looking.text)")
        }
        let session = try await workplace.rivya("--yes", "-e", "gen z-image \"owl\"")
        #expect(session.code == 6, "\(session.text)")
        #expect(try await simulator.audit().taskCount == 1)
        // Both ways out.
        #expect(try await workplace.shell("cp copy \(Self.ledger)").code == 0)
        let restored = try await workplace.run("s.rivya")
        #expect(restored.code == 0, "\(restored.text)")
        #expect(restored.output.contains("1 cached"), "\(restored.output)")
        #expect(try await workplace.shell(lines).code == 0)
        let anew = try await workplace.run("s.rivya", "--new-ledger")
        #expect(anew.code == 0, "\(anew.text)")
        #expect(anew.errors.contains("a new one was started"), "\(anew.errors)")
        #expect(try await workplace.run("s.rivya").code == 0)
    }

    @Test(arguments: ["rm .rivya/ledger.sqlite", "rm -r .rivya", "cp copy new; mv new .rivya/ledger.sqlite"])
    func aRunWhoseLedgerIsTakenAway(_ lines: String) async throws {
        let (workplace, simulator) = try await paid()
        try workplace.copy(workplace.path + "/" + Self.ledger, to: "copy")
        try workplace.write("set concurrency 1\nfor n in 1..400 { gen z-image \"fox $n\" }\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms", "--rate", "none"])
        try await program.wait(for: "job 2 submitted")
        #expect(try await workplace.shell(lines).code == 0)
        let run = try await program.end()
        #expect(run.code == 6, "\(run.text)")
        #expect(run.errors.contains("was lost"), "\(run.errors)")
        let audit = try await simulator.audit()
        #expect(audit.taskCount < 401)
        // Whatever it has paid is named, and what it knew can be put back.
        let named = run.errors.split(separator: "\n").count { $0.hasPrefix("  job ") && $0.contains(": task task_") }
        #expect(named == audit.taskCount - 1, "\(run.errors)")
        #expect(try await workplace.run("s.rivya").code == 6)
        #expect(try await workplace.shell("mv .rivya/ledger.sqlite.rescued-1 .rivya/ledger.sqlite").code == 0)
        let resumed = try await workplace.rivya("resume")
        #expect(resumed.code == 0, "\(resumed.text)")
        try workplace.write("for n in 1..\(named + 1) { gen z-image \"fox $n\" }\n", to: "s.rivya")
        let again = try await workplace.run("s.rivya")
        #expect(again.code == 0, "\(again.text)")
        let after = try await simulator.audit()
        #expect(after.repeatedBodies == 0)
        #expect(after.taskCount == named + 2)
    }
}
