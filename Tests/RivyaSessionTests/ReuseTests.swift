import Foundation
import Testing

/// Nothing is paid for twice, and nothing that was made is lost.
@Suite(.serialized)
struct ReuseTests {
    private static let sweep = "for a in [fox, owl], s in [ink, oil] { gen z-image \"a $a, $s\" }\n"

    @Test func theSameScriptCostsNothingAgain() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        #expect(try await workplace.run("s.rivya", "--output", "one/{index}.{ext}").code == 0)
        let again = try await workplace.run("s.rivya", "--output", "two/{index}.{ext}")
        #expect(again.code == 0)
        #expect(again.output.hasSuffix("4 cached, 0 credits charged\n"), "\(again.output)")
        #expect(try await simulator.audit().charged == 4)
        #expect(workplace.files(below: "one").count == 4)
        for file in workplace.files(below: "one") {
            #expect(try workplace.bytes("one/\(file)") == workplace.bytes("two/\(file)"))
        }
    }

    /// Names, order and loops do not matter; only what the service would see does.
    @Test func anExtendedAxisPaysForItsNewCells() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        #expect(try await workplace.run("s.rivya").code == 0)
        try workplace.write(
            "for style in [oil, chalk, ink], who in [owl, fox] { gen z-image \"a $who, $style\" --name $who }\n",
            to: "t.rivya")
        let more = try await workplace.run("t.rivya")
        #expect(more.code == 0)
        #expect(more.output.hasSuffix("2 succeeded, 4 cached, 2 credits charged\n"), "\(more.output)")
        let audit = try await simulator.audit()
        #expect(audit.charged == 6)
        #expect(audit.repeatedBodies == 0)
    }

    @Test func moreTakesPayForTheNewOnes() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("param n = 1\ngen z-image \"fox\" --repeat $n\n", to: "s.rivya")
        #expect(try await workplace.run("s.rivya").code == 0)
        let more = try await workplace.run("s.rivya", "--param", "n=3")
        #expect(more.output.hasSuffix("2 succeeded, 1 cached, 2 credits charged\n"), "\(more.output)")
        #expect(more.output.contains("take=3"))
        #expect(try await simulator.audit().charged == 3)
    }

    @Test func freshPaysAnew() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        #expect(try await workplace.run("s.rivya").code == 0)
        let fresh = try await workplace.run("s.rivya", "--fresh")
        #expect(fresh.output.hasSuffix("4 succeeded, 4 credits charged\n"), "\(fresh.output)")
        #expect(fresh.errors.contains("4 requests of 4 are paid for already"), "\(fresh.errors)")
        #expect(try await simulator.audit().charged == 8)
    }

    @Test func aFailedCellIsTriedAnew() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("gen z-image \"fox\"\ngen z-image \"[fail] owl\"\n", to: "s.rivya")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 1)
        #expect(run.output.hasSuffix("1 succeeded, 1 failed, 1 credit charged\n"), "\(run.output)")
        let again = try await workplace.run("s.rivya")
        #expect(again.code == 1)
        #expect(again.output.hasSuffix("1 cached, 1 failed, 0 credits charged\n"), "\(again.output)")
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 3)
        #expect(audit.tasks.map(\.refunded).sorted() == [0, 1, 1])
    }

    /// Each takes part in what another one pays for.
    @Test func runsAtOncePayEachCellOnce() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("for a in 1..8, s in 1..5 { gen z-image \"animal $a, style $s\" }\n", to: "s.rivya")
        let arguments = ["run", "s.rivya", "--yes", "--poll", "50ms", "--rate", "none"]
        let programs = try (1...3).map { _ in try workplace.start(arguments) }
        for program in programs {
            let run = try await program.end()
            #expect(run.code == 0, "\(run.text)")
            #expect(run.output.contains(" 40  z-image"))
        }
        let audit = try await simulator.audit()
        #expect(audit.charged == 40)
        #expect(audit.repeatedBodies == 0)
        #expect(workplace.files().count == 120)
    }

    /// What was simulated is never taken for what was paid for, nor the other way round.
    @Test func simulatedAndRealRunsDoNotMix() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(Self.sweep, to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").output.hasSuffix("4 succeeded, 4 credits charged\n"))
        #expect(try await simulator.audit().taskCount == 0)
        #expect(try await workplace.run("s.rivya").output.hasSuffix("4 succeeded, 4 credits charged\n"))
        #expect(try await workplace.simulate("s.rivya").output.hasSuffix("4 cached, 0 credits charged\n"))
        #expect(try await simulator.audit().charged == 4)
        #expect(workplace.exists(".rivya/ledger.sqlite"))
        #expect(workplace.exists(".rivya/simulator/ledger.sqlite"))
        #expect(workplace.exists(".rivya/simulator/world.json"))
        #expect(!workplace.exists(".rivya/world.json"))
    }

    /// Another base URL is another account.
    @Test func twoServicesDoNotMix() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.sweep, to: "s.rivya")
        let first = try await SimulatorProcess(for: workplace)
        #expect(try await workplace.run("s.rivya").code == 0)
        let second = try await SimulatorProcess(for: workplace)
        #expect(try await workplace.run("s.rivya").output.hasSuffix("4 succeeded, 4 credits charged\n"))
        #expect(try await first.audit().charged == 4)
        #expect(try await second.audit().charged == 4)
    }

    // MARK: - Result files

    @Test func aResultNeverReplacesAnotherFile() async throws {
        let workplace = try Workplace()
        try workplace.write("mine", to: "out/fox.png")
        try workplace.write("gen z-image \"fox\" --save out/fox.png\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 0, "\(run.text)")
        #expect(try workplace.read("out/fox.png") == "mine")
        let others = workplace.files(below: "out").filter { $0 != "fox.png" }
        #expect(others == ["fox-2.png"])
        #expect(run.output.contains("out/fox-2.png"))
    }

    /// An equal file is the result already.
    @Test func aRepeatedRunLeavesOneFile() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"fox\" --save \"out/fox.{ext}\"\n", to: "s.rivya")
        #expect(try await workplace.simulate("s.rivya").code == 0)
        #expect(try await workplace.simulate("s.rivya").output.contains("cached"))
        #expect(workplace.files(below: "out").count == 1)
    }

    @Test func aResultThatWasDeletedIsFetchedAgain() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("gen z-image \"fox\" --save \"out/fox.{ext}\"\n", to: "s.rivya")
        #expect(try await workplace.run("s.rivya").code == 0)
        let file = try #require(workplace.files(below: "out").first)
        let bytes = try workplace.bytes("out/\(file)")
        try FileManager.default.removeItem(atPath: "\(workplace.path)/out/\(file)")
        let again = try await workplace.run("s.rivya")
        #expect(again.code == 0, "\(again.text)")
        #expect(try workplace.bytes("out/\(file)") == bytes)
        #expect(try await simulator.audit().charged == 1)
    }

    @Test(arguments: ["../fox.png", "/nowhere/fox.png", "a/../../fox.png"])
    func resultsStayInTheWorkingFolder(_ path: String) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.makeFolder("here")
        try workplace.write("gen z-image \"fox\" --save \"\(path)\"\n", to: "here/s.rivya")
        let run = try await workplace.rivya("run", "s.rivya", "--yes", below: "here")
        #expect(run.code == 2)
        #expect(
            run.errors.hasPrefix("error[R0317]: the result would go to `\(path)`, outside of the working directory\n"))
        #expect(run.errors.contains("--allow-write"))
        #expect(try await simulator.audit().taskCount == 0)
    }

    @Test func aFolderCanBeAllowed() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("here")
        try workplace.makeFolder("there")
        try workplace.write("gen z-image \"fox\" --save \"../there/fox.{ext}\"\n", to: "here/s.rivya")
        let run = try await workplace.rivya("run", "s.rivya", "--simulate", "--allow-write", "../there", below: "here")
        #expect(run.code == 0, "\(run.text)")
        #expect(workplace.files(below: "there").count == 1)
        #expect(workplace.files(below: "here/rivya-out") == [])
    }
}
