import RivyaRuns
import Synchronization
import Testing

/// Equal contents go up once, as long as the service can be trusted to have them.
struct UploadTests {
    private func uploads(_ service: ScriptedService) -> Int { service.world.withLock { $0.uploads.count } }

    @Test func cellsShareOneUploadInFlight() async throws {
        let workshop = try Workshop()
        let service = ScriptedService(faults: ["upload": [.lostAnswer]])
        let image = try workshop.image("a.png", "one")
        let copy = try workshop.image("b.png", "one")
        let other = try workshop.image("c.png", "two")
        var jobs = try (1...8).map { try Workshop.job($0, "fox \($0)", references: [$0 % 2 == 0 ? image : copy]) }
        jobs.append(try Workshop.job(9, "fox 9", references: [other]))
        let report = try await workshop.run(jobs, service)
        #expect(report.isSuccess)
        #expect(uploads(service) == 2)
    }

    @Test func laterRunsUseItForADay() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        let image = try workshop.image("a.png", "one")
        #expect(try await workshop.run([try Workshop.job(1, "fox", references: [image])], service).isSuccess)
        let copy = try workshop.image("b.png", "one")
        #expect(try await workshop.run([try Workshop.job(1, "owl", references: [copy])], service).isSuccess)
        #expect(uploads(service) == 1)
        workshop.clock.jump(by: 25 * 60 * 60)
        #expect(try await workshop.run([try Workshop.job(1, "elk", references: [image])], service).isSuccess)
        #expect(uploads(service) == 2)
        // Noted by a clock that was a year ahead.
        workshop.clock.jump(by: -365 * 24 * 60 * 60)
        #expect(try await workshop.run([try Workshop.job(1, "cat", references: [image])], service).isSuccess)
        #expect(uploads(service) == 3)
    }
}
