import Testing

/// Where the program keeps what must survive.
@Suite(.serialized)
struct StateTests {
    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        workplace.environment["RIVYA_HOME"] = nil
        try workplace.write("gen z-image \"fox\"\n", to: "project/scripts/s.rivya")
        return workplace
    }

    private func run(_ workplace: Workplace, _ arguments: String...) async throws -> Workplace.Ending {
        let arguments = ["run", "scripts/s.rivya", "--simulate", "--poll", "20ms", "--rate", "none"] + arguments
        return try await workplace.start(arguments, below: "project").end()
    }

    @Test func isMadeInTheWorkingFolder() async throws {
        let workplace = try workplace()
        #expect(try await run(workplace).code == 0)
        #expect(workplace.exists("project/.rivya/simulator/ledger.sqlite"))
        #expect(try workplace.read("project/.rivya/.gitignore") == "*\n")
    }

    @Test(arguments: ["", "project", "project/scripts"])
    func isTheNearestOneAroundTheScript(_ folder: String) async throws {
        let workplace = try workplace()
        try workplace.makeFolder(folder + "/.rivya")
        try workplace.makeFolder("other")
        let arguments = ["run", "../project/scripts/s.rivya", "--simulate", "--poll", "20ms"]
        #expect(try await workplace.start(arguments, below: "other").end().code == 0)
        #expect(workplace.exists(folder + "/.rivya/simulator/ledger.sqlite"))
        #expect(workplace.exists(folder + "/.rivya/.gitignore"))
        #expect(!workplace.exists("other/.rivya"))
        #expect(workplace.files(below: "other/rivya-out").count == 1)
    }

    @Test func isWhereTheEnvironmentSays() async throws {
        let workplace = try workplace()
        try workplace.makeFolder("project/.rivya")
        workplace.environment["RIVYA_HOME"] = "../home"
        #expect(try await run(workplace).code == 0)
        #expect(workplace.exists("home/simulator/ledger.sqlite"))
        #expect(workplace.files(below: "project/.rivya") == [])
    }

    @Test func isWhereTheFlagSays() async throws {
        let workplace = try workplace()
        workplace.environment["RIVYA_HOME"] = "../home"
        #expect(try await run(workplace, "--home", "../flag").code == 0)
        #expect(workplace.exists("flag/simulator/ledger.sqlite"))
        #expect(!workplace.exists("home"))
    }

    @Test func mustBeAFolder() async throws {
        let workplace = try workplace()
        try workplace.write("a note", to: "file")
        for home in ["../file", "../file/home", "/dev/null/home"] {
            let run = try await run(workplace, "--home", home)
            #expect(run.code == 2)
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("error: the state folder `"), "\(run.errors)")
            #expect(run.errors.contains("= help: it must be a folder of yours"))
        }
    }

    /// Looking and planning leave nothing behind.
    @Test func isNotMadeByPlanAndCheck() async throws {
        let workplace = try workplace()
        #expect(try await workplace.start(["check", "s.rivya"], below: "project/scripts").end().code == 0)
        #expect(try await workplace.start(["plan", "s.rivya"], below: "project/scripts").end().code == 0)
        #expect(workplace.files(below: "") == ["project/scripts/s.rivya"])
    }
}
