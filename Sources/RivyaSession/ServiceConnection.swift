import Foundation
package import RivyaClient
import RivyaRuns
import RivyaSimulator
import RivyaSyntax
import RivyaWeb

/// Which service a command talks to, and with what key.
package struct ServiceConnection: Sendable {
    /// Every simulated account is one, wherever it listens.
    static let simulatorIdentity = "simulator:"

    package var service: HTTPService
    package var media: HTTPMedia
    /// By which the ledger knows the key; nil for the simulated service, which has one account.
    var credential: CredentialDigest?

    /// The real service, or another one at a base URL.
    ///
    /// - Parameters:
    ///   - baseURL: from `--base-url`; else `RIVYA_BASE_URL`, else the configured one, else the public service.
    ///   - needsKey: whether a missing key is an error before anything is sent.
    package static func open<Result: Sendable>(
        baseURL: String?, needsKey: Bool, in surroundings: Surroundings, connections: Int = 64,
        _ body: (ServiceConnection) async throws -> Result
    ) async throws -> Result {
        let base = try endpoint(baseURL, in: surroundings)
        let key = try key(for: base, isNeeded: needsKey, in: surroundings)
        return try await connect(
            to: base, key: key, network: NetworkSettings(environment: surroundings.environment),
            connections: connections, body)
    }

    /// A service at a base URL with a key at hand.
    static func connect<Result: Sendable>(
        to base: BaseURL, key: APIKey?, network: NetworkSettings, connections: Int = 64,
        _ body: (ServiceConnection) async throws -> Result
    ) async throws -> Result {
        try await withTransport(connections, network) { transport in
            try await body(
                ServiceConnection(
                    service: HTTPService(transport: transport, baseURL: base, key: key),
                    media: HTTPMedia(transport: transport, service: base, hiding: key), credential: key?.digest))
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
            return try await withTransport(connections, NetworkSettings()) { transport in
                try await body(
                    ServiceConnection(
                        service: HTTPService(
                            transport: transport, baseURL: base, key: key, identity: simulatorIdentity),
                        media: HTTPMedia(transport: transport, service: base, hiding: key)))
            }
        }
    }

    /// Whether there is a key for a base URL, right or wrong.
    static func hasKey(_ baseURL: String?, in surroundings: Surroundings) -> Bool {
        guard let base = try? endpoint(baseURL, in: surroundings) else { return false }
        // One that cannot be read is one: what is wrong with it is told where it is used.
        return (try? findKey(for: base, in: surroundings).map { _ in true } ?? false) ?? true
    }

    /// The base URL that counts; throws a `.local` error for one that is not taken.
    static func endpoint(_ flag: String?, in surroundings: Surroundings) throws(ServiceError) -> BaseURL {
        let given = [flag, surroundings.environment["RIVYA_BASE_URL"], surroundings.configuration.baseURL]
        let text = given.compactMap(\.self).first { !$0.isEmpty }
        return if let text { try BaseURL(text) } else { .standard }
    }

    enum FoundKey {
        case environment(APIKey)
        case stored(APIKey, KeyFile)
    }

    /// The key for a base URL: of the environment, which is meant for whatever URL is given, else the one that was
    /// stored for this URL.
    static func findKey(for base: BaseURL, in surroundings: Surroundings) throws -> FoundKey? {
        if let text = surroundings.environment["RIVYA_API_KEY"], !text.isEmpty { return .environment(try APIKey(text)) }
        guard let file = surroundings.configurationFolder.map(KeyFile.init), let key = try file.key(for: base) else {
            return nil
        }
        return .stored(key, file)
    }

    private static func key(for base: BaseURL, isNeeded: Bool, in surroundings: Surroundings) throws -> APIKey? {
        switch try findKey(for: base, in: surroundings) {
        case .environment(let key)?: return key
        case .stored(let key, let file)?:
            if file.isOpenToOthers {
                surroundings.warn("others may read your keys: `chmod 600 \(TerminalText.safe(file.path))`")
            }
            return key
        case nil:
            guard isNeeded else { return nil }
            throw ServiceError(.api(.apiKeyMissing), "there is no API key for `\(base.identity)`")
        }
    }

    private static func withTransport<Result: Sendable>(
        _ connections: Int, _ network: NetworkSettings, _ body: (Transport) async throws -> Result
    ) async throws -> Result {
        var options = Transport.Options()
        options.maxConnections = connections
        options.network = network
        options.userAgent = "rivya/\(Version.text)"
        return try await Transport.withTransport(options, body)
    }
}
