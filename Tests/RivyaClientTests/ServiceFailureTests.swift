import RivyaRuns
import TestSupport
import Testing

@testable import RivyaClient

/// What is made of every kind of bad answer, and that the key stays secret.
@Suite struct ServiceFailureTests {
    @Test(arguments: [
        ("public_api_disabled", 503, ServiceError.Code.publicAPIDisabled),
        ("api_key_missing", 401, .apiKeyMissing),
        ("api_key_invalid", 401, .apiKeyInvalid),
        ("api_key_revoked", 401, .apiKeyRevoked),
        ("api_key_expired", 401, .apiKeyExpired),
        ("api_scope_denied", 403, .apiScopeDenied),
        ("rate_limited", 429, .rateLimited),
        ("validation_failed", 400, .validationFailed),
        ("not_found", 404, .notFound),
        ("webhook_url_rejected", 400, .webhookURLRejected),
        ("chat_model_not_supported", 400, .chatModelNotSupported),
        ("chat_session_conflict", 409, .chatSessionConflict),
        ("chat_attachment_not_supported", 400, .chatAttachmentNotSupported),
        ("idempotency_conflict", 409, .idempotencyConflict),
        ("insufficient_credits", 402, .insufficientCredits),
        ("generation_failed", 500, .generationFailed),
        ("quota_of_tomorrow", 418, .unknown("quota_of_tomorrow")),
    ])
    func everyDocumentedCode(code: String, status: Int, expected: ServiceError.Code) async throws {
        let answer = #"{"error":{"code":"\#(code)","message":"What it says.","requestId":"req_7"}}"#
        let error = try await createFailure(RawServer.json(status, answer))
        #expect(error == ServiceError(.api(expected), "What it says.", httpStatus: status, requestID: "req_7"))
    }

    @Test(arguments: [
        ("Retry-After: 7\r\n", Duration.seconds(7)),
        ("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:50:37 GMT\r\n", .seconds(60)),
    ])
    func retryAfter(headers: String, delay: Duration) async throws {
        let error = try await createFailure(
            RawServer.json(429, #"{"error":{"code":"rate_limited","message":"Slow down."}}"#, headers: headers)
        )
        #expect(error?.retryAfter == delay)
        #expect(try await createFailure(RawServer.json(503, "<html>", headers: headers))?.retryAfter == delay)
    }

    @Test func aWebPage() async throws {
        let page = "<!doctype html><title>502</title>"
        let reply = RawServer.Reply.answer(
            "HTTP/1.1 502 X\r\nContent-Type: text/html\r\nX-Request-Id: req_9\r\n"
                + "Content-Length: \(page.count)\r\n\r\n\(page)"
        )
        let error = try await createFailure(reply)
        #expect(
            error
                == ServiceError(
                    .unreadableAnswer,
                    "`127.0.0.1` sent a web page (HTTP status 502)",
                    httpStatus: 502,
                    requestID: "req_9"
                )
        )
    }

