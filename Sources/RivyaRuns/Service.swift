package import RivyaCatalog
package import RivyaSyntax

/// The paid service, as far as a run needs it. `RivyaClient` speaks HTTP behind it; tests use a scripted one.
///
/// No call retries by itself: retrying is the run's decision (`RetryPlan`), because only the run knows what is paid.
package protocol Service: Sendable {
    /// Who is charged: the account's base URL, or `simulator:`. Part of every cell's key.
    var identity: String { get }

    /// `POST /api/v1/generations` with exactly these bytes and this key.
    /// Sending the same bytes with the same key again must not create a second task.
    func create(body: [UInt8], idempotencyKey: String) async throws(ServiceError) -> TaskReport

    /// What the account has: `GET /api/v1/credits`.
    func credits() async throws(ServiceError) -> Number

    /// `GET /api/v1/generations/{id}`.
    func task(id: String) async throws(ServiceError) -> TaskReport

    /// `POST /api/v1/files` for a local file.
    func upload(path: String, name: String, type: MediaType, model: String) async throws(ServiceError) -> UploadedFile
}

/// Fetches result media. Never sends the account's key.
package protocol Media: Sendable {
    /// Downloads `url`, what is large to `partPath`.
    ///
    /// - Parameter isContinued: an earlier call may have left a partial file at `partPath`: goes on with it where the
    ///   result is still the same.
    func download(
        url: String, to partPath: String, isContinued: Bool
    ) async throws(ServiceError) -> Download
}

/// A finished download.
package struct Download: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// All of a small result: checked, written and named with one trip to the disk by who asked for it. Whatever
        /// lies at the partial path has no part in it.
        case memory([UInt8])
        /// So many bytes, at the partial path.
        case file(bytes: Int)
    }

    package var content: Content
    /// The `Content-Type` header, without parameters.
    package var contentType: String?

    package init(_ content: Content, contentType: String?) {
        self.content = content
        self.contentType = contentType
    }

    package var bytes: Int {
        switch content {
        case .memory(let bytes): bytes.count
        case .file(let bytes): bytes
        }
    }
}

/// A task as the service describes it. Everything but `id` and `status` is optional, because unknown or missing fields
/// must never lose a paid result (`Documentation/Service.md`, "Tasks").
package struct TaskReport: Sendable, Hashable {
    /// How far it is, in the service's words.
    package enum Status: Sendable, Hashable {
        case queued
        case processing
        case succeeded
        case failed
        /// A status that this version does not know: the task is treated as still open.
        case other(String)

        /// - Parameter hasResults: the task names results. Words that say an end without being documented are taken as
        ///   what they say; for a good end, the results must be there.
        package init(_ text: String, hasResults: Bool = false) {
            let word = text.lowercased()
            switch word {
            case "queued": self = .queued
            case "processing": self = .processing
            case "succeeded": self = .succeeded
            case "failed": self = .failed
            case _ where Self.badEnds.contains(word): self = .failed
            case _ where hasResults && Self.goodEnds.contains(word): self = .succeeded
            default: self = .other(text)
            }
        }

        private static let badEnds: Set<String> = [
            "canceled", "cancelled", "expired", "aborted", "rejected", "failure", "error", "errored",
        ]
        private static let goodEnds: Set<String> = [
            "completed", "complete", "success", "successful", "done", "finished", "ready",
        ]

        package var text: String {
            switch self {
            case .queued: "queued"
            case .processing: "processing"
            case .succeeded: "succeeded"
            case .failed: "failed"
            case .other(let text): text
            }
        }

        package var isTerminal: Bool { self == .succeeded || self == .failed }
    }

    /// Why the service gave it up.
    package struct Failure: Sendable, Hashable {
        package var code: String
        package var message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    package var id: String
    package var status: Status
    package var reservedCredits: Number?
    package var finalCredits: Number?
    /// Result URLs, the primary one first, without duplicates.
    package var urls: [String]
    package var failure: Failure?
    /// When the task was made, in seconds since 1970 by the service's clock.
    package var createdAt: Double?
    /// When this was said, by the same clock (the `Date` of the answer).
    package var answeredAt: Double?
    /// The answer said that it repeats an earlier one to the same idempotency key.
    package var isReplay: Bool

    package init(
        id: String,
        status: Status,
        reservedCredits: Number? = nil,
        finalCredits: Number? = nil,
        urls: [String] = [],
        failure: Failure? = nil,
        createdAt: Double? = nil,
        answeredAt: Double? = nil,
        isReplay: Bool = false
    ) {
        self.id = id
        self.status = status
        self.reservedCredits = reservedCredits
        self.finalCredits = finalCredits
        self.urls = urls
        self.failure = failure
        self.createdAt = createdAt
        self.answeredAt = answeredAt
        self.isReplay = isReplay
    }
}

extension TaskReport {
    /// Seconds by which the service's clocks, and its `Date` of whole seconds, may differ among themselves.
    private static let clockMargin = 2.0

    /// Whether the task was made before this process first sent its key: then it is somebody else's.
    ///
    /// Both times are the service's, so a wrong clock here does not matter. What cannot be told counts as not older: it
    /// is then charged to this ledger.
    ///
    /// - Parameters:
    ///   - duration: since the first sending.
    ///   - isFirstAnswer: no earlier call of this ledger can have made it: a mark of the service then says enough.
    package func isOlder(than duration: Duration, isFirstAnswer: Bool) -> Bool {
        if isReplay, isFirstAnswer { return true }
        guard let createdAt, let answeredAt else { return false }
        return answeredAt - createdAt > duration.seconds + Self.clockMargin
    }
}

/// An uploaded reference file, ready to be named in `params.referenceMediaItems`.
package struct UploadedFile: Sendable, Hashable {
    package var id: String
    package var url: String
    /// Copied into `durationToken` of the reference item, where the service gives one (video and audio).
    package var durationToken: String?

    package init(id: String, url: String, durationToken: String? = nil) {
        self.id = id
        self.url = url
        self.durationToken = durationToken
    }
}
