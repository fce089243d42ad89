import Foundation
import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaSyntax
import RivyaWeb
import Synchronization

/// A clock that stands until it is moved.
final class StandingClock: Sendable {
    private let time = Mutex(Duration.seconds(1_778_457_600))

    var now: Duration { time.withLock { $0 } }

    func advance(by duration: Duration) {
        time.withLock { $0 += duration }
    }
}

/// A client and the served simulator that it talks to.
struct Simulated {
    var service: HTTPService
    var media: HTTPMedia
    var world: SimulatorWorld
    var clock: StandingClock
    var baseURL: String

    var audit: JSONValue { world.audit() }

    static func with<Result: Sendable>(
        _ options: SimulatorOptions = SimulatorOptions(),
        key: String? = "rvya_sk_test",
        _ body: (Simulated) async throws -> Result
    ) async throws -> Result {
        let clock = StandingClock()
        let world = SimulatorWorld(SimulatedService(options: options)) { clock.now }
        return try await SimulatorServer.withServer(world: world) { baseURL in
            try await Transport.withTransport { transport in
                try await body(
                    Simulated(
                        service: HTTPService(
                            transport: transport,
                            baseURL: BaseURL(baseURL),
                            key: key.map { text throws(ServiceError) in try APIKey(text) },
                            identity: "simulator:"
                        ),
                        media: HTTPMedia(transport: transport),
                        world: world,
                        clock: clock,
                        baseURL: baseURL
                    )
                )
            }
        }
    }

    func download(_ url: String, to path: String) async throws(ServiceError) -> Download {
        try await media.download(url: url, to: path, isContinued: true)
    }

    /// - Parameter path: where it was downloaded to.
    func content(of download: Download, at path: String) throws -> [UInt8] {
        guard case .memory(let bytes) = download.content else {
            return Array(try Data(contentsOf: URL(filePath: path)))
        }
        return bytes
    }

    func create(_ body: String, key: String = "k") async throws(ServiceError) -> TaskReport {
        try await service.create(body: Array(body.utf8), idempotencyKey: key)
    }

    /// Creates a task, lets it finish, and asks for it.
    func finishedTask(_ body: String = fox) async throws(ServiceError) -> TaskReport {
        let task = try await create(body)
        clock.advance(by: .seconds(60))
        return try await service.task(id: task.id)
    }
}

let fox = #"{"model":"z-image","prompt":"a fox"}"#

/// Files in `Tests/Fixtures`, which several test targets share.
enum Fixture {
    static func path(_ name: String) -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return folder.appending(path: "Fixtures").appending(path: name).path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }
}