    @Test(arguments: [
        (200, "<html></html>"), (200, ""), (200, #"{"id":"task_1","status":"#), (204, ""), (500, ""),
        (500, #"{"message":"no code"}"#), (404, "not found"), (500, #"{"error":"in words"}"#), (200, "\u{FF}\u{0}"),
    ])
    func whatIsNoErrorObject(status: Int, answer: String) async throws {
        let error = try await createFailure(RawServer.json(status, answer))
        #expect(error?.kind == .unreadableAnswer)
        #expect(error?.httpStatus == status)
    }

    @Test func aBodyThatIsCutOff() async throws {
        let reply = RawServer.Reply.partial("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":\"task_1\"")
        let error = try await createFailure(reply)
        #expect(error?.kind == .unreadableAnswer)
        #expect(error?.httpStatus == 200)
    }

    @Test func connectionsThatEndWithoutAnAnswer() async throws {
        #expect(try await createFailure(.reset)?.kind == .interrupted)
        #expect(try await createFailure(.partial(""))?.kind == .interrupted)
        #expect(try await createFailure(.partial("HTTP/1.1 200 OK\r\nContent-Le"))?.kind == .interrupted)
        #expect(try await createFailure(.answer("220 mail.example ESMTP\r\n\r\n"))?.kind == .unreadableAnswer)
    }

    @Test func silence() async throws {
        var options = Transport.Options()
        options.idleTimeout = .milliseconds(50)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
        #expect(try await createFailure(.stall(""), options: options)?.kind == .interrupted)
        #expect(try await createFailure(.stall(head), options: options)?.kind == .interrupted)
    }

    @Test func aBodyThatNeverEnds() async throws {
        var options = Transport.Options()
        options.requestTimeout = .milliseconds(100)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try await createFailure(.drip(head, then: "1\r\n \r\n"), options: options)?.kind == .interrupted)
        #expect(try await createFailure(.stall(""), options: options)?.kind == .interrupted)
    }

    @Test func aBodyThatIsTooLong() async throws {
        var options = Transport.Options()
        options.maxAnswerBytes = 1000
        let reply = RawServer.json(200, "\"" + String(repeating: "x", count: 999) + "\"")
        let error = try await createFailure(reply, options: options)
        #expect(error?.kind == .unreadableAnswer)
        #expect(error?.message.contains("longer than 1000 bytes") == true)
    }

    @Test func nobodyListens() async throws {
        let port = try SilentPort()
        for host in ["127.0.0.1", "localhost"] {
            let error = try await withService(at: "http://\(host):\(port.number)") { service in
                await failure { () throws(ServiceError) in try await service.credits() }
            }
            #expect(error == ServiceError(.unreachable, "`\(host)` cannot be reached: the connection was refused"))
        }
        withExtendedLifetime(port) {}
    }

    @Test func aHostThatDoesNotExist() async throws {
        let error = try await withService(at: "https://no-such-host.invalid") { service in
            await failure { () throws(ServiceError) in try await service.credits() }
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("no-such-host.invalid") == true)
    }

    @Test func tlsToAServerThatSpeaksNone() async throws {
        try await RawServer.with(reply: { _ in .reset }) { server in
            // The server waits for the end of a request in its own language, so nothing answers the greeting.
            var options = Transport.Options()
            options.connectTimeout = .milliseconds(200)
            let error = try await withService(at: "https://127.0.0.1:\(server.port)", options: options) { service in
                await failure { () throws(ServiceError) in try await service.create(body: [1], idempotencyKey: "k") }
            }
            #expect(error?.kind == .unreachable)
        }
    }

    @Test func cancelling() async throws {
        try await RawServer.with(reply: { _ in .stall("") }) { server in
            try await withService(at: server.url) { service in
                let call = Task { await failure { () throws(ServiceError) in try await service.credits() } }
                _ = await server.nextRequest()
                call.cancel()
                #expect(await call.value?.kind == .cancelled)
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreNotFollowed(status: Int) async throws {
        try await RawServer.with(reply: { _ in RawServer.json(200, task) }) { other in
            let location = "Location: \(other.url)/api/v1/generations\r\n"
            let error = try await createFailure(RawServer.json(status, "", headers: location))
            #expect(error?.kind == .unreadableAnswer)
            #expect(error?.httpStatus == status)
            #expect(error?.message.contains("redirects to `\(other.url)/api/v1/generations`") == true)
            #expect(other.requests.isEmpty)
        }
    }

    @Test func aServiceThatRepeatsTheKey() async throws {
        let answer = #"{"error":{"code":"no_\#(secret)","message":"Bad key \#(secret).","requestId":"\#(secret)"}}"#
        let error = try await createFailure(RawServer.json(401, answer))
        #expect(error?.message == "Bad key ***.")
        #expect(error?.kind == .api(.unknown("no_***")))
        #expect(!"\(error as Any)".contains(secret))
    }

    @Test func theKeyIsTakenOutBeforeTheCut() async throws {
        let padding = String(repeating: "y", count: 1990)
        let answer = #"{"error":{"code":"x","message":"\#(padding)\#(secret)\u0301"}}"#
        let error = try await createFailure(RawServer.json(400, answer))
        #expect(error?.message == padding + "***\u{301}")
    }

    @Test func longMessagesAreCut() async throws {
        let answer = #"{"error":{"code":"x","message":"\#(String(repeating: "y", count: 100_000))"}}"#
        #expect(try await createFailure(RawServer.json(400, answer))?.message.count == 2000)
    }

    private func createFailure(
        _ reply: RawServer.Reply,
        options: Transport.Options = Transport.Options()
    ) async throws -> ServiceError? {
        let error = try await RawServer.with(reply: { _ in reply }) { server in
            try await withService(at: server.url, options: options) { service in
                await failure { () throws(ServiceError) in
                    try await service.create(body: Array("{}".utf8), idempotencyKey: "k")
                }
            }
        }
        #expect(!"\(error as Any)".contains(secret))
        return error
    }
}
