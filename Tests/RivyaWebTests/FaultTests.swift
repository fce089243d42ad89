import Foundation
import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaSyntax
import TestSupport
import Testing

/// Every fault as a client sees it, and what it leaves behind at the service.
@Suite struct FaultTests {
    @Test(
        arguments: [
            (.http(status: 502), .api(.unknown("internal_error")), 502, 0),
            (.html(status: 503), .unreadableAnswer, 503, 0),
            (.rateLimited(retryAfter: nil), .api(.rateLimited), 429, 0),
            (.drop, .interrupted, nil, 0),
            (.reset, .interrupted, nil, 0),
            (.lost, .interrupted, nil, 1),
            (.truncated, .unreadableAnswer, 200, 1),
        ] as [(Fault.Kind, ServiceError.Kind, Int?, Int)])
    func create(fault: Fault.Kind, kind: ServiceError.Kind, status: Int?, tasks: Int) async throws {
        var options = SimulatorOptions()
        options.faults = [Fault(fault, route: .create)]
        try await Simulated.with(options) { simulated in
            let error = await failure { () throws(ServiceError) in try await simulated.create(fox) }
            #expect(error?.kind == kind)
            #expect(error?.httpStatus == status)
            #expect(simulated.audit["task_count"]?.int == tasks)
            // The connection or its successor goes on.
            let credits = try await simulated.service.credits()
            #expect(credits == Number(10_000 - tasks))
        }
    }

    @Test func rateLimitsTellWhenToComeBack() async throws {
        var options = SimulatorOptions()
        options.rateLimit = RateLimit(requests: 1, window: .seconds(10))
        try await Simulated.with(options) { simulated in
            _ = try await simulated.service.credits()
            let error = await failure { () throws(ServiceError) in try await simulated.service.credits() }
            #expect(error?.kind == .api(.rateLimited))
            #expect(error?.retryAfter == .seconds(10))
            simulated.clock.advance(by: .seconds(10))
            _ = try await simulated.service.credits()
        }
    }

    @Test func aSlowBodyArrives() async throws {
        var options = SimulatorOptions()
        options.faults = [Fault(.slow(.milliseconds(40)))]
        try await Simulated.with(options) { simulated in
            let task = try await simulated.create(fox)
            #expect(task.status == .queued)
        }
    }

    @Test func aLostAnswerIsFoundByItsKey() async throws {
        var options = SimulatorOptions()
        // Only in the first second: the second try comes later.
        options.faults = [Fault(.lost, route: .create, window: .zero ..< .seconds(1))]
        try await Simulated.with(options) { simulated in
            let error = await failure { () throws(ServiceError) in try await simulated.create(fox) }
            #expect(error?.kind == .interrupted)
            simulated.clock.advance(by: .seconds(2))
            _ = try await simulated.create(fox)
            #expect(simulated.audit["task_count"]?.int == 1)
            #expect(simulated.audit["charged"]?.int == 1)
        }
    }

    @Test func aCutDownloadGoesOn() async throws {
        var options = SimulatorOptions(seed: 3)
        options.minimumMediaBytes = 2_000_000
        options.faults = [Fault(.truncated, route: .media, window: .zero ..< .seconds(100))]
        try await Simulated.with(options) { simulated in
            let task = try await simulated.finishedTask()
            try await withFolder { folder in
                let part = folder + "/x.part"
                let error = await failure { () throws(ServiceError) in
                    try await simulated.download(task.urls[0], to: part)
                }
                #expect(error?.kind == .unreadableAnswer)
                let cut = try Data(contentsOf: URL(filePath: part))
                #expect(!cut.isEmpty && cut.count < 2_000_000)
                simulated.clock.advance(by: .seconds(100))
                let download = try await simulated.download(task.urls[0], to: part)
                #expect(download.bytes >= 2_000_000)
                _ = try await simulated.download(task.urls[0], to: folder + "/whole")
                let file = try Data(contentsOf: URL(filePath: part))
                #expect(file == (try Data(contentsOf: URL(filePath: folder + "/whole"))))
                #expect(file.starts(with: cut))
            }
        }
    }
}
