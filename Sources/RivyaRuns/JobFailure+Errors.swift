extension JobFailure {
    /// - Parameter what: what could not be done, as the beginning of a sentence.
    init(_ error: ServiceError, what: String) {
        self.init(error.word, "\(what): \(error.message)", requestID: error.requestID)
    }

    init(ledger error: StoreError) {
        self.init(FatalCause(error).rawValue, error.message, help: error.help)
    }
}

extension ServiceError {
    /// The service's code, or a word for what happened on the way.
    package var word: String {
        switch kind {
        case .api(let code): code.text
        case .unreadableAnswer: "unreadable_answer"
        case .unreachable: "unreachable"
        case .interrupted: "interrupted"
        case .local: "local"
        case .cancelled: "cancelled"
        }
    }
}
