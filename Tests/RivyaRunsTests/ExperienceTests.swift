import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Testing

/// A run learns how long a model's tasks take, and asks for their status accordingly.
struct ExperienceTests {
    /// Leaves a succeeded job of the workshop's model in a ledger for each of these durations.
    private func remember(
        _ durations: [Double], in store: any RunStore, identity: String
    ) async throws {
        let run = try await store.begin(
            RunOpening(identity: identity, script: "s", outputRoot: "/", isFresh: false, startedAt: 1_700_000_000))
        for (index, seconds) in durations.enumerated() {
            let claim = CellClaim(
                run: run, identity: identity,
                label: JobLabel(index: index + 1, name: nil, model: Workshop.model.id, axes: [], tags: []),
                cell: CellKey(stored: String(repeating: "\(index)", count: 64)), request: "{}", priceGroup: "g",
                output: "o", take: 1, origin: .init(file: "s", line: 1, statement: "gen"), isFresh: false,
                body: [1], time: 1_700_000_000)
            guard case .granted(let id, _) = try await store.claim(claim) else { throw RunStopped() }
            let task = TaskReport(id: "earlier_\(index)", status: .succeeded, urls: ["https://media.test/1"])
            try await store.accepted(id, task: task, isShared: false, at: 1_700_000_000)
            try await store.observed(id, task: task, charge: .charged(.whole(1)), at: 1_700_000_000 + seconds)
            try await store.ended(id, JobEnding(.succeeded, charge: .charged(.whole(1))), at: 1_700_000_200)
        }
    }

    /// Seconds until the second look at a task, which finds it done.
    private func secondLook(after durations: [Double], identity: String? = nil) async throws -> Double {
        let workshop = try Workshop()
        let service = ScriptedService()
        let ledger = try workshop.ledger()
        try await remember(durations, in: ledger, identity: identity ?? service.identity)
        let report = try await workshop.run([try Workshop.job(1)], service, store: ledger)
        #expect(report.isSuccess)
        return try #require(report.jobs[0].seconds)
    }

    @Test func theLedgersDurationsDecideWhenTasksAreLookedAt() async throws {
        #expect(try await secondLook(after: []) == 7.5)
        #expect(try await secondLook(after: [80, 85, 90, 95]) == 7.5)
        #expect(try await secondLook(after: [80, 85, 90, 95, 100, 90]) > 40)
        #expect(try await secondLook(after: [80, 85, 90, 95, 100, 90], identity: "another account") == 7.5)
    }

    @Test func aRunLearnsFromItsOwnTasks() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(openPolls: 8)
        var settings = workshop.settings
        settings.concurrency = 1
        let report = try await workshop.run(
            try (1...7).map { try Workshop.job($0, "fox \($0)") }, service, settings: settings)
        let seconds = report.jobs.compactMap(\.seconds)
        // Without a history the ninth look comes after 2.5 s and eight intervals.
        #expect(seconds.prefix(5).allSatisfy { $0 == 42.5 })
        #expect(seconds.dropFirst(5).allSatisfy { $0 != 42.5 })
    }
}
