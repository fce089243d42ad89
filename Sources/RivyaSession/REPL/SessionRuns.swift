import RivyaLedger
import RivyaRuns
import Synchronization

/// Opens runs for a session when it needs one, and carries them out beside it. What is opened ends before `serve` does.
final class SessionRuns: Sendable {
    /// A run that takes jobs.
    struct Open: Sendable {
        let run: Run
        let connection: ServiceConnection
    }

    struct Order: Sendable {
        var account: Account
        var home: StateFolder
        /// As the ledger names the session: `<repl>`.
        var script: String
        var settings: RunSettings
    }

    private struct Request: Sendable {
        var order: Order
        var ready: @Sendable (Result<Open, any Error>) -> Void
    }

    private let surroundings: Surroundings
    private let requests: AsyncStream<Request>
    private let incoming: AsyncStream<Request>.Continuation

    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        (requests, incoming) = AsyncStream.makeStream()
    }

    /// Begins a run, and connects to its service as long as it lasts.
    func open(_ order: Order) async throws -> Open {
        try await withCheckedThrowingContinuation { continuation in
            incoming.yield(Request(order: order) { continuation.resume(with: $0) })
        }
    }

    /// No more runs: `serve` returns when those that are open have ended.
    func close() { incoming.finish() }

    /// - Parameters:
    ///   - watch: reads the events of a run until its end.
    ///   - ended: gets the report of each run.
    func serve(
        watch: @escaping @Sendable (Run, AsyncStream<RunEvent>) async -> Void,
        ended: @escaping @Sendable (RunReport) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            for await request in requests {
                group.addTask { await self.carryOut(request, watch: watch, ended: ended) }
            }
        }
    }

    private func carryOut(
        _ request: Request, watch: @escaping @Sendable (Run, AsyncStream<RunEvent>) async -> Void,
        ended: @escaping @Sendable (RunReport) async -> Void
    ) async {
        let isReady = Atomic(false)
        let order = request.order
        let state = order.account.state(in: order.home)
        do {
            try await order.account.connect(in: surroundings, state: state) { connection in
                try order.home.create()
                try state.create()
                let store = try Ledger(folder: state.path, credential: connection.credential)
                defer { store.close() }
                var settings = order.settings
                settings.refusedFolder = state.refusedResults
                let run = try await Run.begin(
                    script: order.script, settings: settings, service: connection.service,
                    media: connection.media, store: store)
                let events = run.events()
                async let watching: Void = watch(run, events)
                isReady.store(true, ordering: .relaxed)
                request.ready(.success(Open(run: run, connection: connection)))
                let report = await run.carryOut()
                await watching
                await ended(report)
            }
        } catch {
            if isReady.load(ordering: .relaxed) {
                _ = Problem.show(error, in: surroundings)
            } else {
                request.ready(.failure(error))
            }
        }
    }
}
