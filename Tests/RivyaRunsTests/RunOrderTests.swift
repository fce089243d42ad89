import Foundation
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// In which order a run starts its jobs, and how it pauses behind a pilot.
struct RunOrderTests {
    /// Four subjects in two styles, subject by subject.
    private static func jobs() throws -> [JobSpecification] {
        var jobs: [JobSpecification] = []
        for subject in 0..<4 {
            for style in 0..<2 {
                jobs.append(
                    try Workshop.job(
                        jobs.count + 1, "s\(subject)t\(style)",
                        axes: [Axis("subject", .number(.whole(subject))), Axis("style", .number(.whole(style)))]))
            }
        }
        return jobs
    }

    private static func order(_ jobs: [JobSpecification], paid: Set<Int> = []) -> RunOrder {
        var survey = SweepSurvey()
        for job in jobs { survey.add(axes: job.axes, file: "s.rivya", offset: 0, dependencies: job.dependencies) }
        return survey.order(paid: paid)
    }

    private func settings(_ workshop: borrowing Workshop, _ order: RunOrder, isPilot: Bool) -> RunSettings {
        var settings = workshop.settings
        settings.order = order
        settings.isPilot = isPilot
        settings.concurrency = 1
        return settings
    }

    private func begin(
        _ workshop: borrowing Workshop, _ service: ScriptedService, _ settings: RunSettings
    ) async throws -> Run {
        try await Run.begin(
            script: "s.rivya", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock, jitter: { 0.5 })
    }

    /// A run with a pilot, to which the script has handed all its jobs. The script ends with `body`, unless that has
    /// ended it before.
    private func pilot(
        _ workshop: borrowing Workshop, _ service: ScriptedService, _ body: (Run) async throws -> Void
    ) async throws -> RunReport {
        let jobs = try Self.jobs()
        let run = try await begin(workshop, service, settings(workshop, Self.order(jobs), isPilot: true))
        async let report = run.carryOut()
        for job in jobs { run.submit(job) }
        try await body(run)
        run.finish()
        return await report
    }

    /// The prompts in the order in which they were sent.
    private func sent(_ service: ScriptedService) -> [String] {
        service.world.withLock { world in
            world.createCalls.map { call in
                let text = String(decoding: call.body, as: UTF8.self)
                return text.firstMatch(of: /s[0-9]t[0-9]/).map { String($0.output) } ?? text
            }
        }
    }

    private static let breadthFirst = ["s0t0", "s1t1", "s2t0", "s3t1", "s0t1", "s1t0", "s2t1", "s3t0"]

    @Test func jobsGoOutDiagonalByDiagonal() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try Self.jobs()
        let run = try await begin(workshop, service, settings(workshop, Self.order(jobs), isPilot: false))
        async let report = run.carryOut()
        // The run is awake between two jobs that the script makes, and still waits for the diagonal's.
        for job in jobs {
            run.submit(job)
            await Task.yield()
        }
        run.finish()
        #expect(await report.isSuccess)
        #expect(sent(service) == Self.breadthFirst)
    }

    @Test func aFullBudgetLeavesAnEvenPicture() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try Self.jobs()
        var settings = settings(workshop, Self.order(jobs), isPilot: false)
        settings.budget = .whole(4 * 55)
        let report = try await workshop.run(jobs, service, settings: settings)
        #expect(report.fatalCause == .budget)
        #expect(sent(service) == Array(Self.breadthFirst.prefix(4)))
    }

    /// A script that waits has handed over a part of its jobs only, and wants this one.
    @Test func whatTheScriptWaitsForGoesAtOnce() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try Self.jobs()
        let run = try await begin(workshop, service, settings(workshop, Self.order(jobs), isPilot: false))
        async let report = run.carryOut()
        for job in jobs.prefix(3) { run.submit(job) }
        try await run.wait(for: [2])
        #expect(run.outcome(of: 2)?.status == .succeeded)
        for job in jobs.dropFirst(3) { run.submit(job) }
        run.finish()
        #expect(await report.isSuccess)
        #expect(sent(service).contains("s0t1"))
        #expect(Set(sent(service)).count == 8)
    }

    // MARK: - The pilot

    @Test func thePilotIsDoneBeforeAnythingElseStarts() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let report = try await pilot(workshop, service) { run in
            run.finish()
            let pilot = try #require(await run.pilotEnded())
            #expect(pilot.map(\.index) == [1, 4, 5, 8])
            #expect(pilot.allSatisfy { $0.status == .succeeded })
            #expect(sent(service) == Array(Self.breadthFirst.prefix(4)))
            run.proceed()
        }
        #expect(report.jobs.map(\.status) == Array(repeating: .succeeded, count: 8))
        #expect(sent(service) == Self.breadthFirst)
    }

    @Test func aRunThatEndsWithItsPilotReportsNoOtherJob() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let report = try await pilot(workshop, service) { run in
            run.finish()
            _ = await run.pilotEnded()
            run.endWithPilot()
        }
        #expect(report.isSuccess)
        #expect(report.jobs.map(\.index) == [1, 4, 5, 8])
        #expect(service.taskCount == 4)
        // The next run pays for the others only.
        let rest = try await workshop.run(try Self.jobs(), service)
        #expect(rest.count(.cached) == 4)
        #expect(service.taskCount == 8)
    }

    /// The script stands still: what the pilot shows is all that there will be.
    @Test func aScriptThatWaitsForMoreEndsThePilot() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let report = try await pilot(workshop, service) { run in
            async let isInterrupted = {
                do {
                    try await run.wait(for: [2])
                    return false
                } catch {
                    return true
                }
            }()
            #expect(await run.pilotEnded()?.map(\.index) == [1, 4, 5, 8])
            run.endWithPilot()
            #expect(await isInterrupted)
        }
        #expect(report.jobs.count == 4)
        #expect(service.taskCount == 4)
    }

    @Test func afterThePilotTheScriptsWaitsAreServedFirst() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let report = try await pilot(workshop, service) { run in
            async let waited: Void = run.wait(for: [7])
            _ = await run.pilotEnded()
            run.proceed()
            try await waited
            #expect(sent(service)[4] == "s3t0")
        }
        #expect(report.isSuccess)
    }

    @Test func thereIsNothingToDecideWhereNothingIsLeft() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try Array(Self.jobs().prefix(1))
        let run = try await begin(workshop, service, settings(workshop, Self.order(jobs), isPilot: true))
        async let report = run.carryOut()
        run.submit(jobs[0])
        run.finish()
        #expect(await run.pilotEnded() == nil)
        #expect(await report.isSuccess)
        #expect(await run.pilotEnded() == nil)
    }

    @Test func aStoppedRunAsksNothing() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": [.hang]])
        let report = try await pilot(workshop, service) { run in
            run.finish()
            async let decided = run.pilotEnded()
            run.stop(.now)
            #expect(await decided == nil)
        }
        #expect(report.stop == .now)
    }

    @Test func aPilotWithFailuresSaysSo() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(failing: "s1t1")
        let report = try await pilot(workshop, service) { run in
            run.finish()
            let pilot = try #require(await run.pilotEnded())
            #expect(pilot.map(\.status) == [.succeeded, .failed, .succeeded, .succeeded])
            run.endWithPilot()
        }
        #expect(!report.isSuccess)
        #expect(service.taskCount == 4)
    }
}
