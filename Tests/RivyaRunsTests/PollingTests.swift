import RivyaRuns
import RivyaSyntax
import Synchronization
import Testing

/// Whatever a status request meets, the job goes on.
struct PollingTests {
    private static let errors = [
        ServiceError(.interrupted, "reset"), ServiceError(.unreachable, "refused"),
        ServiceError(.unreadableAnswer, "a web page", httpStatus: 502),
        ServiceError(.unreadableAnswer, "cut off", httpStatus: 200),
        ServiceError(.api(.unknown("internal_error")), "oops", httpStatus: 500),
        ServiceError(.api(.rateLimited), "slow down", httpStatus: 429, retryAfter: .seconds(30)),
        ServiceError(.api(.rateLimited), "slow down", httpStatus: 429),
        ServiceError(.api(.publicAPIDisabled), "later", httpStatus: 503),
        ServiceError(.api(.validationFailed), "nonsense", httpStatus: 400),
        ServiceError(.api(.notFound), "not here", httpStatus: 404),
    ]

    @Test func aFailedPollNeverEndsAJob() async throws {
        let workshop = try Workshop()
        let faults = (0..<2).flatMap { _ in Self.errors.map(ScriptedService.Fault.refused) }
        let service = ScriptedService(faults: ["status": faults])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.isSuccess)
        #expect(service.taskCount == 1)
        #expect(service.world.withLock { $0.statusCalls } > faults.count)
    }

    /// Not even where the service says again and again that it has no such task: another key or base URL may know it.
    @Test func aTaskThatIsNotFoundStaysOpen() async throws {
        let workshop = try Workshop()
        let gone = ServiceError(.api(.notFound), "not here", httpStatus: 404)
        let service = ScriptedService(faults: ["status": Array(repeating: .refused(gone), count: 6)])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.jobs.map(\.status) == [.unknown])
        #expect(report.isResumable)
        #expect(try await workshop.resume(service).jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }

    @Test func aRefusedKeyLeavesTheJobOpen() async throws {
        let workshop = try Workshop()
        let revoked = ServiceError(.api(.apiKeyRevoked), "revoked", httpStatus: 401)
        let service = ScriptedService(faults: ["status": [.refused(revoked)]])
        let report = try await workshop.run([try Workshop.job(1)], service)
        #expect(report.fatalCause == .authentication)
        #expect(report.jobs.map(\.status) == [.interrupted])
        #expect(report.jobs[0].charge == .reserved(.whole(55)))
        #expect(try await workshop.resume(service).jobs.map(\.status) == [.succeeded])
        #expect(service.taskCount == 1)
    }
}
