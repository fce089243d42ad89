import RivyaClient

/// Which account a command works for: the one of a base URL, or the simulator's.
struct Account: Sendable {
    /// From `--base-url`.
    var baseURL: String?
    var isSimulated: Bool

    /// Part of every cell's key; throws a `.local` error for a base URL that is not taken.
    func identity(in surroundings: Surroundings) throws -> String {
        if isSimulated { return ServiceConnection.simulatorIdentity }
        return try ServiceConnection.endpoint(baseURL, in: surroundings).identity
    }

    /// Simulated and paid cells never mix: each has a ledger of its own.
    func state(in home: StateFolder) -> StateFolder { isSimulated ? home.simulated : home }

    /// Connects while `body` runs. A simulated service needs no key.
    func connect<Result: Sendable>(
        in surroundings: Surroundings, state: StateFolder, connections: Int = 64,
        _ body: (ServiceConnection) async throws -> Result
    ) async throws -> Result {
        if isSimulated {
            try state.create()
            return try await ServiceConnection.simulate(state: state, connections: connections, body)
        }
        return try await ServiceConnection.open(
            baseURL: baseURL, needsKey: true, in: surroundings, connections: connections, body)
    }
}
