import Foundation
import RivyaRuns
import Synchronization
import Testing

/// Where results cannot go is found before anything is paid for.
struct ResultPlaceTests {
    private func file(_ path: String) throws {
        try Data("a note".utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func aFileWhereAFolderShouldBe() async throws {
        let workshop = try Workshop()
        try file(workshop.folder + "/out")
        let service = ScriptedService()
        let report = try await workshop.run((1...20).map { try Workshop.job($0, "fox \($0)") }, service)
        #expect(report.jobs.allSatisfy { $0.status == .cancelled && $0.charge == .notCharged })
        #expect(report.fatalCause == .results)
        #expect(service.world.withLock { $0.createCalls.isEmpty })
        // Nothing is left open, and nothing is known of the cells.
        try FileManager.default.removeItem(atPath: workshop.folder + "/out")
        let again = try await workshop.run([try Workshop.job(1, "fox 1")], service)
        #expect(again.isSuccess)
    }

    /// The folder of one result alone is spoiled: what has been sent is finished.
    @Test func whatWasSentIsFinished() async throws {
        let workshop = try Workshop()
        try file(workshop.folder + "/b")
        var settings = workshop.settings
        settings.concurrency = 1
        let service = ScriptedService()
        let report = try await workshop.run(
            [
                try Workshop.job(1, "one", output: "a/{index}.{ext}"),
                try Workshop.job(2, "two", output: "b/{index}.{ext}"),
                try Workshop.job(3, "three", output: "c/{index}.{ext}"),
            ], service, settings: settings)
        #expect(report.jobs.map(\.status) == [.succeeded, .cancelled, .cancelled])
        #expect(report.fatalCause == .results)
        #expect(service.taskCount == 1)
    }

    /// A cell that is paid for needs no folder before it is known where its files are.
    @Test func aFolderThatIsGoneAfterPayingIsMadeAgain() async throws {
        let workshop = try Workshop()
        let service = ScriptedService()
        _ = try await workshop.run([try Workshop.job(1)], service)
        try FileManager.default.removeItem(atPath: workshop.folder + "/out")
        let again = try await workshop.run([try Workshop.job(1)], service)
        #expect(again.jobs.map(\.status) == [.cached])
        #expect(service.taskCount == 1)
    }
}
