import Foundation
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
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

    /// The service may say so while the first request is still under way, in words of its own.
    @Test(arguments: [
        ServiceError(.api(.idempotencyConflict), "conflict", httpStatus: 409),
        ServiceError(.api(.idempotencyConflict), "conflict", httpStatus: 409, retryAfter: .seconds(20)),
        ServiceError(.api(.unknown("in_progress")), "still at it", httpStatus: 409),
        ServiceError(.unreadableAnswer, "a web page", httpStatus: 409),
    ])
    func aConflictIsWaitedFor(_ conflict: ServiceError) async throws {
        let workshop = try Workshop()
        let service = ScriptedService(
            faults: ["create": [.lostAnswer, .refused(conflict), .refused(conflict), .refused(conflict)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.succeeded])
        #expect(report.jobs[0].charge == .charged(.whole(55)))
        #expect(service.taskCount == 1)
        #expect(keys(service).count == 5)
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

    /// A machine that slept, or a service that asks for patience: the key may be forgotten when it is over.
    @Test func aWaitingProcessDoesNotOutliveTheKey() async throws {
        let workshop = try Workshop()
        let busy = ServiceError(
            .api(.unknown("busy")), "try later", httpStatus: 503, retryAfter: .seconds(25 * 60 * 60))
        let service = ScriptedService(faults: ["create": [.refused(busy)]])
        var settings = workshop.settings
        settings.keyMemory = 240
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(keys(service).count == 1)
        let again = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(again.jobs.map(\.status) == [.unknown])
        #expect(keys(service).count == 1)
    }

    /// What was certainly not carried out may be sent however late.
    @Test func aRefusalWithoutEffectIsRepeatedHoweverLate() async throws {
        let workshop = try Workshop()
        let limited = ServiceError(
            .api(.rateLimited), "slow down", httpStatus: 429, retryAfter: .seconds(25 * 60 * 60))
        let service = ScriptedService(faults: ["create": [.refused(limited)]])
        var settings = workshop.settings
        settings.keyMemory = 240
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings)
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
        #expect(report.jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
        #expect(Set(keys(service)).count == 1)
    }

    private static let refusals = [
        ServiceError(.api(.insufficientCredits), "not enough", httpStatus: 402),
        ServiceError(.api(.validationFailed), "the file has expired", httpStatus: 400),
        ServiceError(.api(.notFound), "no such file", httpStatus: 404),
        ServiceError(.unreadableAnswer, "no", httpStatus: 422),
        ServiceError(.api(.unknown("teapot")), "no", httpStatus: 418),
    ]

    /// The first request may have taken the last credits, or the file may have expired since.
    @Test(arguments: refusals)
    func aRefusalAfterALostAnswerProvesNothing(_ refusal: ServiceError) async throws {
        let workshop = try Workshop()
        let refused = Array(repeating: ScriptedService.Fault.refused(refusal), count: 14)
        let service = ScriptedService(balance: .whole(0), faults: ["create": [.lostAnswer] + refused])
        let jobs = [
            try Workshop.job(1), try Workshop.job(2, "needs it", references: [.job(1)]),
        ]
        let report = try await workshop.run(jobs, service)
        #expect(report.jobs.map(\.status) == [.unknown, .skipped])
        #expect(report.jobs[0].charge == .unknown)
        #expect(report.jobs[0].failure?.help?.contains("rivya settle \(report.run)/1 none") == true)
        #expect(report.isResumable)
        #expect(report.fatal == nil)
        var again = report
        while again.jobs[0].status == .unknown { again = try await workshop.run(jobs, service) }
        #expect(again.jobs.map(\.status) == [.succeeded, .succeeded])
        #expect(service.taskCount == 2)
        #expect(Set(keys(service)).count == 2)
    }

    /// What is known of it does not depend on how long it was asked.
    @Test func aShortTimeoutLeavesItUnknownToo() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.timeout = .seconds(6)
        let refused = Array(repeating: ScriptedService.Fault.refused(Self.refusals[1]), count: 14)
        let service = ScriptedService(faults: ["create": [.lostAnswer] + refused])
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(report.isResumable)
    }

    @Test func whatWaitsToBeAskedAgainHoldsNoPlace() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.concurrency = 1
        let refusal = ScriptedService.Fault.refused(.init(.api(.idempotencyConflict), "wait", httpStatus: 409))
        let service = ScriptedService(faults: ["create": [.lostAnswer] + Array(repeating: refusal, count: 8)])
        let report = try await workshop.run(
            try (1...3).map { try Workshop.job($0, "\($0)") }, service, settings: settings)
        #expect(report.isSuccess)
        let bodies = service.world.withLock { $0.createCalls.map { String(decoding: $0.body, as: UTF8.self) } }
        // The others go while the first waits.
        #expect(bodies.lastIndex { $0.contains("\"1\"") } ?? 0 > bodies.firstIndex { $0.contains("\"2\"") } ?? 9)
    }

    // MARK: What a person says

    @Test(arguments: [Settlement.none, .charged(.whole(60)), .charged(nil), .task("task_1")])
    func aPersonSettlesIt(_ settlement: Settlement) async throws {
        let workshop = try Workshop()
        let service = unseen(40)
        _ = try await workshop.run([try Workshop.job(1)], service)
        let ledger = try workshop.ledger()
        let history = ledger.history
        let run = try #require(try await history.runs(limit: 1).first)
        let row = try #require(try await history.contents(ofRun: run.id)?.jobs.first?.stored.id)
        let charge = try await ledger.settle(row, as: settlement, price: .whole(55), at: workshop.clock.calendar)
        switch settlement {
        case .none: #expect(charge == .notCharged)
        case .charged(let credits): #expect(charge == .charged(credits ?? .whole(55)))
        case .task:
            #expect(charge == .unknown)
            let resumed = try await workshop.resume(service)
            #expect(resumed.jobs.map(\.status) == [.succeeded])
            #expect(resumed.jobs[0].charge == .charged(.whole(55)))
            return
        }
        #expect(try await workshop.resume(service).jobs.isEmpty)
        await #expect(throws: StoreError.self) {
            try await ledger.settle(row, as: .none, price: nil, at: workshop.clock.calendar)
        }
        // The next run asks again, under the same key: what was paid after all is not paid twice.
        let before = keys(service)
        _ = try await workshop.run([try Workshop.job(1)], service)
        #expect(keys(service).count > before.count)
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
