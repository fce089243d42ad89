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
            let world = try SimulatorWorld(file: file, options: SimulatorOptions())
            #expect(!FileManager.default.fileExists(atPath: file.path))
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
            let next = try SimulatorWorld(file: file, options: SimulatorOptions())
            #expect(next.audit()["tasks"]?.array?.first?["id"]?.string == id)
        }
    }

    private func ask(_ world: SimulatorWorld, _ path: String, method: String = "GET", body: String = "") -> Int {
        let headers = [("authorization", "Bearer rvya_sk_x"), ("content-type", "application/json")]
        return world.answer(
            SimulatorRequest(
                method: method, path: path, headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
        ).status
    }

    private func create(_ world: SimulatorWorld, _ body: String = fox) -> Int {
        ask(world, "/api/v1/generations", method: "POST", body: body)
    }

    @Test func anAnswerIsInTheFileBeforeItLeaves() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            let world = try SimulatorWorld(file: file, options: SimulatorOptions())
            #expect(ask(world, "/api/v1/credits") == 200)
            #expect(create(world, "{}") == 400)
            // Nothing has changed that must be remembered but where the world began.
            #expect(try SimulatorWorld(file: file, options: SimulatorOptions()).audit()["task_count"]?.int == 0)
            for count in 1...3 {
                #expect(create(world) == 200)
                let other = try SimulatorWorld(file: file, options: SimulatorOptions())
                #expect(other.audit()["task_count"]?.int == count)
                #expect(other.audit() == world.audit())
            }
        }
    }

    /// As two processes have it.
    @Test func worldsOfOneFileAreOne() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            let first = try SimulatorWorld(file: file, options: SimulatorOptions())
            let second = try SimulatorWorld(file: file, options: SimulatorOptions())
            for _ in 1...3 {
                #expect(create(first) == 200)
                #expect(create(second) == 200)
            }
            #expect(ask(first, "/api/v1/credits") == 200)
            #expect(first.audit()["task_count"]?.int == 6)
            #expect(first.audit() == second.audit())
            #expect(try SimulatorWorld(file: file, options: SimulatorOptions()).audit() == first.audit())
        }
    }

    /// A process ended in the middle of a line, and an earlier version wrote no end of one.
    @Test func aLineWithoutAnEndIsNoDamage() async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            var snapshot: [UInt8] = []
            SimulatedService().snapshot().write(to: &snapshot)
            try Data(snapshot).write(to: URL(filePath: file.path))
            #expect(create(try SimulatorWorld(file: file, options: SimulatorOptions())) == 200)
            let whole = try Data(contentsOf: URL(filePath: file.path))
            try (whole + Data(#"{"now":12"#.utf8)).write(to: URL(filePath: file.path))
            let world = try SimulatorWorld(file: file, options: SimulatorOptions())
            #expect(world.audit()["task_count"]?.int == 1)
            #expect(create(world) == 200)
            #expect(try SimulatorWorld(file: file, options: SimulatorOptions()).audit() == world.audit())
        }
    }

    @Test func whatCannotBeKeptIsNotAnswered() async throws {
        try await withFolder { folder in
            let path = folder + "/missing/state.json"
            let world = try SimulatorWorld(file: SimulatorStateFile(path: path), options: SimulatorOptions())
            #expect(create(world) == 500)
            #expect(world.audit()["task_count"]?.int == 0)
            try FileManager.default.createDirectory(atPath: folder + "/missing", withIntermediateDirectories: true)
            #expect(create(world) == 200)
            // A world whose file was removed goes on in a new one.
            try FileManager.default.removeItem(atPath: path)
            #expect(create(world) == 200)
            let next = try SimulatorWorld(file: SimulatorStateFile(path: path), options: SimulatorOptions())
            #expect(next.audit()["task_count"]?.int == 2)
        }
    }

    @Test(arguments: [
        (#"{"object":"#, "is damaged"), ("{}\n", "is damaged"),
        (#"{"object":"simulator","version":2}"#, "is of another version"),
    ])
    func aStateThatCannotBeUsedIsTold(_ text: String, _ what: String) async throws {
        try await withFolder { folder in
            let file = SimulatorStateFile(path: folder + "/state.json")
            try Data(text.utf8).write(to: URL(filePath: file.path))
            let error = #expect(throws: SimulatorStateFile.Failure.self) {
                try SimulatorWorld(file: file, options: SimulatorOptions())
            }
            #expect(error?.message == "the simulator's state `\(file.path)` \(what)")
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
