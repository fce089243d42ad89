import Foundation
import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

struct RunTests {
    @Test(arguments: [true, false])
    func jobsSucceedAndTheirFilesAreInPlace(writesParts: Bool) async throws {
        let workshop = try Workshop()
        let service = ScriptedService(writesParts: writesParts)
        let report = try await workshop.run(try (1...20).map { try Workshop.job($0, "fox \($0)") }, service)
        #expect(report.isSuccess)
        #expect(report.jobs.map(\.index) == Array(1...20))
        #expect(report.chargedCredits == .whole(20 * 55))
        #expect(service.taskCount == 20)
        #expect(service.world.withLock { $0.mostInFlight } <= 8)
        for job in report.jobs {
            let path = try #require(job.files.first)
            #expect(path == workshop.folder + "/out/\(job.index)-kling-2-6.mp4")
            #expect(try workshop.text(of: path) == ScriptedService.content(of: job.urls[0]))
        }
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: workshop.folder + "/out")
        #expect(leftovers.count == 20)
    }

    @Test func aSecondRunUsesWhatIsPaid() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try [Workshop.job(1, "a"), Workshop.job(2, "b")]
        let first = try await workshop.run(jobs, service)
        let report = try await workshop.run(
            try [Workshop.job(1, "b", output: "new/{index}.{ext}"), Workshop.job(2, "c"), Workshop.job(3, "a")], service
        )
        #expect(report.jobs.map(\.status) == [.cached, .succeeded, .cached])
        #expect(report.chargedCredits == .whole(55))
        #expect(service.taskCount == 3)
        let copy = try workshop.text(of: workshop.folder + "/new/1.mp4")
        #expect(copy == ScriptedService.content(of: first.jobs[1].urls[0]))
    }

    @Test func aDeletedFileIsFetchedAgainAndNotPaidAgain() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let first = try await workshop.run([try Workshop.job(1)], service)
        let path = try #require(first.jobs[0].files.first)
        try FileManager.default.removeItem(atPath: path)
        let second = try await workshop.run([try Workshop.job(1)], service)
        #expect(second.jobs[0].status == .cached)
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(service.taskCount == 1)
    }

    @Test func freshPaysAgain() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        _ = try await workshop.run([try Workshop.job(1)], service)
        var settings = workshop.settings
        settings.isFresh = true
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(report.jobs[0].status == .succeeded)
        #expect(service.taskCount == 2)
        #expect(report.jobs[0].files == [workshop.folder + "/out/1-kling-2-6-2.mp4"])
    }

    @Test func identicalRequestsOfARunAreTakesOfTheirOwn() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let jobs = try (1...3).map { try Workshop.job($0) }
        _ = try await workshop.run(jobs, service)
        #expect(service.taskCount == 3)
        let again = try await workshop.run(jobs + [try Workshop.job(4)], service)
        #expect(again.jobs.map(\.status) == [.cached, .cached, .cached, .succeeded])
        #expect(service.taskCount == 4)
    }

    @Test func anExistingDifferentFileStays() async throws {
        let workshop = try Workshop()
        let taken = workshop.folder + "/out/1-kling-2-6.mp4"
        try FileManager.default.createDirectory(atPath: workshop.folder + "/out", withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: taken))
        let report = try await workshop.run([try Workshop.job(1)], ScriptedService())
        #expect(try workshop.text(of: taken) == Array("mine".utf8))
        #expect(report.jobs[0].files == [workshop.folder + "/out/1-kling-2-6-2.mp4"])
    }

    @Test func resultsStayBelowTheWorkingDirectory() async throws {
        let workshop = try Workshop()
        try FileManager.default.createSymbolicLink(
            atPath: workshop.folder + "/link", withDestinationPath: FileManager.default.temporaryDirectory.path)
        for output in ["../x.{ext}", "link/rivya-x/{index}.{ext}"] {
            let service = ScriptedService()
            let report = try await workshop.run([try Workshop.job(1, "a", output: output)], service)
            #expect(report.jobs.map(\.status) == [.cancelled])
            #expect(report.jobs.map(\.failure?.code) == ["outside_folder"])
            #expect(service.taskCount == 0)
        }
        #expect(!FileManager.default.fileExists(atPath: FileManager.default.temporaryDirectory.path + "/rivya-x"))
    }

    @Test func severalResultsAreNumbered() async throws {
        let workshop = try Workshop()
        let report = try await workshop.run([try Workshop.job(1)], ScriptedService(results: 2))
        #expect(report.jobs[0].files == [1, 2].map { workshop.folder + "/out/1-kling-2-6-\($0).mp4" })
    }

    @Test func anExpiredURLIsFetchedAnewFromTheTask() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(urlsExpire: true)
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs[0].status == .succeeded)
        #expect(service.world.withLock { $0.downloads.count } == 2)
    }

    // MARK: Failures

    @Test func aLostAnswerIsAskedForAgainWithTheSameKey() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["create": [.lostAnswer, .lostAnswer], "status": [.lostAnswer]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.isSuccess)
        #expect(service.taskCount == 1)
        let calls = service.world.withLock { $0.createCalls }
        #expect(calls.count == 3)
        #expect(Set(calls.map(\.key)).count == 1)
        #expect(Set(calls.map(\.body)).count == 1)
    }

    @Test func aFailedTaskIsRefundedAsSeenAndItsDependantsAreNotSent() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(failing: "bad")
        let report = try await workshop.run(
            try [
                Workshop.job(1, "bad"), Workshop.job(2, "then", references: [.job(1)]), Workshop.job(3, "good"),
                Workshop.job(4, "after", after: [2]),
            ], service)
        #expect(report.jobs.map(\.status) == [.failed, .skipped, .succeeded, .skipped])
        #expect(report.jobs[0].charge == .refunded(.whole(55)))
        #expect(report.jobs[3].failure?.message == "job 2, which it needs, did not succeed")
        #expect(service.taskCount == 2)
    }

    @Test func aFailedCellIsAttemptedAnewWithANewKey() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(failing: "bad")
        var settings = workshop.settings
        settings.retries = 1
        let report = try await workshop.run([try Workshop.job(1, "bad")], service, settings: settings)
        #expect(report.jobs[0].status == .failed)
        #expect(report.jobs[0].earlierCharges == [.refunded(.whole(55))])
        #expect(Set(service.world.withLock { $0.createCalls.map(\.key) }).count == 2)
        _ = try await workshop.run([try Workshop.job(1, "bad")], service)
        #expect(service.taskCount == 3)
    }

    @Test func aJobsResultIsUploadedForItsDependant() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let image = try workshop.image("img.png", "one")
        let copy = try workshop.image("copy.png", "one")
        let report = try await workshop.run(
            try [
                Workshop.job(1, "a", references: [image]), Workshop.job(2, "b", references: [copy]),
                Workshop.job(3, "c", references: [.job(1)]),
                Workshop.job(4, "d", references: [.url("https://x.test/1.mp4")]),
            ], service)
        #expect(report.isSuccess)
        // Equal contents go up once; the job's result and the URL's content are two more.
        #expect(service.world.withLock { $0.uploads.count } == 3)
        let body = service.world.withLock { $0.createCalls.map { String(decoding: $0.body, as: UTF8.self) } }
        #expect(body.allSatisfy { $0.contains("\"referenceMediaItems\":[{\"url\":\"https://files.test/") })
        _ = try await workshop.run([try Workshop.job(1, "e", references: [image])], service)
        #expect(service.world.withLock { $0.uploads.count } == 3)
    }

    @Test func refusalsEndTheRunWithTheirCause() async throws {
        let causes: [(ServiceError, FatalCause)] = [
            (ServiceError(.api(.insufficientCredits), "top up", httpStatus: 402), .credits),
            (ServiceError(.api(.apiKeyInvalid), "bad key", httpStatus: 401), .authentication),
        ]
        for (error, cause) in causes {
            let workshop = try Workshop()
            var settings = workshop.settings
            settings.concurrency = 1
            let service = ScriptedService(balance: .whole(7), faults: ["create": [.refused(error)]])
            let report = try await workshop.run(
                try (1...3).map { try Workshop.job($0, "\($0)") }, service, settings: settings)
            #expect(report.fatalCause == cause)
            #expect(report.jobs.map(\.status) == [.failed, .cancelled, .cancelled])
            #expect(report.jobs[0].charge == .notCharged)
            #expect(service.taskCount == 0)
        }
    }

    @Test func anUnreachableServiceIsToldSoon() async throws {
        let workshop = try Workshop()
        let down = ServiceError(.unreachable, "connection refused")
        let service = ScriptedService(faults: ["create": Array(repeating: .refused(down), count: 100)])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.fatalCause == .unreachable)
        #expect(service.world.withLock { $0.createCalls.count } == 3)
        #expect(report.jobs[0].charge == .notCharged)
    }

    @Test func theBudgetHoldsOnWhatIsReserved() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.budget = .whole(120)
        settings.concurrency = 1
        let service = ScriptedService()
        let report = try await workshop.run(
            try (1...3).map { try Workshop.job($0, "\($0)") }, service, settings: settings)
        #expect(report.jobs.map(\.status) == [.succeeded, .succeeded, .cancelled])
        #expect(report.fatalCause == .budget)
        #expect(service.taskCount == 2)
    }

    @Test func aHigherPriceIsAskedForOnceAndRemembered() async throws {
        let workshop = try Workshop()
        let asked = Mutex<[RunSettings.PriceChange]>([])
        var settings = workshop.settings
        settings.concurrency = 1
        settings.approve = { change in
            asked.withLock { $0.append(change) }
            return false
        }
        let service = ScriptedService(reserved: .whole(80))
        let jobs = try (1...2).map { try Workshop.job($0, "\($0)") }
        let report = try await workshop.run(jobs, service, settings: settings)
        #expect(report.jobs.map(\.status) == [.succeeded, .cancelled])
        #expect(report.fatalCause == .price)
        #expect(asked.withLock { $0.map(\.planned) } == [.whole(55)])
        // The next run's plan says the old price again, and so it is asked again.
        settings.approve = { change in
            asked.withLock { $0.append(change) }
            return true
        }
        let again = try await workshop.run(jobs, service, settings: settings)
        #expect(again.isSuccess)
        #expect(asked.withLock { $0.count } == 2)
    }

    @Test func onErrorStopSendsNothingMore() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.concurrency = 1
        settings.onError = .stop
        let service = ScriptedService(failing: "bad")
        let report = try await workshop.run(
            try [Workshop.job(1, "good"), Workshop.job(2, "bad"), Workshop.job(3, "good 2")], service,
            settings: settings)
        #expect(report.jobs.map(\.status) == [.succeeded, .failed, .cancelled])
    }

    @Test func aTimeoutLeavesTheJobOpenAndResumeFinishesIt() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.timeout = .seconds(20)
        let service = ScriptedService(openPolls: 8)
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings)
        #expect(report.jobs[0].status == .timedOut)
        #expect(report.jobs[0].charge == .reserved(.whole(55)))
        #expect(report.isResumable)
        let resumed = try await workshop.resume(service)
        #expect(resumed.jobs.map(\.status) == [.succeeded])
        #expect(resumed.jobs[0].charge == .charged(.whole(55)))
        #expect(service.taskCount == 1)
    }

    @Test func anOldUnobservedRequestIsNotRepeated() async throws {
        let workshop = try Workshop()
        let lost = ScriptedService.Fault.lostAnswer
        let service = ScriptedService(faults: ["create": Array(repeating: lost, count: 12)])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs[0].status == .unknown)
        #expect(report.jobs[0].charge == .unknown)
        let calls = service.world.withLock { $0.createCalls.count }
        workshop.clock.jump(by: 25 * 60 * 60)
        for _ in 0..<2 {
            let again = try await workshop.run([try Workshop.job(1)], service)
            #expect(again.jobs[0].status == .unknown)
            #expect(again.jobs[0].failure?.code == "unobserved")
        }
        #expect(service.world.withLock { $0.createCalls.count } == calls)
    }

    @Test func anUnobservedRequestIsAskedForAgainByTheNextRun() async throws {
        let workshop = try Workshop()
        let lost = ScriptedService.Fault.lostAnswer
        let service = ScriptedService(faults: ["create": Array(repeating: lost, count: 12)])
        _ = try await workshop.run([try Workshop.job(1)], service)
        let again = try await workshop.run([try Workshop.job(1)], service)
        #expect(again.jobs[0].status == .succeeded)
        #expect(service.taskCount == 1)
        #expect(Set(service.world.withLock { $0.createCalls.map(\.key) }).count == 1)
    }

    @Test func aConflictIsNeverAnsweredWithANewKey() async throws {
        let workshop = try Workshop()
        let conflict = ServiceError(.api(.idempotencyConflict), "conflict", httpStatus: 409)
        let service = ScriptedService(faults: ["create": Array(repeating: .refused(conflict), count: 40)])
        for _ in 0..<3 {
            let report = try await workshop.run([try Workshop.job(1)], service)
            #expect(report.jobs[0].status == .unknown)
            #expect(report.jobs[0].charge == .unknown)
            #expect(report.isResumable)
        }
        #expect(service.world.withLock { Set($0.createCalls.map(\.key)).count } == 1)
        // Two minutes of asking in all, for each run.
        #expect((10...40).contains(service.world.withLock { $0.createCalls.count }))
    }

    // MARK: Stopping and waiting

    @Test func drainingFinishesWhatRunsAndWakesWhoWaits() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.concurrency = 1
        let service = ScriptedService()
        let run = try await Run.begin(
            script: "s", settings: settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock)
        let events = run.events()
        for index in 1...3 { run.submit(try Workshop.job(index, "\(index)")) }
        async let report = run.carryOut()
        for await event in events {
            if case .submitted = event.kind { break }
        }
        let wasStopped = Mutex<Bool?>(nil)
        run.whenFinished([3]) { isStopped in wasStopped.withLock { $0 = isStopped } }
        run.stop(.drain)
        #expect(wasStopped.withLock { $0 } == true)
        await #expect(throws: RunStopped.self) { try await run.wait(for: [1]) }
        let result = await report
        #expect(result.jobs.map(\.status) == [.succeeded, .cancelled, .cancelled])
        #expect(result.stop == .drain)
        #expect(service.taskCount == 1)
    }

    @Test func stoppingAtOnceLeavesJobsForResume() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["status": [.hang]])
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock)
        run.submit(try Workshop.job(1))
        async let report = run.carryOut()
        while service.world.withLock({ $0.statusCalls == 0 }) { await Task.yield() }
        run.stop(.now)
        let result = await report
        #expect(result.jobs.map(\.status) == [.interrupted])
        let resumed = try await workshop.resume(service)
        #expect(resumed.jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }

    @Test func waitingEndsWithTheJobsAndNotBefore() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock)
        run.submit(try Workshop.job(1, "a"))
        #expect(run.outcome(of: 1) == nil)
        async let report = run.carryOut()
        try await run.wait(for: [1])
        #expect(run.outcome(of: 1)?.status == .succeeded)
        run.submit(try Workshop.job(2, "b", after: [1]))
        try await run.wait(for: [1, 2])
        #expect(run.outcome(of: 2)?.status == .succeeded)
        run.finish()
        #expect(await report.isSuccess)
    }

    @Test func aModelThatFailsAgainAndAgainIsGivenUp() async throws {
        let workshop = try Workshop()
        var settings = workshop.settings
        settings.concurrency = 1
        let service = ScriptedService(failing: "bad")
        let report = try await workshop.run(
            try (1...20).map { try Workshop.job($0, "bad \($0)") }, service, settings: settings)
        // Five in a row, and three trials.
        #expect(report.count(.failed) == 8)
        #expect(report.count(.cancelled) == 12)
        #expect(service.taskCount == 8)
    }
}
