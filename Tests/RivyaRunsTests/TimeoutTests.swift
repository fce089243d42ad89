import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// A job's time is for all that it does, and what is open stays open.
struct TimeoutTests {
    /// A run of one job with ten seconds of time, while time passes whatever the job does.
    private func run(
        _ workshop: borrowing Workshop, _ service: ScriptedService, references: [Reference] = [],
        timeout: Duration = .seconds(10)
    ) async throws -> (report: RunReport, events: [RunEvent.Kind]) {
        var settings = workshop.settings
        settings.timeout = timeout
        let run = try await Run.begin(
            script: "sweep.rivya", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
        let events = run.events()
        run.submit(try Workshop.job(1, references: references))
        run.finish()
        let clock = workshop.clock
        let ticking = Task { while true { try await clock.sleep(for: .milliseconds(10)) } }
        defer { ticking.cancel() }
        let report = await run.carryOut()
        var kinds: [RunEvent.Kind] = []
        for await event in events { kinds.append(event.kind) }
        return (report, kinds)
    }

    @Test func aCreateThatIsNotAnswered() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": [.hang]])
        let report = try await run(workshop, service).report
        #expect(report.jobs.map(\.status) == [.timedOut])
        #expect(report.jobs[0].charge == .unknown)
        #expect(report.jobs[0].failure?.message == "the request was not answered within 10 s")
        #expect(report.isResumable)
        #expect(try await workshop.resume(service).jobs.map(\.status) == [.succeeded])
        #expect(Set(service.world.withLock { $0.createCalls.map(\.key) }).count == 1)
        #expect(service.taskCount == 1)
    }

    @Test func aStatusThatIsNotAnswered() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["status": [.hang]])
        let report = try await run(workshop, service).report
        #expect(report.jobs.map(\.status) == [.timedOut])
        #expect(report.jobs[0].charge == .reserved(.whole(55)))
        #expect(report.isResumable)
        #expect(try await workshop.resume(service).jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }

    @Test func aDownloadThatDoesNotEnd() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["download": [.hang]])
        let report = try await run(workshop, service).report
        #expect(report.jobs.map(\.status) == [.timedOut])
        #expect(report.jobs[0].charge == .charged(.whole(55)))
        #expect(report.jobs[0].failure?.message == "the result was not here after 10 s")
        #expect(report.isResumable)
        #expect(try await workshop.resume(service).jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }

    @Test func anUploadThatDoesNotEnd() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["upload": [.hang]])
        let image = try workshop.image("a.png", "one")
        let report = try await run(workshop, service, references: [image]).report
        #expect(report.jobs.map(\.status) == [.timedOut])
        #expect(report.jobs[0].charge == .notCharged)
        #expect(report.jobs[0].failure?.message == "nothing was accepted within 10 s, and nothing is charged")
        #expect(!report.isResumable)
        #expect(service.taskCount == 0)
        #expect(try await run(workshop, service, references: [image], timeout: .seconds(600)).report.isSuccess)
    }

    /// Who waits for another's upload does not fail with it.
    @Test func anUploadOfAJobWhoseTimeIsUpIsTakenOver() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["upload": [.hang]])
        let image = try workshop.image("a.png", "one")
        let run = try await Run.begin(
            script: "sweep.rivya", settings: workshop.settings, service: service, media: service,
            store: workshop.ledger(), clock: workshop.clock, jitter: { 0.5 })
        var hasty = try Workshop.job(1, "fox", references: [image])
        hasty.timeout = .seconds(10)
        var patient = try Workshop.job(2, "owl", references: [image])
        // The clock below runs however slow the machine is.
        patient.timeout = .seconds(1_000_000_000)
        let events = run.events()
        async let report = run.carryOut()
        run.submit(hasty)
        // The hasty one is at it when the other comes, and no time has passed.
        for await event in events {
            if case .uploading = event.kind { break }
        }
        run.submit(patient)
        run.finish()
        let clock = workshop.clock
        let ticking = Task { while true { try await clock.sleep(for: .milliseconds(1)) } }
        defer { ticking.cancel() }
        #expect(await report.jobs.map(\.status) == [.timedOut, .succeeded])
    }

    /// A service that asks for days is asked again after minutes, which is said, and the job's time holds.
    @Test func aServiceThatAsksForDays() async throws {
        let workshop = try Workshop()
        let busy = ServiceError(.api(.rateLimited), "slow down", httpStatus: 429, retryAfter: .seconds(86_400))
        let service = ScriptedService(faults: ["create": [.refused(busy)]])
        let (report, events) = try await run(workshop, service, timeout: .seconds(3600))
        #expect(report.isSuccess)
        #expect(workshop.clock.now < .seconds(600))
        let waits = events.compactMap { event -> Duration? in
            guard case .retrying("create", let message, let wait) = event else { return nil }
            #expect(
                message.contains(
                    "slow down (it asks for a wait of 24 hours; it is asked again after five minutes at most)"))
            return wait
        }
        #expect(waits == [.seconds(300.25)])

        let hasty = try await run(Workshop(), ScriptedService(faults: ["create": [.refused(busy)]])).report
        #expect(hasty.jobs.map(\.status) == [.timedOut])
        #expect(hasty.jobs[0].charge == .notCharged)
    }

    /// A host of references that was never reached is given up soon, also where the service is well.
    @Test func aReferenceOnNoHost() async throws {
        let workshop = try Workshop()
        let gone = ServiceError(.unreachable, "there is no such host")
        let service = ScriptedService(faults: ["download": Array(repeating: .refused(gone), count: 12)])
        let url = Reference.url("https://no-such-host.invalid/a.png")
        // Time passes by waiting alone.
        let report = try await workshop.run([try Workshop.job(1, references: [url])], service)
        #expect(report.jobs.map(\.status) == [.failed])
        #expect(workshop.clock.now < .seconds(20))
        #expect(service.taskCount == 0)
    }
}
