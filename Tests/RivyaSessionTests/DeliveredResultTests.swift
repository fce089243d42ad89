import Foundation
import Testing

/// What the program makes of results that are none, come late, or are gone, and of tasks that end otherwise.
struct DeliveredResultTests {
    private static let script = "gen z-image \"fox\" --save \"out/{index}.{ext}\"\n"

    private func workplace(_ faults: String..., script: String = script) async throws -> (Workplace, SimulatorProcess) {
        let workplace = try Workplace()
        let arguments = faults.flatMap { ["--fault", $0] }
        let simulator = try await SimulatorProcess(["--pace", "instant"] + arguments, for: workplace)
        try workplace.write(script, to: "s.rivya")
        return (workplace, simulator)
    }

    private func run(_ workplace: Workplace) async throws -> Workplace.Ending {
        try await workplace.rivya(
            "run", "s.rivya", "--yes", "--poll", "20ms", "--rate", "none", "--timeout", "20s", "--no-gallery")
    }

    @Test func whatIsNoResultIsKeptApartAndTakenAsItIs() async throws {
        let (workplace, simulator) = try await workplace("media:spoiled=json@1")
        let first = try await run(workplace)
        #expect(first.code == 1, "\(first.text)")
        #expect(first.text.contains(#"but a JSON document: `{"error":"expired"}`"#), "\(first.text)")
        #expect(first.output.contains("1 unsaved, 1 credit charged"), "\(first.text)")
        #expect(workplace.files(below: "out") == [])
        #expect(workplace.files(below: ".rivya/refused").count == 1)

        // The name that the help gives.
        let name = try #require(first.text.firstMatch(of: #/--accept ([0-9-]+/1)`/#)?.1)
        let accepted = try await workplace.rivya("resume", "--accept", String(name))
        #expect(accepted.code == 0, "\(accepted.text)")
        #expect(accepted.output.contains("1 succeeded"), "\(accepted.text)")
        #expect(try workplace.read("out/1.png") == #"{"error":"expired"}"#)
        #expect(workplace.files(below: ".rivya/refused") == [])
        #expect(try await run(workplace).output.hasSuffix("1 cached, 0 credits charged\n"))
        #expect(try await simulator.audit().charged == 1)

        let again = try await workplace.rivya("resume", "--accept", String(name))
        #expect(again.code != 0)
        #expect(again.errors.contains("has no result that waits to be taken"), "\(again.text)")
    }

    /// What goes wrong half of the time goes right at last, and what is stored is what was made.
    @Test(arguments: ["media:cut@0.5", "media:spoiled@0.5", "media:expired@0.5", "media:encoded@1", "status:late@0.7"])
    func whatPassesIsWaitedFor(_ fault: String) async throws {
        let script = "for n in 1..6 { gen z-image \"fox $n\" --save \"out/{index}.{ext}\" }\n"
        let (workplace, simulator) = try await workplace(fault, script: script)
        var ending = try await run(workplace)
        for _ in 0..<20 where ending.code != 0 { ending = try await workplace.rivya("resume") }
        #expect(ending.code == 0, "\(ending.text)")
        for number in 1...6 {
            let bytes = try Data(contentsOf: URL(filePath: workplace.path + "/out/\(number).png"))
            #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(bytes.suffix(8) == Data("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82])
        }
        #expect(try await simulator.audit().charged == 6)
    }

    @Test func statesThatAreNotDocumentedAreTold() async throws {
        let (workplace, simulator) = try await workplace(script: "gen z-image \"fox [end canceled]\"\n")
        let ending = try await run(workplace)
        #expect(ending.code == 1, "\(ending.text)")
        #expect(
            ending.output.contains("the service ended the task as `canceled`: The task was canceled."),
            "\(ending.output)")
        #expect(ending.output.hasSuffix("1 failed, 0 credits charged\n"), "\(ending.output)")
        #expect(try await simulator.audit().refunded == 1)
    }

    @Test func aStateThatIsNotKnownIsShownWhenTheWaitEnds() async throws {
        let (workplace, simulator) = try await workplace(
            script: "set timeout 1s\ngen z-image \"fox [end moderated]\"\n")
        let ending = try await workplace.rivya("run", "s.rivya", "--yes", "--poll", "100ms", "--no-gallery")
        #expect(ending.code == 1, "\(ending.text)")
        #expect(
            ending.output.contains(
                "the task is not done after 1 s: the service calls it `moderated`, and says: The task was moderated."),
            "\(ending.output)")
        #expect(try await simulator.audit().taskCount == 1)
    }
}
