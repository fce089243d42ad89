import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// Keys that come from content: what several homes of one account pay together, and when a key is another one.
struct DerivedKeyTests {
    private func keys(_ service: ScriptedService) -> [String] { service.world.withLock { $0.createCalls.map(\.key) } }

    private func jobs(_ count: Int) throws -> [JobSpecification] {
        try (1...count).map { try Workshop.job($0, "fox \($0)") }
    }

    // MARK: Homes

    /// Three checkouts, or one whose ledger was deleted, ask for the same tasks.
    @Test(arguments: [true, false])
    func homesOfOneAccountShareTasks(_ marksReplays: Bool) async throws {
        let clock = VirtualClock()
        let service = ScriptedService(marksReplays: marksReplays, clock: clock)
        let first = try Workshop()
        let report = try await first.run(try jobs(3), service)
        #expect(report.isSuccess)
        #expect(report.sharedCount == 0)
        clock.jump(by: 60)
        for _ in 0..<2 {
            let other = try Workshop()
            let shared = try await other.run(try jobs(3), service)
            #expect(shared.isSuccess)
            #expect(shared.sharedCount == 3)
            #expect(shared.chargedCredits == .whole(0))
            #expect(shared.jobs.allSatisfy { !$0.files.isEmpty })
            let recorded = try #require(try await other.ledger().history.contents(ofRun: shared.run)).jobs
            #expect(recorded.allSatisfy { $0.stored.isShared && $0.stored.charge == .notCharged })
            let again = try await other.run(try jobs(3), service)
            #expect(again.jobs.allSatisfy { $0.status == .cached })
        }
        #expect(service.taskCount == 3)
    }

    /// What a colleague pays for is not held against a budget.
    @Test func sharedTasksLeaveTheBudgetAlone() async throws {
        let service = ScriptedService(marksReplays: true)
        let first = try Workshop()
        _ = try await first.run(try jobs(3), service)
        let other = try Workshop()
        var settings = other.settings
        settings.budget = .whole(60)
        settings.concurrency = 1
        let report = try await other.run(try jobs(4), service, settings: settings)
        #expect(report.isSuccess)
        #expect(report.chargedCredits == .whole(55))
    }

