import RivyaRuns

/// How the program ends (`Documentation/Language.md`, "Exit codes").
package enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    /// Some job did not succeed.
    case jobsFailed = 1
    /// The script, a file or the command line is wrong; nothing was sent.
    case badInput = 2
    /// Not enough credits, a budget, or no consent to spend.
    case noCredits = 3
    case noAccess = 4
    case unreachable = 5
    /// What was paid cannot be known.
    case ledger = 6
    case interrupted = 130
    case terminated = 143

    package var summary: String {
        switch self {
        case .success: "everything succeeded"
        case .jobsFailed: "some job did not: failed, skipped, timed out, or its charge is unknown"
        case .badInput: "the script, a file or the command line is wrong; nothing was sent"
        case .noCredits: "credits, budget, or no consent to spend"
        case .noAccess: "authentication"
        case .unreachable: "the service could not be reached"
        case .ledger: "the ledger cannot be read, or is gone, so what was paid is not known; nothing more was sent"
        case .interrupted: "interrupted"
        case .terminated: "terminated"
        }
    }

    init(_ cause: FatalCause) {
        switch cause {
        case .credits, .budget, .price, .charge: self = .noCredits
        case .authentication: self = .noAccess
        case .unreachable: self = .unreachable
        case .ledger, .results: self = .badInput
        case .ledgerLost: self = .ledger
        }
    }

    init(_ error: StoreError) { self = error.hidesPayments ? .ledger : .badInput }

    /// What a call to the service that failed before a run means.
    init(_ error: ServiceError) {
        switch error.kind {
        case .api(.apiKeyMissing), .api(.apiKeyInvalid), .api(.apiKeyRevoked), .api(.apiKeyExpired),
            .api(.apiScopeDenied):
            self = .noAccess
        case .api(.insufficientCredits): self = .noCredits
        case .local: self = .badInput
        case .cancelled: self = .interrupted
        default: self = .unreachable
        }
    }
}
