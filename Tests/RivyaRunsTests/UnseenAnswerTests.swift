import Foundation
import RivyaLedger
import RivyaRuns
import Synchronization
import Testing

/// Requests that may have been paid, and whose answer nobody saw: what is repeated, under which key, and until when.
struct UnseenAnswerTests {
    private static let day = 24 * 60 * 60.0

    private func unseen(_ count: Int = 12) -> ScriptedService {
        ScriptedService(faults: ["create": Array(repeating: .lostAnswer, count: count)])
    }

    private func keys(_ service: ScriptedService) -> [String] { service.world.withLock { $0.createCalls.map(\.key) } }

    // MARK: The choice

    @Test func anOldRequestIsRepeatedWhereTheUserSaysSo() async throws {
        let workshop = try Workshop()
        let service = unseen()
        _ = try await workshop.run([try Workshop.job(1)], service)
        workshop.clock.jump(by: 2 * Self.day)
        let told = try await workshop.run([try Workshop.job(1)], service)
        #expect(told.jobs.map(\.status) == [.unknown])
        #expect(told.jobs[0].failure?.help?.contains("--retry-unknown") == true)
        var settings = workshop.settings
        settings.repeatsUnknown = true
        let again = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(again.jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
        #expect(Set(keys(service)).count == 1)
        // What was unknown is paid for and known from now on, in the run that only heard of it as well.
        let later = try await workshop.run([try Workshop.job(1)], service)
        #expect(later.jobs.map(\.status) == [.cached])
        let ledger = try workshop.ledger()
        for run in try await ledger.history.runs(limit: 10) {
            let states = try #require(try await ledger.history.contents(ofRun: run.id)).jobs.map(\.stored.state)
            #expect(states == [.succeeded] || states == [.cached], "\(run.id): \(states)")
        }
    }

    @Test func resumeRepeatsOldRequestsOnlyWhenToldTo() async throws {
        let workshop = try Workshop()
        // The first answer after two days is lost as well.
        let service = unseen(13)
        _ = try await workshop.run([try Workshop.job(1)], service)
        workshop.clock.jump(by: 2 * Self.day)
        let told = try await workshop.resume(service)
        #expect(told.jobs.map(\.status) == [.unknown])
        #expect(try await workshop.resume(service).jobs.isEmpty)
        let calls = keys(service).count
        var settings = workshop.settings
        settings.repeatsUnknown = true
        let again = try await workshop.resume(service, settings: settings)
        #expect(again.jobs.map(\.status) == [.succeeded])
        #expect(keys(service).count == calls + 2)
        #expect(Set(keys(service)).count == 1)
        #expect(service.taskCount == 1)
    }

    /// The service may say so while the first request is still under way.
    @Test func aConflictMayBeAskedAgainUnderTheSameKey() async throws {
        let workshop = try Workshop()
        let conflict = ServiceError(.api(.idempotencyConflict), "conflict", httpStatus: 409)
        let service = ScriptedService(faults: ["create": [.lostAnswer, .refused(conflict)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(report.jobs[0].charge == .unknown)
        #expect(report.jobs[0].failure?.code == "idempotency_conflict")
        var settings = workshop.settings
        settings.repeatsUnknown = true
        let again = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(again.jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
        #expect(Set(keys(service)).count == 1)
    }

    // MARK: Clocks

    /// One that was a year ahead when the request left: how old it is, nobody knows.
    @Test(arguments: [(jump: -365 * day, isRepeated: false), (-60, true), (60, true), (365 * day, false)])
    func aClockThatJumps(_ jump: Double, _ isRepeated: Bool) async throws {
        let workshop = try Workshop()
        let service = unseen()
        _ = try await workshop.run([try Workshop.job(1)], service)
        let calls = keys(service).count
        workshop.clock.jump(by: jump)
        let again = try await workshop.run([try Workshop.job(1)], service)
        #expect(again.jobs.map(\.status) == [isRepeated ? .succeeded : .unknown])
        #expect(keys(service).count == (isRepeated ? calls + 1 : calls))
        #expect(service.taskCount == 1)
    }

    /// Tasks, files and uploads survive a calendar that goes to and fro between their steps.
    @Test func aRunGoesOnWhileTheClockJumps() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(openPolls: 8)
        let image = try workshop.image("img.png", "one")
        let jobs = try (1...6).map { try Workshop.job($0, "fox \($0)", references: [image]) }
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
        let events = run.events()
        for job in jobs { run.submit(job) }
        run.finish()
        async let carried = run.carryOut()
        var jump = Self.day * 400
        for await event in events where event.job != nil {
            workshop.clock.jump(by: jump)
            jump = -jump
        }
        let report = await carried
        #expect(report.isSuccess)
        #expect(service.taskCount == 6)
        #expect(service.world.withLock { $0.uploads.count } == 1)
        let again = try await workshop.run(jobs, service)
        #expect(again.jobs.allSatisfy { $0.status == .cached })
    }

    /// A machine that slept, or a service that asks for days of patience: the key may be forgotten when it is over.
    @Test func aWaitingProcessDoesNotOutliveTheKey() async throws {
        let workshop = try Workshop()
        let busy = ServiceError(
            .api(.unknown("busy")), "try later", httpStatus: 503, retryAfter: .seconds(25 * 60 * 60))
        let service = ScriptedService(faults: ["create": [.refused(busy)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(keys(service).count == 1)
        let again = try await workshop.run([try Workshop.job(1)], service)
        #expect(again.jobs.map(\.status) == [.unknown])
        #expect(keys(service).count == 1)
    }

    /// What was certainly not carried out may be sent however late.
    @Test func aRefusalWithoutEffectIsRepeatedHoweverLate() async throws {
        let workshop = try Workshop()
        let limited = ServiceError(
            .api(.rateLimited), "slow down", httpStatus: 429, retryAfter: .seconds(25 * 60 * 60))
        let service = ScriptedService(faults: ["create": [.refused(limited)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.succeeded])
        #expect(keys(service).count == 2)
    }

    // MARK: Later answers

    /// A gateway that knows no service for a while says nothing about the request that came before.
    @Test(arguments: [
        ServiceError(.api(.notFound), "no such deployment", httpStatus: 404),
        ServiceError(.api(.unknown("DEPLOYMENT_NOT_FOUND")), "no such deployment", httpStatus: 404),
        ServiceError(.unreadableAnswer, "a web page", httpStatus: 404),
    ])
    func aGatewaysRefusalDoesNotUndoAnEarlierRequest(_ refusal: ServiceError) async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": [.lostAnswer, .refused(refusal)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(report.jobs[0].charge == .unknown)
        let again = try await workshop.run([try Workshop.job(1)], service)
        #expect(again.jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
        #expect(Set(keys(service)).count == 1)
    }

    /// At whatever step the ledger fails, a task that exists is not reported as not charged, and is found again.
    @Test func aLedgerThatFailsLosesNoTask() async throws {
        var survived = false
        var steps = 0
        while !survived {
            let workshop = try Workshop()
            let service = ScriptedService()
            let mortality = Mortality(after: steps)
            let report = try await workshop.run(
                [try Workshop.job(1)], service, store: MortalStore(ledger: workshop.ledger(), mortality: mortality))
            let job = try #require(report.jobs.first)
            if service.taskCount == 1, job.status != .succeeded {
                #expect(job.charge != .notCharged, "the ledger failed after \(steps) steps: \(job)")
                #expect(report.isResumable, "the ledger failed after \(steps) steps: \(job)")
            }
            #expect(report.fatalCause == (mortality.isDead ? .ledger : nil))
            let again = try await workshop.run([try Workshop.job(1)], service)
            #expect(again.isSuccess)
            #expect(service.taskCount == 1, "the ledger failed after \(steps) steps")
            survived = !mortality.isDead
            steps += 1
        }
        #expect(steps > 8)
    }
}
