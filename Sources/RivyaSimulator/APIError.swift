import RivyaSyntax

/// A refusal in the service's form.
struct APIError: Error, Hashable {
    var status: Int
    var code: String
    var message: String
    var retryAfter: Duration?

    init(_ status: Int, _ code: String, _ message: String, retryAfter: Duration? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    static func validation(_ message: String) -> APIError { APIError(400, "validation_failed", message) }
    static func notFound(_ message: String) -> APIError { APIError(404, "not_found", message) }
    static func rateLimited(retryAfter: Duration?) -> APIError {
        APIError(429, "rate_limited", "Too many requests in the current window.", retryAfter: retryAfter)
    }

    func answer(requestID: String) -> SimulatorAnswer {
        var answer = SimulatorAnswer(
            status: status,
            json: .object([
                .init(
                    "error",
                    .object([
                        .init("code", .string(code)),
                        .init("message", .string(message)),
                        .init("requestId", .string(requestID)),
                    ])
                )
            ])
        )
        if let retryAfter {
            // The header counts whole seconds.
            answer.headers.append(("retry-after", String((retryAfter.milliseconds + 999) / 1000)))
        }
        return answer
    }
}
