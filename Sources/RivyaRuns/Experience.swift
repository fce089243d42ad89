import RivyaSyntax
import Synchronization

/// What earlier runs have taught of the service: how long a model's tasks take, and what a kind of request costs. Read
/// from the store once for each; durations are then kept up to date by what this run sees.
final class Experience: Sendable {
    /// As many durations as the store gives.
    private static let remembered = 50

    private struct Durations {
        var seconds: [Double]
        /// Fitted when it is asked for.
        var history: PollPlan.History??
    }

    private let identity: String
    private let store: any RunStore
    private let storedDurations = SingleFlight<String, [Double], StoreError>()
    private let storedPrices = SingleFlight<String, Number?, StoreError>()
    /// By model.
    private let durations = Mutex<[String: Durations]>([:])

    init(identity: String, store: any RunStore) {
        self.identity = identity
        self.store = store
    }

    /// What is known of how long a model's tasks take; nil where it is too little.
    func history(of model: String) async throws(StoreError) -> PollPlan.History? {
        let stored = try await storedDurations.value(for: model) { () async throws(StoreError) in
            try await store.durations(identity: identity, model: model)
        }
        return durations.withLock { durations in
            var known = durations[model] ?? Durations(seconds: stored)
            let history = known.history ?? PollPlan.History(durations: known.seconds)
            known.history = .some(history)
            durations[model] = known
            return history
        }
    }

    /// A task of the model was seen done, so many seconds after it was accepted.
    func saw(_ model: String, doneAfter seconds: Double) {
        durations.withLock { durations in
            // Who asked for the history has put an entry here; a task that nobody had to wait for teaches nothing.
            guard var known = durations[model] else { return }
            known.seconds.append(seconds)
            if known.seconds.count > Self.remembered { known.seconds.removeFirst() }
            known.history = nil
            durations[model] = known
        }
    }

    /// What the service reserved for a request of this price group, before this run asked.
    func price(of group: String) async throws(StoreError) -> Number? {
        try await storedPrices.value(for: group) { () async throws(StoreError) in
            try await store.price(identity: identity, group: group)
        }
    }
}
