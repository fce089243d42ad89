import RivyaClient
import RivyaLedger
import RivyaRuns
import RivyaTerminal

/// Open jobs that were sent with another key than the one that counts now, for those who only look.
struct OtherKeys {
    private let identity: String?
    private let credential: CredentialDigest?

    /// Knows nothing where there is no key, or one that cannot be read.
    init(_ account: Account, in surroundings: Surroundings) {
        let base = account.isSimulated ? nil : try? ServiceConnection.endpoint(account.baseURL, in: surroundings)
        identity = base?.identity
        let found = base.flatMap { try? ServiceConnection.findKey(for: $0, in: surroundings) }
        credential =
            switch found {
            case .environment(let key)?, .stored(let key, _)?: key.digest
            case nil: nil
            }
    }

    /// - Parameter run: only jobs that this run has, or waits for.
    func jobs(in ledger: LedgerReader, run: String? = nil) async throws -> [BoundJob] {
        guard let identity, let credential else { return [] }
        return try await ledger.boundJobs(identity: identity, otherThan: credential, run: run)
    }

    static func remark(_ jobs: [BoundJob]) -> StyledText {
        StyledText(
            "\(AccountCheck.fact(jobs)): `rivya resume` asks the service whether it is of the same account", .dim)
    }
}
