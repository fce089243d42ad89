import Foundation
import Testing

/// Whole runs against prices that are not the plan's.
@Suite(.timeLimit(.minutes(5))) struct BudgetTests {
    private static let sweep = "for n in 1..21 { gen kling-2-6 \"a fox, number $n\" }\n"

    private func workplace(_ script: String = Self.sweep) throws -> Workplace {
        let workplace = try Workplace()
        workplace.environment["RIVYA_API_KEY"] = "rvya_sk_budget"
        try workplace.write(script, to: "s.rivya")
        return workplace
    }

    private func run(_ workplace: Workplace, _ arguments: String...) async throws -> Workplace.Ending {
        try await workplace.start(
            ["run", "s.rivya", "--no-gallery", "--rate", "none", "--poll", "20ms"] + arguments
        ).end()
    }

    @Test func aHundredTimesThePriceIsPaidOnce() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess("--price-factor", "100", "--credits", "1000000", for: workplace)
        for _ in 1...2 {
            let run = try await run(workplace, "--budget", "1200", "--events", "events.jsonl")
            #expect(run.code == 3, "\(run.text)")
            #expect(run.errors.contains("would exceed the budget of 1200"), "\(run.errors)")
        }
        let first = try workplace.read("events.jsonl")
        #expect(first.contains(#""model":"kling-2-6","planned":55,"credits":5500,"source":"create""#), "\(first)")
        #expect(try await simulator.audit().charged == 5500)
    }

    @Test func aBudgetAgreesToAHigherPriceUpToIt() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess("--price-factor", "3", for: workplace)
        let some = try await run(workplace, "--budget", "1200")
        #expect(some.code == 3, "\(some.text)")
        #expect(some.errors.contains("`kling-2-6` reserved 165 credits instead of 55"), "\(some.errors)")
        // 7 of 165.
        #expect(try await simulator.audit().charged == 1155)
        let rest = try await run(workplace, "--budget", "3000")
        #expect(rest.code == 0, "\(rest.text)")
        #expect(try await simulator.audit().taskCount == 21)
    }

    @Test func yesAgreesToThePlanAlone() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess("--price-factor", "3", for: workplace)
        let run = try await run(workplace, "--yes")
        #expect(run.code == 3, "\(run.text)")
        #expect(run.errors.contains("`kling-2-6` reserved 165 credits instead of 55"), "\(run.errors)")
        #expect(run.errors.contains("`--budget N` agrees to higher prices"), "\(run.errors)")
        #expect(try await simulator.audit().charged == 165)
    }

    @Test func aJumpInMidRunStopsAtOnce() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess("--price-jump", "9:100", "--credits", "1000000", for: workplace)
        let run = try await run(workplace, "--budget", "1200", "--concurrency", "21")
        #expect(run.code == 3, "\(run.text)")
        #expect(try await simulator.audit().charged == 9 * 55 + 5500)
    }

    @Test func ofEachKindOneRequestIsBeyondTheBudget() async throws {
        let workplace = try workplace(
            "for d in [5, 10], n in 1..8 { gen kling-2-6 \"a fox, number $n\" duration=$d }\n"
                + "for n in 1..5 { gen z-image \"a fox, number $n\" }\n")
        let simulator = try await SimulatorProcess("--price-factor", "100", "--credits", "1000000", for: workplace)
        let run = try await run(workplace, "--budget", "1200")
        #expect(run.code == 3, "\(run.text)")
        let audit = try await simulator.audit()
        #expect(audit.tasks.count { $0.model == "kling-2-6" } <= 2)
        #expect(audit.charged <= 1200 + 2 * 5500)
    }

    @Test func whileTheFirstChargeIsUnknownNothingMoreOfItsKindLeaves() async throws {
        let workplace = try workplace(
            "for n in 1..6 { gen kling-2-6 \"a fox, number $n\" }\nfor n in 1..6 { gen z-image \"an owl, number $n\" }\n"
        )
        let simulator = try await SimulatorProcess("--fault", "create:lost@1", for: workplace)
        let run = try await run(workplace, "--yes", "--timeout", "1s")
        #expect(run.code == 3, "\(run.text)")
        #expect(run.errors.contains("is not known, and nothing more of its kind"), "\(run.errors)")
        #expect(run.errors.contains("rivya resume"), "\(run.errors)")
        #expect(try await simulator.audit().taskCount == 2)
    }

    @Test func withoutAReserveTheCatalogsPriceStands() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess("--hides-reserves", for: workplace)
        let run = try await run(workplace, "--budget", "1200")
        #expect(run.code == 0, "\(run.text)")
        let said = run.errors.components(separatedBy: "the catalog's price of 55 counts").count - 1
        #expect(said == 1, "\(run.errors)")
        #expect(try await simulator.audit().taskCount == 21)
    }
}
