package import RivyaCatalog
import RivyaSyntax

/// The service's double: a value that a request changes and that answers it. It has no clock, no socket and no file;
/// the caller tells the time and carries the answers (`RivyaWeb` serves it on loopback).
///
/// Answers have exactly the shapes of `Documentation/Service.md`; what is not documented can be chosen in
/// `SimulatorOptions`. Two services with the same seed that get the same requests at the same times answer alike.
///
/// Parts of a prompt choose what becomes of its task:
/// - `[refuse]`: it is refused with `validation_failed`.
/// - `[fail]`: it fails with the first of the options' failures, `[fail CODE]` with that code.
/// - `[slow]`: it takes twenty times as long.
/// - `[stuck]`: it never finishes.
/// - `[end WORD]`: it ends in a state that is not documented, with an error.
/// - `[gone N]`: its result number N is not there.
///
/// Beside the service's own routes there are `GET /media/TASK/N.EXT` for results (no key needed, ranges served),
/// `GET /simulator/audit` for what was really charged, and `GET /simulator/requests` for the bodies of the last
/// requests to create a task, as they came.
package struct SimulatedService: Sendable {
    package let options: SimulatorOptions
    let catalog: Catalog
    /// The answer to `GET /api/v1/models`.
    let modelsDocument: [UInt8]

    /// The latest time seen: a clock that goes back does not undo what has happened.
    var now = 0
    /// What is added to the caller's time.
    private var shift = 0
    /// The time of the first request.
    var epoch: Int?
    var requestNumber = 0
    /// By account; where none is, it has the credits to begin with.
    var balances: [String: Number] = [:]
    /// Whose the request at hand is.
    var account = ""
    var tasks: [SimulatedTask] = []
    var keys: [String: KeyRecord] = [:]
    /// How many tasks were created with a body.
    var takes: [Digest: Int] = [:]
    var files: [String: SimulatedFile] = [:]
    /// Tasks that will fail, the next one last.
    var refunds: [Refund] = []
    var recent: [[UInt8]] = []
    /// What was refused under a key, where the options keep refusals.
    var refusals: [String: APIError] = [:]
    /// Of the last request.
    var effect: Effect?
    /// A fault keeps the results of the task that is asked for back.
    var isLate = false
    private var rateWindow = (number: -1, requests: 0)

    /// What an idempotency key stands for.
    struct KeyRecord {
        /// The task's place in `tasks`.
        var task: Int
        var status: Int
    }

    struct Refund {
        var time: Int
        var task: Int
    }

    /// By how much a clock may go back before it counts as set anew, in milliseconds.
    private static let longestStep = 60_000

    /// How many bodies `GET /simulator/requests` shows.
    static let recentLimit = 64

    /// - Parameters:
    ///   - catalog: what requests are checked against.
    ///   - modelsDocument: the answer to `GET /api/v1/models`; it should be what `catalog` was decoded from.
    package init(
        options: SimulatorOptions = SimulatorOptions(),
        catalog: Catalog = .bundled(),
        modelsDocument: [UInt8] = Catalog.bundledDocument
    ) {
        self.options = options
        self.catalog = catalog
        self.modelsDocument = modelsDocument
    }

    /// Answers a request.
    /// - Parameter time: since 1970-01-01 in UTC. Only differences matter, except in timestamps.
    package mutating func answer(_ request: SimulatorRequest, at time: Duration) -> SimulatorAnswer {
        // Of a clock that was ahead and is right again, the world goes on from where it is.
        if time.milliseconds + shift < now - Self.longestStep { shift = now - time.milliseconds }
        now = max(now, time.milliseconds + shift)
        var answer = undatedAnswer(request)
        answer.headers.append(("date", Timestamp.header(milliseconds: now)))
        return answer
    }

    private mutating func undatedAnswer(_ request: SimulatorRequest) -> SimulatorAnswer {
        if epoch == nil { epoch = now }
        requestNumber += 1
        effect = nil
        account = ""
        settleRefunds()

        let endpoint = Endpoint(request)
        var random = SplitMix64(seed: options.seed, stream: 2 &* UInt64(requestNumber))
        let fault = endpoint.route.flatMap { drawFault($0, &random) }
        if let prevented = fault.flatMap({ prevention($0, of: request) }) { return prevented }

        isLate = fault == .late
        var answer: SimulatorAnswer
        do {
            answer = try respond(to: request, endpoint)
        } catch {
            answer = error.answer(requestID: requestID)
        }
        if endpoint.route == .media, let spoiled = spoiled(answer, fault, &random) { answer = spoiled }
        if request.method == "HEAD" { answer.body = [] }
        switch fault {
        case .lost:
            answer.delivery = .dropped
        case .truncated where !answer.body.isEmpty:
            answer.delivery = .truncated(bytes: random.index(below: answer.body.count))
        case .slow(let duration):
            answer.delivery = .slow(duration)
        default:
            break
        }
        return answer
    }

    private mutating func respond(
        to request: SimulatorRequest, _ endpoint: Endpoint
    ) throws(APIError) -> SimulatorAnswer {
        guard let methods = endpoint.methods else { throw .notFound("There is no such endpoint.") }
        guard methods.contains(request.method) else {
            throw APIError(405, "method_not_allowed", "Use \(methods.joined(separator: " or ")).")
        }
        if endpoint.needsKey {
            if options.isDisabled {
                throw APIError(503, "public_api_disabled", "The public API is temporarily disabled.")
            }
            account = accountName(of: try checkedKey(request))
            try countRequest()
        }
        let host = request.header("host").map { "http://\($0)" } ?? options.baseURL
        switch endpoint {
        case .models:
            return SimulatorAnswer(status: 200, body: modelsDocument, type: "application/json; charset=utf-8")
        case .create:
            return try createTask(request, host: host)
        case .status(let id):
            return SimulatorAnswer(json: object(of: try task(id), host: host))
        case .upload:
            return try uploadFile(request, host: host)
        case .file(let id):
            guard let file = files[id], file.account == account else { throw .notFound("File not found.") }
            return SimulatorAnswer(json: object(of: file, host: host))
        case .credits:
            return SimulatorAnswer(json: .object([.init("current_credits", .number(balance(of: account)))]))
        case .media(let task, let file):
            return try media(request, task: task, file: file)
        case .audit:
            return SimulatorAnswer(json: audit())
        case .requests:
            let bodies = recent.map { JSONValue.string(String(decoding: $0, as: UTF8.self)) }
            return SimulatorAnswer(json: .object([.init("object", .string("list")), .init("data", .array(bodies))]))
        case .unknown:
            throw .notFound("There is no such endpoint.")
        }
    }

    var requestID: String { "req_" + token(stream: 2 &* UInt64(requestNumber) &+ 1) }

    /// 16 hexadecimal digits that depend on the seed and the stream.
    func token(stream: UInt64) -> String {
        var random = SplitMix64(seed: ~options.seed, stream: stream)
        let digits = String(random.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func checkedKey(_ request: SimulatorRequest) throws(APIError) -> String {
        guard let header = request.header("authorization"), header.lowercased().hasPrefix("bearer ") else {
            throw APIError(401, "api_key_missing", "A valid Bearer API key is required.")
        }
        let key = String(header.dropFirst(7))
        let state: KeyPolicy.State? =
            switch options.keys {
            case .any: key.hasPrefix("rvya_sk_") && key.utf8.count > 8 ? .valid : nil
            case .listed(let states): states[key]
            }
        switch state {
        case .valid: return key
        case .revoked: throw APIError(401, "api_key_revoked", "The API key was revoked.")
        case .expired: throw APIError(401, "api_key_expired", "The API key has expired.")
        case .unscoped: throw APIError(403, "api_scope_denied", "The API key lacks the scope for this request.")
        case nil: throw APIError(401, "api_key_invalid", "The API key could not be verified.")
        }
    }

    /// No name of an account holds a key.
    private func accountName(of key: String) -> String {
        if options.accounts.isEmpty { return "" }
        let place = options.accounts.firstIndex { $0.contains(key) }
        return place.map { "account_\($0 + 1)" } ?? "key_\(Digest(Array(key.utf8)).text)"
    }

    func balance(of account: String) -> Number { balances[account] ?? options.startingCredits }

    /// Each account has its own keys.
    func scoped(_ key: String, _ account: String) -> String { account.isEmpty ? key : account + " " + key }

    private mutating func countRequest() throws(APIError) {
        guard let limit = options.rateLimit else { return }
        let length = max(1, limit.window.milliseconds)
        let number = now / length
        if rateWindow.number != number { rateWindow = (number, 0) }
        rateWindow.requests += 1
        guard rateWindow.requests <= limit.requests else {
            let left = Duration.milliseconds((number + 1) * length - now)
            throw .rateLimited(retryAfter: limit.tellsRetryAfter ? left : nil)
        }
    }

    /// Gives back the credits of the tasks that have failed since the last request.
    mutating func settleRefunds() {
        while let refund = refunds.last, refund.time <= now {
            refunds.removeLast()
            tasks[refund.task].isRefunded = true
            let task = tasks[refund.task]
            let balance = balance(of: task.account)
            balances[task.account] = balance.adding(task.reserved) ?? balance
        }
    }
}
