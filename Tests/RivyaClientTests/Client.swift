@testable import RivyaClient

let secret = "rvya_sk_do_not_show_me"

let task = #"{"id":"task_1","status":"queued"}"#

/// A service with the test's key at `url`.
func withService<Result: Sendable>(
    at url: String,
    options: Transport.Options = Transport.Options(),
    _ body: (HTTPService) async throws -> Result
) async throws -> Result {
    try await Transport.withTransport(options) { transport in
        try await body(HTTPService(transport: transport, baseURL: BaseURL(url), key: APIKey(secret)))
    }
}
