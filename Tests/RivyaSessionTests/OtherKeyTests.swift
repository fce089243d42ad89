import Testing

/// Another key never goes on with what was sent under the first, unless both are of one account.
@Suite(.serialized)
struct OtherKeyTests {
    private func workplace() async throws -> (Workplace, SimulatorProcess) {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(
            "--pace", "50ms", "--account", "rvya_sk_first,rvya_sk_renewed", "--account", "rvya_sk_other", for: workplace
        )
        workplace.environment["RIVYA_API_KEY"] = "rvya_sk_first"
        return (workplace, simulator)
    }

    /// Sends it, and leaves before its task is done.
    private func begin(_ workplace: Workplace, _ prompt: String) async throws {
        try workplace.write("gen z-image \"\(prompt) [slow]\"\n", to: "s.rivya")
        let begun = try await workplace.run("s.rivya", "--timeout", "100ms")
        #expect(begun.code == 1, "\(begun.text)")
    }

    private func run(_ workplace: Workplace, key: String, _ arguments: String...) async throws -> Workplace.Ending {
        try await workplace.start(
            ["run", "s.rivya", "--yes", "--poll", "20ms", "--rate", "none"] + arguments,
            environment: ["RIVYA_API_KEY": key]
        ).end()
    }

    @Test func anotherAccountSendsNothing() async throws {
        let (workplace, simulator) = try await workplace()
        try await begin(workplace, "fox")
        let other = try await run(workplace, key: "rvya_sk_other")
        #expect(other.code == 4, "\(other.text)")
        #expect(other.errors.contains("was sent with another API key"), "\(other.errors)")
        #expect(other.errors.contains("`--same-account`"), "\(other.errors)")
        let resumed = try await workplace.rivya("resume", environment: ["RIVYA_API_KEY": "rvya_sk_other"])
        #expect(resumed.code == 4, "\(resumed.text)")
        for command in ["runs", "jobs"] {
            let looking = try await workplace.rivya(command, environment: ["RIVYA_API_KEY": "rvya_sk_other"])
            #expect(looking.code == 0)
            #expect(looking.errors.contains("was sent with another API key"), "\(looking.text)")
            #expect(try await workplace.rivya(command).errors.contains("another API key") == false)
        }
        #expect(try await simulator.audit().taskCount == 1)
        // The first one finishes it, and then it is there for all.
        #expect(try await workplace.rivya("resume").code == 0)
        let cached = try await run(workplace, key: "rvya_sk_other")
        #expect(cached.code == 0, "\(cached.text)")
        #expect(try await simulator.audit().taskCount == 1)
        let ledger = String(decoding: try workplace.bytes(".rivya/ledger.sqlite"), as: UTF8.self)
        #expect(!ledger.contains("rvya_sk_"))
    }

    @Test func anotherKeyOfTheAccountIsKnownByItsTasks() async throws {
        let (workplace, simulator) = try await workplace()
        try await begin(workplace, "fox")
        let renewed = try await run(workplace, key: "rvya_sk_renewed")
        #expect(renewed.code == 0, "\(renewed.text)")
        #expect(try await simulator.audit().taskCount == 1)
    }

    @Test func theUserMaySayThatItIsOneAccount() async throws {
        let (workplace, simulator) = try await workplace()
        try await begin(workplace, "fox")
        let said = try await run(workplace, key: "rvya_sk_other", "--same-account", "--timeout", "100ms")
        #expect(said.code == 1, "\(said.text)")
        #expect(!said.errors.contains("another API key"), "\(said.errors)")
        #expect(try await simulator.audit().taskCount == 1)
    }
}