    /// The answer was lost here, so the task is this ledger's, however the service marks it.
    @Test func aLostAnswersTaskIsOnesOwn() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(
            marksReplays: true, clock: workshop.clock, faults: ["create": [.lostAnswer, .lostAnswer]])
        let report = try await workshop.run(try jobs(1), service)
        #expect(report.isSuccess)
        #expect(report.sharedCount == 0)
        #expect(report.chargedCredits == .whole(55))
    }

    @Test func aRunThatDiedBeforeTheAnswerOwnsItsTask() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(
            marksReplays: true, clock: workshop.clock,
            faults: ["create": Array(repeating: .lostAnswer, count: 12)])
        _ = try await workshop.run(try jobs(1), service)
        workshop.clock.jump(by: 3600)
        let report = try await workshop.run(try jobs(1), service)
        #expect(report.isSuccess)
        #expect(report.sharedCount == 0)
        #expect(report.jobs[0].charge == .charged(.whole(55)))
    }

    /// Doubt counts as charged: a service that tells no times and marks nothing.
    @Test func whatCannotBeToldIsCharged() async throws {
        let service = ScriptedService()
        _ = try await Workshop().run(try jobs(1), service)
        let report = try await Workshop().run(try jobs(1), service)
        #expect(report.sharedCount == 0)
        #expect(report.chargedCredits == .whole(55))
        #expect(service.taskCount == 1)
    }

    @Test func aWrongClockHereDoesNotMatter() async throws {
        let clock = VirtualClock()
        let service = ScriptedService(clock: clock)
        let late = try Workshop()
        late.clock.jump(by: -3600)
        #expect(try await late.run(try jobs(1), service).sharedCount == 0)
        clock.jump(by: 30)
        let early = try Workshop()
        early.clock.jump(by: 3600)
        #expect(try await early.run(try jobs(1), service).sharedCount == 1)
        #expect(service.taskCount == 1)
    }

    // MARK: Generations

    @Test func aFailedTaskRaisesTheGeneration() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.retries = 1
        let service = ScriptedService(failures: 2)
        let report = try await workshop.run(try jobs(1), service, settings: settings)
        #expect(report.jobs.map(\.status) == [.failed])
        let again = try await workshop.run(try jobs(1), service)
        #expect(again.isSuccess)
        #expect(Set(keys(service)).count == 3)
        #expect(service.taskCount == 3)
    }

    /// Failures of a colleague are no tries of this run.
    @Test func replayedFailuresAreClimbedOver() async throws {
        let service = ScriptedService(failures: 3, marksReplays: true)
        let first = try Workshop()
        var settings = first.settings
        settings.retries = 2
        #expect(try await first.run(try jobs(1), service, settings: settings).jobs.map(\.status) == [.failed])
        let other = try Workshop()
        let report = try await other.run(try jobs(1), service)
        #expect(report.isSuccess)
        #expect(report.chargedCredits == .whole(55))
        #expect(service.taskCount == 4)
    }

    @Test func climbingEnds() async throws {
        let service = ScriptedService(failing: "fox", marksReplays: true)
        let first = try Workshop()
        var settings = first.settings
        settings.retries = 30
        _ = try await first.run(try jobs(1), service, settings: settings)
        let tasks = service.taskCount
        let report = try await Workshop().run(try jobs(1), service)
        #expect(report.jobs.map(\.status) == [.failed])
        #expect(service.taskCount == tasks)
    }

    @Test func freshRunsHaveKeysOfTheirOwn() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.isFresh = true
        settings.retries = 1
        let service = ScriptedService(failures: 1)
        let first = try await workshop.run(try jobs(1), service, settings: settings)
        #expect(first.isSuccess)
        #expect(try await workshop.run(try jobs(1), service, settings: settings).isSuccess)
        #expect(service.taskCount == 3)
        #expect(Set(keys(service)).count == 3)
        // The keys of fresh runs count for themselves.
        #expect(try await workshop.run(try jobs(1), service).jobs.map(\.status) == [.cached])
    }

    // MARK: Refusals that are repeated

    private static let poor = ServiceError(.api(.insufficientCredits), "not enough", httpStatus: 402)

    /// A service that keeps its refusals goes on saying that there are no credits, after they were bought.
    @Test(arguments: [false, true], [nil, "req_1"])
    func aReplayedRefusalIsClimbedOver(_ marksReplays: Bool, _ requestID: String?) async throws {
        let workshop = try Workshop()
        var refusal = Self.poor
        refusal.requestID = requestID
        let service = ScriptedService(
            marksReplays: marksReplays, keepsRefusals: true, faults: ["create": [.refused(refusal)]])
        let report = try await workshop.run(try jobs(1), service)
        #expect(report.isSuccess)
        #expect(service.taskCount == 1)
        #expect(Set(keys(service)).count == 2)
    }

    /// Without credits it is the cause that is there, and the same key is asked the next time.
    @Test func aGenuineRefusalIsNotClimbedOver() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(
            balance: .whole(7), faults: ["create": [.refused(Self.poor), .refused(Self.poor)]])
        for _ in 0..<2 {
            let report = try await workshop.run(try jobs(1), service)
            #expect(report.fatalCause == .credits)
            #expect(report.jobs.map(\.charge) == [.notCharged])
        }
        #expect(keys(service).count == 2)
        #expect(try await workshop.run(try jobs(1), service).isSuccess)
        #expect(Set(keys(service)).count == 1)
        // The key went from job to job, and each can be shown with what it sent.
        let history = try workshop.ledger().history
        for run in try await history.runs(limit: 9) {
            let stored = try #require(try await history.contents(ofRun: run.id)?.jobs.first?.stored)
            #expect(stored.intent?.idempotencyKey == keys(service).first)
        }
    }

    /// Its price is higher than it is known to be: each refusal is made anew, which its id shows.
    @Test func aRefusalThatIsMadeAnewIsTakenForAnAnswer() async throws {
        let workshop = try Workshop()
        let refusals = (1...5).map { number in
            var refusal = Self.poor
            refusal.requestID = "req_\(number)"
            return ScriptedService.Fault.refused(refusal)
        }
        let service = ScriptedService(faults: ["create": refusals])
        let report = try await workshop.run(try jobs(1), service)
        #expect(report.fatalCause == .credits)
        #expect(keys(service).count == 2)
        #expect(Set(keys(service)).count == 1)
    }

    /// A service with one id for everything is not asked without end.
    @Test(arguments: [nil, "req_odd"])
    func guessingEnds(_ requestID: String?) async throws {
        let workshop = try Workshop()
        var refusal = Self.poor
        refusal.requestID = requestID
        let service = ScriptedService(faults: ["create": Array(repeating: .refused(refusal), count: 90)])
        let report = try await workshop.run(try jobs(1), service)
        #expect(report.fatalCause == .credits)
        #expect(keys(service).count <= 8)
    }

    @Test func aRefusedPromptIsRefusedOnce() async throws {
        let workshop = try Workshop()
        let refusal = ServiceError(.api(.validationFailed), "the prompt was flagged", httpStatus: 400)
        let service = ScriptedService(faults: ["create": [.refused(refusal)]])
        #expect(try await workshop.run(try jobs(1), service).jobs.map(\.status) == [.failed])
        #expect(keys(service).count == 1)
    }

    // MARK: Uploads

    /// The service has forgotten an upload that this ledger remembers.
    @Test func aForgottenUploadGoesUpAgain() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let image = try workshop.image("img.png", "one")
        _ = try await workshop.run([try Workshop.job(1, "a", references: [image])], service)
        service.world.withLock { $0.forgotten = ["https://files.test/1"] }
        let report = try await workshop.run(
            try (1...3).map { try Workshop.job($0, "b \($0)", references: [image]) }, service)
        #expect(report.isSuccess)
        #expect(service.world.withLock { $0.uploads.count } == 2)
        #expect(service.taskCount == 4)
    }

    /// Where an earlier attempt may be at work nothing but the same bytes is sent.
    @Test func anUnsettledRequestIsNotMadeAnother() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(
            faults: ["create": [.refused(Self.poor)]])
        let image = try workshop.image("img.png", "one")
        _ = try await workshop.run([try Workshop.job(1, "a", references: [image])], service)
        let gone = ScriptedService.Fault.refused(ServiceError(.api(.notFound), "no such file", httpStatus: 404))
        let flaky = ScriptedService(faults: ["create": [.lostAnswer] + Array(repeating: gone, count: 30)])
        let report = try await workshop.run([try Workshop.job(1, "b", references: [image])], flaky)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(flaky.world.withLock { Set($0.createCalls.map(\.key)).count } == 1)
        #expect(flaky.world.withLock { $0.uploads.isEmpty })
    }
}
