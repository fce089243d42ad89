import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// A budget, or a consent, holds within one request of each model and kind, whatever the service asks for.
struct BudgetGateTests {
    private func jobs(_ count: Int, model: ModelCard = Workshop.model) throws -> [JobSpecification] {
        try (1...count).map { try Workshop.job($0, "fox \($0)", model: model) }
    }

    private func reserved(_ service: ScriptedService) -> Number {
        service.world.withLock { $0.tasks.values.reduce(.whole(0)) { $0 + ($1.price ?? .whole(55)) } }
    }

    @Test func theFirstWaveIsOneRequest() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(1200)
        let service = ScriptedService(reserved: .whole(5500))
        let report = try await workshop.run(try jobs(21), service, settings: settings)
        #expect(service.taskCount == 1)
        #expect(report.fatalCause == .budget)
        #expect(report.count(.succeeded) == 1)
        #expect(report.count(.cancelled) == 20)
    }

    @Test func aBudgetIsTheConsentUpToIt() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(1200)
        let service = ScriptedService(reserved: .whole(165))
        let report = try await workshop.run(try jobs(21), service, settings: settings)
        #expect(report.count(.succeeded) == 7)
        #expect(report.chargedCredits == .whole(1155))
        #expect(report.fatalCause == .budget)
    }

    /// The price is a hundred times higher from the sixth request on.
    @Test func aJumpInMidRunIsOneRequest() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(1200)
        let service = ScriptedService(price: { .whole($0 < 5 ? 55 : 5500) })
        let report = try await workshop.run(try jobs(21), service, settings: settings)
        #expect(service.taskCount == 6)
        #expect(report.fatalCause == .budget)
        #expect(reserved(service) == .whole(5 * 55 + 5500))
    }

    @Test func otherKindsGoBesideIt() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(100_000)
        settings.concurrency = 1
        // The first create is never answered.
        let service = ScriptedService(silentFor: "fox")
        let other = ModelCard(id: "other", displayName: "Other", category: .image, baseCredits: .whole(1))
        var all = try jobs(3)
        for index in 4...6 {
            all.append(
                JobSpecification(
                    index: index, request: GenerationRequest(model: other, prompt: "\(index)", values: []), axes: [],
                    output: try OutputTemplate("{index}.{ext}"), origin: .init(file: "s", line: 1, statement: "gen")))
        }
        let run = try await Run.begin(
            script: "s", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
        // Two places: one for the request that hangs, one for the others.
        run.change { $0.concurrency = 2 }
        for job in all { run.submit(job) }
        run.finish()
        async let carried = run.carryOut()
        try await run.wait(for: [4, 5, 6])
        #expect(service.world.withLock { $0.createCalls.count } == 4)
        run.stop(.now)
        #expect(await carried.count(.succeeded) == 3)
    }

    /// Its charge is unknown, and stays so: nothing more of its kind is sent, and the run says so.
    @Test func anUnknownFirstPriceEndsTheRun() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(1200)
        let service = ScriptedService(faults: ["create": Array(repeating: .lostAnswer, count: 12)])
        let report = try await workshop.run(try jobs(5), service, settings: settings)
        #expect(service.taskCount == 1)
        #expect(report.fatalCause == .charge)
        #expect(report.count(.unknown) == 1)
        #expect(report.count(.cancelled) == 4)
        #expect(report.isResumable)
        let again = try await workshop.run(try jobs(5), service, settings: settings)
        #expect(again.isSuccess)
        #expect(service.taskCount == 5)
    }

    @Test func withoutAReserveTheCatalogCounts() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(120)
        let service = ScriptedService(price: { _ in nil })
        let run = try await Run.begin(
            script: "s", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
        let events = run.events()
        for job in try jobs(5) { run.submit(job) }
        run.finish()
        let report = await run.carryOut()
        #expect(service.taskCount == 2)
        #expect(report.fatalCause == .budget)
        var said = 0
        for await event in events { if case .price(let change) = event.kind, change.credits == nil { said += 1 } }
        #expect(said == 1)
    }

    @Test func withoutALimitNobodyWaitsAndTheRiseIsSaid() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(openPolls: 3, reserved: .whole(165))
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
        let events = run.events()
        for job in try jobs(8) { run.submit(job) }
        run.finish()
        #expect(await run.carryOut().isSuccess)
        var rises: [RunSettings.PriceChange] = []
        for await event in events { if case .price(let change) = event.kind { rises.append(change) } }
        #expect(rises.count == 1)
        #expect(rises.first?.credits == .whole(165))
        #expect(rises.first?.planned == .whole(55))
        #expect(service.world.withLock { $0.mostInFlight } > 1)
    }

    /// What is paid for already passes no gate.
    @Test func cachedCellsDoNotWait() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        _ = try await workshop.run(try jobs(3), service)
        var settings = workshop.settings
        settings.budget = .whole(1200)
        let stuck = ScriptedService(faults: ["create": Array(repeating: .lostAnswer, count: 40)])
        let all = [try Workshop.job(9, "new")] + (try jobs(3))
        let report = try await workshop.run(all, stuck, settings: settings)
        #expect(report.count(.cached) == 3)
        #expect(report.count(.unknown) == 1)
    }

    /// Somebody who says no to a price is asked before a second request of it leaves.
    @Test func aConsentHoldsWithinOneRequest() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.approve = { _ in false }
        let service = ScriptedService(reserved: .whole(5500))
        let report = try await workshop.run(try jobs(21), service, settings: settings)
        #expect(service.taskCount == 1)
        #expect(report.fatalCause == .price)
    }
}
