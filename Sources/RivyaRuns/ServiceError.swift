/// Why a call to the service gave no usable answer.
///
/// The cases of `Code` are those of the service's error page (`Documentation/Service.md`, "Errors"); an unknown code is
/// kept with its HTTP status and message.
package struct ServiceError: Error, Sendable, Hashable {
    /// What the service calls the error.
    package enum Code: Sendable, Hashable {
        case publicAPIDisabled
        case apiKeyMissing
        case apiKeyInvalid
        case apiKeyRevoked
        case apiKeyExpired
        case apiScopeDenied
        case rateLimited
        case validationFailed
        case notFound
        case webhookURLRejected
        case chatModelNotSupported
        case chatSessionConflict
        case chatAttachmentNotSupported
        case idempotencyConflict
        case insufficientCredits
        case generationFailed
        case unknown(String)

        package init(_ text: String) {
            self = Self.documented[text] ?? .unknown(text)
        }

        package var text: String {
            if case .unknown(let text) = self { return text }
            return Self.documented.first { $0.value == self }?.key ?? ""
        }

        private static let documented: [String: Code] = [
            "public_api_disabled": .publicAPIDisabled,
            "api_key_missing": .apiKeyMissing,
            "api_key_invalid": .apiKeyInvalid,
            "api_key_revoked": .apiKeyRevoked,
            "api_key_expired": .apiKeyExpired,
            "api_scope_denied": .apiScopeDenied,
            "rate_limited": .rateLimited,
            "validation_failed": .validationFailed,
            "not_found": .notFound,
            "webhook_url_rejected": .webhookURLRejected,
            "chat_model_not_supported": .chatModelNotSupported,
            "chat_session_conflict": .chatSessionConflict,
            "chat_attachment_not_supported": .chatAttachmentNotSupported,
            "idempotency_conflict": .idempotencyConflict,
            "insufficient_credits": .insufficientCredits,
            "generation_failed": .generationFailed,
        ]
    }

    package enum Kind: Sendable, Hashable {
        /// The service answered with an error object.
        case api(Code)
        /// The service answered, but not with an error object of its own: an HTML page, an empty or a truncated body.
        case unreadableAnswer
        /// No connection could be made: nothing was sent.
        case unreachable
        /// The connection was lost, or a deadline passed, after the request may have been sent.
        case interrupted
        /// The request could not be built: a bad URL, a missing key, an unreadable file.
        case local
        /// The surrounding task was cancelled.
        case cancelled
    }

    package var kind: Kind
    /// For people; made terminal-safe where it is shown.
    package var message: String
    package var httpStatus: Int?
    /// The service's `requestId`, for its support.
    package var requestID: String?
    /// From `Retry-After`.
    package var retryAfter: Duration?
    /// The answer said that it repeats an earlier one to the same idempotency key.
    package var isReplay: Bool

    package init(
        _ kind: Kind,
        _ message: String,
        httpStatus: Int? = nil,
        requestID: String? = nil,
        retryAfter: Duration? = nil,
        isReplay: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.httpStatus = httpStatus
        self.requestID = requestID
        self.retryAfter = retryAfter
        self.isReplay = isReplay
    }
}
