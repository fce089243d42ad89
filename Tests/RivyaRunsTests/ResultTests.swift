import Foundation
import RivyaCatalog
import RivyaSyntax
import Synchronization
import Testing

@testable import RivyaRuns

/// A result is what its content says, and nothing that was paid for is lost or falsified.
struct ResultTests {
    private static let json = Array(#"{"error":"expired"}"#.utf8)

    private func settings(_ workshop: borrowing Workshop) -> RunSettings {
        var settings = workshop.settings
        settings.refusedFolder = workshop.folder + "/refused"
        return settings
    }

    private func refused(_ workshop: borrowing Workshop) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: workshop.folder + "/refused"))?.sorted() ?? []
    }

    private func results(_ workshop: borrowing Workshop) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: workshop.folder + "/out"))?.sorted() ?? []
    }

    // MARK: What is no result

    private static let spoiled: [(String, [UInt8], said: String)] = [
        ("JSON", json, #"a JSON document: `{"error":"expired"}`"#),
        ("XML", Array("<?xml version=\"1.0\"?>\n<Error/>".utf8), "an XML document: `<?xml version=\"1.0\"?> <Error/>`"),
        ("page", Array("<!DOCTYPE html><p>no".utf8), "a web page: `<!DOCTYPE html><p>no`"),
        ("drawing", Array("<svg xmlns='x'/>".utf8), "a drawing in SVG: `<svg xmlns='x'/>`"),
        ("archive", Array("PK\u{3}\u{4}".utf8) + [0, 0], "a ZIP archive that begins with the bytes 50 4B 03 04 00 00"),
        ("noise", [0xDD, 0x3B, 0xAD, 0x00], "data that begins with the bytes DD 3B AD 00"),
        ("subtitles", Array("1\n00:00 `x`\n".utf8), "text: `1 00:00 'x'`"),
    ]

    @Test(arguments: spoiled)
    func whatIsNoMediumIsNotStored(_ name: String, _ bytes: [UInt8], _ said: String) async throws {
        let workshop = try Workshop()
        let isWell = Mutex(false)
        let service = ScriptedService { _, _ throws(ServiceError) in isWell.withLock { $0 } ? nil : bytes }
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        let job = report.jobs[0]
        #expect(job.status == .unsaved)
        #expect(job.charge == .charged(.whole(55)))
        #expect(job.failure?.message == "what was sent as the result is no image, video or audio but \(said)")
        #expect(results(workshop) == [])
        // Each time with a fresh URL.
        let urls = service.world.withLock { $0.downloads }
        #expect(urls.count == 3 && Set(urls).count == 3)
        // What came is not thrown away.
        let kept = try #require(refused(workshop).first)
        #expect(refused(workshop).count == 1)
        #expect(kept.hasPrefix("1-1-"))
        #expect(try workshop.text(of: workshop.folder + "/refused/" + kept) == bytes)
        #expect(job.failure?.help?.contains("--accept \(report.run)/1`") == true)

        isWell.withLock { $0 = true }
        let resumed = try await workshop.resume(service, settings: settings(workshop))
        #expect(resumed.jobs.map(\.status) == [.succeeded])
        #expect(try workshop.text(of: resumed.jobs[0].files[0]) == ScriptedService.content(of: urls[0]))
        // Until something better is stored.
        #expect(refused(workshop) == [])
        #expect(service.taskCount == 1)
    }

    /// A new kind of medium is nothing that this version knows.
    @Test(arguments: [true, false])
    func whatWasRefusedIsTakenAsItIs(isKept: Bool) async throws {
        let workshop = try Workshop()
        let bytes = Array("glTF\u{2}\0\0\0".utf8)
        let service = ScriptedService { _, _ throws(ServiceError) in bytes }
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        let row = try #require(report.jobs[0].stored)
        if !isKept { try FileManager.default.removeItem(atPath: workshop.folder + "/refused") }
        let before = service.world.withLock { ($0.statusCalls, $0.downloads.count) }
        var accepting = settings(workshop)
        accepting.accepted = [row]
        let resumed = try await workshop.resume(service, settings: accepting)
        #expect(resumed.jobs.map(\.status) == [.succeeded])
        #expect(results(workshop) == ["1-kling-2-6.mp4"])
        #expect(try workshop.text(of: resumed.jobs[0].files[0]) == bytes)
        let after = service.world.withLock { ($0.statusCalls, $0.downloads.count) }
        // What is kept need not be fetched.
        #expect(after == (isKept ? before : (before.0 + 1, before.1 + 1)))
        #expect(refused(workshop) == [])
        // It is the cell's result from now on.
        let again = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        #expect(again.jobs.map(\.status) == [.cached])
    }

    // MARK: What is another medium, or not all of one

    private static let png: [UInt8] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../Fixtures/boat.png"
        return Array((try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data())
    }()

    @Test func anotherMediumIsStoredAndSaid() async throws {
        let workshop = try Workshop()
        let service = ScriptedService { _, _ throws(ServiceError) in Self.png }
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.isSuccess)
        #expect(results(workshop) == ["1-kling-2-6.png"])
        #expect(report.jobs[0].remarks == ["it is a picture (image/png), not a video"])
    }

    @Test(arguments: [true, false])
    func aMediumThatIsCutIsFetchedAgain(writesParts: Bool) async throws {
        let workshop = try Workshop()
        let service = ScriptedService(writesParts: writesParts) { _, number throws(ServiceError) in
            number == 1 ? Array(Self.png.dropLast(20)) : Self.png
        }
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        #expect(report.isSuccess)
        #expect(try workshop.text(of: report.jobs[0].files[0]) == Self.png)
        #expect(refused(workshop) == [])
        #expect(service.world.withLock { $0.downloads.count } == 2)
    }

    @Test func aMediumThatStaysCutIsKeptApart() async throws {
        let workshop = try Workshop()
        let half = Array(Self.png.dropLast(20))
        let service = ScriptedService { _, _ throws(ServiceError) in half }
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        #expect(report.jobs[0].status == .unsaved)
        #expect(
            report.jobs[0].failure?.message
                == "the image/png that was sent as the result is not complete: it ends within its `IDAT` chunk")
        #expect(results(workshop) == [])
        #expect(refused(workshop).count == 1)
    }

    /// It plays, and it does not get better.
    @Test func aMediumWithoutItsEndMarkIsAskedForTwice() async throws {
        let workshop = try Workshop()
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../Fixtures/owl.jpg"
        let bytes = Array(try workshop.text(of: path).dropLast(2))
        let service = ScriptedService { _, _ throws(ServiceError) in bytes }
        let report = try await workshop.run([try Workshop.job(1)], service, settings: settings(workshop))
        #expect(report.isSuccess)
        #expect(results(workshop) == ["1-kling-2-6.jpg"])
        #expect(report.jobs[0].remarks.first?.hasSuffix("it has no end mark") == true)
        #expect(service.world.withLock { $0.downloads.count } == 2)
        #expect(refused(workshop) == [])
    }

    // MARK: Each by itself

    @Test func ofSeveralResultsOneIsGone() async throws {
        let workshop = try Workshop()
        let isWell = Mutex(false)
        let service = ScriptedService(results: 4) { url, _ throws(ServiceError) in
            if url.contains("/3.mp4"), !isWell.withLock({ $0 }) {
                throw ServiceError(.unreadableAnswer, "gone", httpStatus: 404)
            }
            return nil
        }
        let report = try await workshop.run([try Workshop.job(1)], service)
        let job = report.jobs[0]
        #expect(job.status == .unsaved)
        #expect(results(workshop) == ["1-kling-2-6-1.mp4", "1-kling-2-6-2.mp4", "1-kling-2-6-4.mp4"])
        #expect(
            job.failure?.message
                == "1 of 4 results are not here; result 3: the result could not be downloaded: gone")
        let again = try await workshop.resume(service)
        #expect(again.jobs[0].failure?.message == job.failure?.message)
        isWell.withLock { $0 = true }
        let before = service.world.withLock { $0.downloads.count }
        let resumed = try await workshop.resume(service)
        #expect(resumed.jobs.map(\.status) == [.succeeded])
        #expect(
            results(workshop) == ["1-kling-2-6-1.mp4", "1-kling-2-6-2.mp4", "1-kling-2-6-3.mp4", "1-kling-2-6-4.mp4"])
        #expect(service.world.withLock { $0.downloads.count } == before + 1)
        for (file, url) in zip(resumed.jobs[0].files, resumed.jobs[0].urls) {
            #expect(try workshop.text(of: file) == ScriptedService.content(of: url))
        }
    }

    /// A result keeps its number, whatever the service names later.
    @Test func resultsKeepTheirNumbers() {
        func renewed(_ old: [String], _ fresh: [String]) -> [String] {
            var urls = ResultURLs(old)
            urls.renew(fresh)
            return urls.all
        }
        #expect(renewed(["h/a?1", "h/b?1"], ["h/a?2", "h/b?2"]) == ["h/a?2", "h/b?2"])
        #expect(renewed(["h/a?1", "h/b?1"], ["h/b?2", "h/a?2"]) == ["h/a?2", "h/b?2"])
        #expect(renewed(["http://h:1/a", "http://h:1/b"], ["http://i:2/b"]) == ["http://h:1/a", "http://i:2/b"])
        #expect(renewed(["h/a", "h/b"], ["h/c", "h/d", "h/e"]) == ["h/c", "h/d", "h/e"])
        #expect(renewed(["h/a", "h/b"], ["h/b", "h/c", "h/d"]) == ["h/c", "h/b", "h/d"])
        #expect(renewed(["h/a", "h/b"], ["h/c"]) == ["h/c", "h/b"])
        #expect(renewed(["h/x?n=1", "h/x?n=2"], ["h/x?n=1&s", "h/x?n=2&s"]) == ["h/x?n=1&s", "h/x?n=2&s"])
        #expect(renewed([], ["h/a"]) == ["h/a"])
        #expect(renewed(["h/a"], []) == ["h/a"])
    }

    // MARK: Fresh URLs

    private static let failures: [ServiceError] = [
        ServiceError(.unreadableAnswer, "ExpiredToken", httpStatus: 400),
        ServiceError(.unreadableAnswer, "x", httpStatus: 500),
        ServiceError(.unreadableAnswer, "cut"),
        ServiceError(.unreachable, "no such host"),
        ServiceError(.interrupted, "lost"),
        ServiceError(.local, "the URL is not valid"),
    ]

    @Test(arguments: failures)
    func everyFailureAsksForAFreshURL(_ error: ServiceError) async throws {
        let workshop = try Workshop()
        // The URL of the first answer that names one.
        let service = ScriptedService { url, _ throws(ServiceError) in
            if url.hasSuffix("v=2") { throw error }
            return nil
        }
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.isSuccess)
        let urls = service.world.withLock { $0.downloads }
        #expect(urls.last?.hasSuffix("v=3") == true)
        #expect(urls.count <= 5)
    }

    @Test func resumingAsksFirst() async throws {
        let workshop = try Workshop()
        let isGone = Mutex(true)
        let service = ScriptedService { _, _ throws(ServiceError) in
            if isGone.withLock({ $0 }) { throw ServiceError(.unreadableAnswer, "gone", httpStatus: 404) }
            return nil
        }
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs[0].status == .unsaved)
        isGone.withLock { $0 = false }
        let asked = service.world.withLock { $0.statusCalls }
        let resumed = try await workshop.resume(service)
        #expect(resumed.isSuccess)
        #expect(service.world.withLock { $0.statusCalls } == asked + 1)
        #expect(service.world.withLock { $0.downloads.last }?.hasSuffix("v=\(asked + 1)") == true)
    }

    @Test(arguments: [1, 4])
    func aLateResultIsWaitedFor(polls: Int) async throws {
        let workshop = try Workshop()
        let service = ScriptedService(latePolls: polls)
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.isSuccess)
        #expect(results(workshop) == ["1-kling-2-6.mp4"])
    }

    @Test func aResultThatNeverComesIsTold() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(latePolls: 10_000)
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs[0].status == .unsaved)
        #expect(report.jobs[0].failure?.message == "the service names no result for the task `task_1`")
        #expect(service.world.withLock { $0.statusCalls } < 20)
    }

    // MARK: What is sent is what was hashed

    @Test func aReferenceThatIsEditedIsNotSent() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let image = try workshop.image("a.png", "one")
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            clock: workshop.clock)
        run.submit(try Workshop.job(1, references: [image]))
        // Nothing is carried out yet.
        _ = try workshop.image("a.png", "two")
        run.finish()
        let report = await run.carryOut()
        #expect(report.jobs[0].status == .failed)
        #expect(report.jobs[0].charge == .notCharged)
        #expect(report.jobs[0].failure?.message == "`a.png` changed since it was planned; nothing was sent")
        #expect(service.taskCount == 0)
        #expect(service.world.withLock { $0.uploads } == [])
        // Planned anew, it is sent as it is.
        #expect(try await workshop.run([try Workshop.job(1, references: [image])], service).isSuccess)
    }

    /// Between the plan and the run somebody may think about the price for an hour.
    @Test func aReferenceThatIsEditedAfterThePlanIsNotSent() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let image = try workshop.image("a.png", "one")
        let digests = FileDigests()
        let job = try Workshop.job(1, references: [image])
        _ = try RequestDigest.contents(of: job.request.references, digests: digests) { _ in nil }
        let agreed = digests.planned
        _ = try workshop.image("a.png", "two")
        let run = try await Run.begin(
            script: "s", settings: workshop.settings, service: service, media: service, store: workshop.ledger(),
            digests: agreed, clock: workshop.clock)
        run.submit(job)
        run.finish()
        let report = await run.carryOut()
        #expect(report.jobs[0].failure?.message == "`a.png` changed since it was planned; nothing was sent")
        #expect(service.taskCount == 0)
    }

    /// Size and time are those of the planned file.
    @Test func anEditThatHidesItselfIsNoticed() async throws {
        let workshop = try Workshop()
        let path = workshop.folder + "/a.png"
        _ = try workshop.image("a.png", "one")
        let digests = FileDigests()
        let before = try #require(digests.sha256(of: path))
        let time = try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seek(toOffset: 8)
        try handle.write(contentsOf: Data("two".utf8))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        #expect(digests.sha256(of: path) != before)
    }
}
