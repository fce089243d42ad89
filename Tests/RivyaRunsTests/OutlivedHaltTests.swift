import RivyaRuns
import RivyaSyntax
import Testing

/// Runs of sessions: they outlive what ends the run of a script.
struct OutlivedHaltTests {
    private func begin(
        _ workshop: borrowing Workshop, _ service: ScriptedService, budget: Number?
    ) async throws -> Run {
        var settings = workshop.settings
        settings.budget = budget
        settings.concurrency = 1
        settings.outlivesHalts = true
        return try await Run.begin(
            script: "<repl>", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
    }

    @Test func aRunGoesOnAfterItsBudgetWasRaised() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let run = try await begin(workshop, service, budget: .whole(60))
        async let carried = run.carryOut()
        run.submit(try Workshop.job(1, "a"))
        run.submit(try Workshop.job(2, "b"))
        try await run.wait(for: [1, 2])
        #expect(run.outcome(of: 1)?.status == .succeeded)
        #expect(run.outcome(of: 2)?.status.isSuccess == false)
        run.submit(try Workshop.job(3, "c"))
        try await run.wait(for: [3])
        #expect(run.outcome(of: 3)?.status == .cancelled)

        run.change { $0.budget = .whole(500) }
        run.goOn()
        run.submit(try Workshop.job(4, "d"))
        try await run.wait(for: [4])
        #expect(run.outcome(of: 4)?.status == .succeeded)
        run.finish()
        let report = await carried
        #expect(report.fatal == nil)
        #expect(report.jobs.count == 4)
        #expect(service.taskCount == 2)
    }

    @Test func aStoppedRunDoesNotGoOn() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let run = try await begin(workshop, service, budget: nil)
        async let carried = run.carryOut()
        run.stop(.now)
        run.goOn()
        run.submit(try Workshop.job(1))
        let report = await carried
        #expect(report.stop == .now)
        #expect(run.isStopped)
        #expect(run.outcome(of: 1)?.status == .cancelled)
        #expect(service.taskCount == 0)
    }

    @Test func whereResultsGoStaysAsItWas() async throws {
        let workshop = try Workshop()
        let run = try await begin(workshop, ScriptedService(), budget: nil)
        run.change {
            $0.outputRoot = "/elsewhere"
            $0.concurrency = 3
        }
        #expect(run.settings.outputRoot == workshop.folder)
        #expect(run.settings.concurrency == 3)
        run.finish()
        _ = await run.carryOut()
    }
}
