import Foundation
package import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaWeb

/// Which service a command talks to, and with what key.
package struct ServiceConnection: Sendable {
    /// Every simulated account is one, wherever it listens.
    static let simulatorIdentity = "simulator:"

    package var service: HTTPService
    package var media: HTTPMedia

    /// The real service, or another one at a base URL.
    ///
    /// - Parameters:
    ///   - baseURL: from `--base-url`; else `RIVYA_BASE_URL`, else the public service.
    ///   - needsKey: whether a missing key is an error before anything is sent.
    package static func open<Result: Sendable>(
        baseURL: String?, needsKey: Bool, in surroundings: Surroundings, connections: Int = 64,
        _ body: (ServiceConnection) async throws -> Result
    ) async throws -> Result {
        let base = try endpoint(baseURL, in: surroundings)
        let key = try key(isNeeded: needsKey, in: surroundings)
        return try await withTransport(connections) { transport in
            try await body(
                ServiceConnection(
                    service: HTTPService(transport: transport, baseURL: base, key: key),
                    media: HTTPMedia(transport: transport)))
        }
    }

    /// A simulated service in this process, on a free port of this machine; its world lives on in the state folder.
    package static func simulate<Result: Sendable>(
        state: StateFolder, connections: Int = 64, _ body: (ServiceConnection) async throws -> Result
    ) async throws -> Result {
        let world = try SimulatorWorlds.open(file: state.simulatorWorld, options: SimulatorOptions())
        return try await SimulatorServer.withServer(world: world) { address in
            let base = try BaseURL(address)
            let key = try APIKey("rvya_sk_simulator")
            return try await withTransport(connections) { transport in
                try await body(
                    ServiceConnection(
                        service: HTTPService(
                            transport: transport, baseURL: base, key: key, identity: simulatorIdentity),
                        media: HTTPMedia(transport: transport)))
            }
        }
    }

    /// Whether there is a key, right or wrong.
    static func hasKey(in surroundings: Surroundings) -> Bool {
        !(surroundings.environment["RIVYA_API_KEY"] ?? "").isEmpty
    }

    /// The base URL that counts; throws a `.local` error for one that is not taken.
    static func endpoint(_ flag: String?, in surroundings: Surroundings) throws(ServiceError) -> BaseURL {
        let text = flag ?? surroundings.environment["RIVYA_BASE_URL"] ?? ""
        return text.isEmpty ? .standard : try BaseURL(text)
    }

    private static func key(isNeeded: Bool, in surroundings: Surroundings) throws(ServiceError) -> APIKey? {
        let text = surroundings.environment["RIVYA_API_KEY"] ?? ""
        if text.isEmpty {
            guard isNeeded else { return nil }
            throw ServiceError(.api(.apiKeyMissing), "there is no API key: the environment has no `RIVYA_API_KEY`")
        }
        return try APIKey(text)
    }

    private static func withTransport<Result: Sendable>(
        _ connections: Int, _ body: (Transport) async throws -> Result
    ) async throws -> Result {
        var options = Transport.Options()
        options.maxConnections = connections
        options.userAgent = "rivya/\(Version.text)"
        return try await Transport.withTransport(options, body)
    }
}

/// The version of the program.
package enum Version {
    package static let text = "0.1.0"
}
