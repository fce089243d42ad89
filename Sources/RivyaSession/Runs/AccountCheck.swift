import RivyaClient
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Jobs that are not finished and were sent with another API key. Another account would pay for them again, and what the
/// first one has paid would be in no record: so nothing is sent for them until the keys are known to be of one account.
struct AccountCheck {
    /// From `--same-account`.
    var isAgreed: Bool

    /// The most tasks of a key that the service is asked about.
    private static let mostQuestions = 3

    /// Asks the service, and then the user, about each of the keys that the jobs were sent with.
    ///
    /// - Parameter bound: jobs of whatever key.
    /// - Returns: those that still are of another account.
    func settle(
        _ bound: [BoundJob], in state: StateFolder, _ connection: ServiceConnection, _ surroundings: Surroundings
    ) async throws -> [BoundJob] {
        guard let credential = connection.credential, bound.contains(where: { $0.credential != credential }) else {
            return []
        }
        let store = try Ledger(folder: state.path, credential: credential)
        defer { store.close() }
        var left: [BoundJob] = []
        let others = bound.map(\.credential).reduce(into: [CredentialDigest]()) { others, credential in
            if !others.contains(credential) { others.append(credential) }
        }
        for other in others where try await store.history.areApart(other, credential) {
            let jobs = bound.filter { $0.credential == other }
            if try await isProved(other, store, connection) {
                try await store.unite(with: other)
            } else if await isSaid(jobs, surroundings) {
                try await store.unite(with: other)
            } else {
                left += jobs
            }
        }
        return left
    }

    /// A task that was made with the other key, and that this one may read, is of the same account.
    private func isProved(
        _ other: CredentialDigest, _ store: Ledger, _ connection: ServiceConnection
    ) async throws -> Bool {
        for task in try await store.history.tasks(madeWith: other, limit: Self.mostQuestions) {
            do throws(ServiceError) {
                let report = try await RetryPlan.read { () async throws(ServiceError) in
                    try await connection.service.task(id: task)
                }
                if report.id == task { return true }
            } catch {
                // The service does not show it, which proves nothing.
                if case .api(.notFound) = error.kind { continue }
                if let status = error.httpStatus, [403, 404, 410].contains(status) { continue }
                throw error
            }
        }
        return false
    }

    private func isSaid(_ jobs: [BoundJob], _ surroundings: Surroundings) async -> Bool {
        if isAgreed { return true }
        let question = "\(Self.fact(jobs)). Is it a key of the same account?"
        return await Confirmation(output: surroundings.output).ask(StyledText(question)) == .yes
    }

    /// `2 jobs that are not finished were sent with another API key (run 20261121-085703: 1, 2)`
    static func fact(_ jobs: [BoundJob]) -> String {
        let runs = Dictionary(grouping: jobs.map(\.name), by: \.run).sorted { $0.key < $1.key }
        let places = runs.prefix(5).map { run, names in
            let shown = names.prefix(10).map { "\($0.index)" }.joined(separator: ", ")
            return "run \(run): \(shown)\(names.count > 10 ? " and \(names.count - 10) more" : "")"
        }
        let more = runs.count > 5 ? "; and \(runs.count - 5) more runs" : ""
        let (verb, were) = jobs.count == 1 ? ("is", "was") : ("are", "were")
        return "\(counted(jobs.count, "job")) that \(verb) not finished \(were) sent with another API key "
            + "(\(places.joined(separator: "; "))\(more))"
    }

    /// Says that nothing is sent for them.
    static func refuse(_ jobs: [BoundJob], _ surroundings: Surroundings) {
        surroundings.fail(
            "\(fact(jobs)), and nothing proves that this one is of the same account: nothing was sent for "
                + "\(jobs.count == 1 ? "it" : "them")",
            help: "use that key; or say `--same-account`, where both keys are of one account (`--yes` does not say it)")
    }
}
