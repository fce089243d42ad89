import AsyncHTTPClient
import NIOCore
import NIOHTTP1
package import RivyaCatalog
package import RivyaRuns
package import RivyaSyntax

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The service behind `Service`, over HTTP.
///
/// The key belongs to the base URL and goes nowhere else: a redirect is an answer, not an instruction.
package struct HTTPService: Service {
    /// In bytes: a task is asked for by its id in a URL.
    private static let longestID = 1000

    private let transport: Transport
    private let baseURL: BaseURL
    private let key: APIKey?
    package let identity: String

    /// - Parameters:
    ///   - key: nil for calls that need none: `models`. The others then fail before anything is sent.
    ///   - identity: The base URL where nil; a simulated service is one account wherever it listens.
    package init(transport: Transport, baseURL: BaseURL, key: APIKey?, identity: String? = nil) {
        self.transport = transport.hiding(key)
        self.baseURL = baseURL
        self.key = key
        self.identity = identity ?? baseURL.identity
    }

    package func create(body: [UInt8], idempotencyKey: String) async throws(ServiceError) -> TaskReport {
        guard !idempotencyKey.isEmpty, idempotencyKey.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ServiceError(.local, "an idempotency key must be visible ASCII")
        }
        var request = try authorized(.POST, "/api/v1/generations")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Idempotency-Key", value: idempotencyKey)
        request.body = .bytes(ByteBuffer(bytes: body))
        return try await task(in: transport.answer(to: request, at: baseURL.url))
    }

    package func task(id: String) async throws(ServiceError) -> TaskReport {
        guard !id.isEmpty, id != ".", id != "..", id.utf8.count <= Self.longestID else {
            throw ServiceError(.local, "`\(Door.shown(id, longest: 100))` is no task id")
        }
        let request = try authorized(.GET, "/api/v1/generations/" + Percent.encode(id))
        return try await task(in: transport.answer(to: request, at: baseURL.url))
    }

    package func upload(
        path: String,
        name: String,
        type: MediaType,
        model: String
    ) async throws(ServiceError) -> UploadedFile {
        var request = try authorized(.POST, "/api/v1/files")
        var fields = [("kind", type.kind.rawValue)]
        if !model.isEmpty { fields.append(("model", model)) }
        let form = try MultipartForm(fields: fields, file: SystemFile(path, flags: O_RDONLY), name: name, type: type)
        request.headers.add(name: "Content-Type", value: form.contentType)
        request.body = .stream(form, length: .known(Int64(form.length)))
        // 32 KiB/s is slower than any line on which such an upload makes sense.
        let timeout = transport.options.requestTimeout + .seconds(form.length >> 15)
        let answer = try await transport.answer(to: request, at: baseURL.url, timeout: timeout)
        guard let file = UploadedFile(try document(in: answer)) else {
            throw unreadable(answer, "the answer to the upload names no file")
        }
        return file
    }

    /// What the account has: `GET /api/v1/credits`.
    package func credits() async throws(ServiceError) -> Number {
        let request = try authorized(.GET, "/api/v1/credits")
        let answer = try await transport.answer(to: request, at: baseURL.url)
        guard let credits = try document(in: answer)["current_credits"]?.number else {
            throw unreadable(answer, "the answer holds no `current_credits`")
        }
        return credits
    }

    /// The catalog as the service sends it, to be decoded by `Catalog`: `GET /api/v1/models`, which needs no key.
    package func models() async throws(ServiceError) -> [UInt8] {
        let request = key == nil ? plain(.GET, "/api/v1/models") : try authorized(.GET, "/api/v1/models")
        let answer = try await transport.answer(to: request, at: baseURL.url)
        _ = try document(in: answer)
        return answer.body
    }

    private func plain(_ method: HTTPMethod, _ endpoint: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: baseURL.url(of: endpoint))
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: transport.options.userAgent)
        return request
    }

    private func authorized(_ method: HTTPMethod, _ endpoint: String) throws(ServiceError) -> HTTPClientRequest {
        guard let key else {
            throw ServiceError(.local, "there is no API key for `\(baseURL.identity)`")
        }
        var request = plain(method, endpoint)
        request.headers.add(name: "Authorization", value: key.bearer)
        return request
    }

    private func task(in answer: Answer) throws(ServiceError) -> TaskReport {
        guard var task = TaskReport(try document(in: answer)) else {
            throw unreadable(answer, "the answer describes no task: `id` or `status` is missing")
        }
        guard task.id.utf8.count <= Self.longestID else {
            throw unreadable(answer, "the answer's task id is longer than \(Self.longestID) bytes")
        }
        task.isReplay = answer.isReplay
        task.answeredAt = answer.headers.first(name: "Date").flatMap(HTTPDate.seconds).map(Double.init)
        return task.shown
    }

    /// The JSON of a good answer; everything else is thrown as what it is.
    private func document(in answer: Answer) throws(ServiceError) -> JSONValue {
        guard (200...202).contains(answer.status) else {
            throw ServiceError(refusal: answer, host: baseURL.host, key: key).shown
        }
        do {
            return try JSONValue(parsing: answer.body)
        } catch {
            throw unreadable(answer, ServiceError.description(of: answer, host: baseURL.host))
        }
    }

    private func unreadable(_ answer: Answer, _ message: String) -> ServiceError {
        ServiceError(
            .unreadableAnswer,
            message,
            httpStatus: answer.status,
            requestID: answer.headers.first(name: "X-Request-Id")
        ).shown
    }
}
