import NIOHTTP1
import RivyaRuns
import RivyaSyntax

/// Error answers (`Documentation/Service.md`, "Errors").
extension ServiceError {
    /// A longer message is cut: it is for one line of a terminal.
    private static let maxMessageLength = 2000

    /// What an answer other than 200, 201 or 202 says.
    /// - Parameter key: is taken out of every text, before a cut could leave a part of it.
    init(refusal answer: Answer, host: String, key: APIKey?) {
        func shown(_ text: String) -> String {
            String((key?.redacting(text) ?? text).prefix(Self.maxMessageLength))
        }
        if (300...399).contains(answer.status), let location = answer.headers.first(name: "Location") {
            self.init(
                .unreadableAnswer,
                "`\(host)` redirects to `\(shown(location))`, "
                    + "which is not followed because the API key belongs to `\(host)` alone",
                httpStatus: answer.status
            )
            return
        }
        let document = try? JSONValue(parsing: answer.body)
        // The documented shape is `{"error": {"code", "message", "requestId"}}`; gateways leave the wrapper out.
        let error = document?["error"] ?? document
        let reason = document.map { AnswerReason($0) } ?? AnswerReason(text: answer)
        let code = reason.code
        let message = reason.isSentence ? reason.message : reason.said(by: host, status: answer.status)
        let requestID =
            error?["requestId"]?.string ?? error?["request_id"]?.string ?? answer.headers.first(name: "X-Request-Id")
        self.init(
            code.isEmpty ? .unreadableAnswer : .api(Code(shown(code))),
            message.isEmpty ? Self.description(of: answer, host: host) : shown(message),
            httpStatus: answer.status,
            requestID: requestID.map(shown),
            retryAfter: RetryAfter.delay(in: answer.headers),
            isReplay: answer.isReplay
        )
    }

    /// What a host of media says when it has no result: its words do not belong to the service's errors.
    init(mediaRefusal answer: Answer, host: String) {
        let document = try? JSONValue(parsing: answer.body)
        let reason = document.map { AnswerReason($0) } ?? AnswerReason(text: answer)
        let page = reason.isPage ? "a web page" : ""
        let words = [page, reason.code, reason.message].filter { !$0.isEmpty }.joined(separator: ": ")
        self.init(
            .unreadableAnswer,
            "`\(host)` answered with HTTP status \(answer.status)"
                + (words.isEmpty ? "" : ": " + words.prefix(Self.maxMessageLength)),
            httpStatus: answer.status,
            retryAfter: RetryAfter.delay(in: answer.headers)
        )
    }

    /// One line about an answer that is not what it should be.
    static func description(of answer: Answer, host: String) -> String {
        let type = answer.headers.first(name: "Content-Type")?.lowercased() ?? ""
        let content =
            if answer.body.isEmpty {
                "an empty answer"
            } else if type.hasPrefix("text/html") || answer.body.starts(with: Array("<".utf8)) {
                "a web page"
            } else if (try? JSONValue(parsing: answer.body)) != nil {
                "an answer without an error code"
            } else {
                "an answer that is not JSON, or not all of it"
            }
        return "`\(host)` sent \(content) (HTTP status \(answer.status))"
    }
}
