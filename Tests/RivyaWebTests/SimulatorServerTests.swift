import Foundation
import Logging
import NIOCore
import NIOPosix
import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaSyntax
import ServiceLifecycle
import TestSupport
import Testing

@testable import RivyaWeb

@Suite struct SimulatorServerTests {
    @Test(arguments: ["localhost", "localhost:80", "127.0.0.1:8080", "[::1]", "[::1]:9", "LOCALHOST:1"])
    func namesOfThisMachine(authority: String) {
        #expect(LoopbackAuthority.accepts(authority))
    }

    @Test(arguments: [
        "", "evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80x",
        "::1", "localhost:80:80", "evil@localhost",
    ])
    func otherNames(authority: String) {
        #expect(!LoopbackAuthority.accepts(authority))
    }

    @Test func aPageOfAnotherNameIsRefused() async throws {
        try await Simulated.with { simulated in
            let answer = try await exchange(
                simulated.baseURL,
                "GET /api/v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
            #expect(answer.contains(#""code":"host_refused""#))
            let welcome = try await exchange(
                simulated.baseURL,
                "HEAD /api/v1/models HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"
            )
            #expect(welcome.hasPrefix("HTTP/1.1 405 "))
        }
    }

    @Test func whatIsNoHTTPIsAnswered() async throws {
        try await Simulated.with { simulated in
            let answer = try await exchange(simulated.baseURL, "EHLO there\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func aPortInUse() async throws {
        try await Simulated.with { simulated in
            let port = try #require(simulated.baseURL.split(separator: ":").last.flatMap { Int($0) })
            await #expect(throws: LoopbackServer.Failure.portInUse(port)) {
                try await SimulatorServer.withServer(world: SimulatorWorld(SimulatedService()), port: port) { _ in }
            }
        }
    }

    @Test func theClosuresErrorEndsTheServer() async throws {
        struct Mine: Error {}
        await #expect(throws: Mine.self) {
            try await SimulatorServer.withServer(world: SimulatorWorld(SimulatedService())) { _ in throw Mine() }
        }
    }

    @Test(.timeLimit(.minutes(1))) func endsWhileAnAnswerIsUnderWay() async throws {
        var options = SimulatorOptions()
        options.faults = [Fault(.slow(.seconds(3600)))]
        let world = SimulatorWorld(SimulatedService(options: options))
        let call = try await SimulatorServer.withServer(world: world) { baseURL in
            let call = Task {
                try await exchange(
                    baseURL,
                    "POST /api/v1/generations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer rvya_sk_x\r\n"
                        + "Content-Type: application/json\r\nContent-Length: \(fox.utf8.count)\r\n\r\n\(fox)"
                )
            }
            while world.audit()["task_count"]?.int != 1 { await Task.yield() }
            return call
        }
        #expect(try await call.value.contains("a fox") == false)
    }

    @Test func runsAsAServiceAndLivesOn() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            #expect(try file.load() == nil)
            let world = SimulatorWorld(SimulatedService(), file: file)
            let (started, start) = AsyncStream<String>.makeStream()
            let server = SimulatorServer(world: world) { start.yield($0) }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
            )
            let id = try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var iterator = started.makeAsyncIterator()
                let baseURL = try #require(await iterator.next())
                let id = try await Transport.withTransport { transport in
                    let service = HTTPService(
                        transport: transport, baseURL: try BaseURL(baseURL), key: try APIKey("rvya_sk_x"))
                    return try await service.create(body: Array(fox.utf8), idempotencyKey: "k").id
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return id
            }
            let state = try #require(try file.load())
            let next = SimulatorWorld(try SimulatedService(snapshot: state), file: file)
            #expect(next.audit()["tasks"]?.array?.first?["id"]?.string == id)
        }
    }

    @Test func onlyChangesAreSaved() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            let world = SimulatorWorld(SimulatedService(), file: file)
            try world.save()
            _ = world.answer(SimulatorRequest(method: "GET", path: "/api/v1/models"))
            try world.save()
            #expect(try file.load() == nil)
            _ = world.answer(SimulatorRequest(method: "POST", path: "/api/v1/generations"))
            try world.save()
            #expect(try file.load() != nil)
            try FileManager.default.removeItem(atPath: file.path)
            try world.save()
            #expect(try file.load() == nil)
        }
    }

    @Test func aDamagedStateIsTold() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            try Data(#"{"object":"#.utf8).write(to: URL(filePath: file.path))
            let error = #expect(throws: SimulatorStateFile.Failure.self) { try file.load() }
            #expect(error?.message == "the simulator's state `\(file.path)` is damaged")
            let nowhere = SimulatorStateFile(path: folder + "/missing/state.json")
            #expect(throws: SimulatorStateFile.Failure.self) { try nowhere.write(.null) }
        }
    }

    /// Sends `text` on a connection of its own, and gives back what comes until it ends.
    private func exchange(_ baseURL: String, _ text: String) async throws -> String {
        let port = try #require(baseURL.split(separator: ":").last.flatMap { Int($0) })
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await chunk in inbound { answer += String(buffer: chunk) }
            return answer
        }
    }
}
