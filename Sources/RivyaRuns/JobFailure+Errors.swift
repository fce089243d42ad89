extension JobFailure {
    /// - Parameter what: what could not be done, as the beginning of a sentence.
    init(_ error: ServiceError, what: String) {
        self.init(error.word, "\(what): \(error.message)", requestID: error.requestID)
    }

    /// The breaker holds a model for good.
    init(givenUp model: String) {
        self.init("breaker", "not sent: jobs of `\(model)` failed again and again in the same way")
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
