/// The row of a job in the ledger.
package struct StoredJobID: Sendable, Hashable, Comparable {
    package var rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (a: StoredJobID, b: StoredJobID) -> Bool { a.rawValue < b.rawValue }
}

/// How far a job has come, as far as is on disk.
package enum JobState: String, Sendable, Hashable, CaseIterable {
    /// The cell is taken; nothing was sent.
    case claimed
    /// The intent is on disk; the request may have left, its answer was not seen.
    case submitting
    /// The service has accepted it; the task's id is known.
    case running
    /// The task succeeded; not all files are here.
    case fetching
    /// The task succeeded and its files were stored.
    case succeeded
    /// The task failed, or the service refused the request.
    case failed
    /// The answer was never seen and is too old to ask again.
    case unknown
    /// Given up before anything was sent.
    case released
    /// Waits for the row named in `source`, and ends as that one does.
    case attached
    /// Took its files from the row named in `source`, at no cost.
    case cached
    /// Not sent, because a job that it needs did not succeed.
    case skipped

    /// There is something left to do for it.
    package var isOpen: Bool {
        switch self {
        case .claimed, .submitting, .running, .fetching: true
        case .succeeded, .failed, .unknown, .released, .attached, .cached, .skipped: false
        }
    }
}

/// A result file as it was when it was stored.
package struct StoredFile: Sendable, Hashable {
    /// The number of the result, from 1, in the order of the service's URLs.
    package var number: Int
    package var url: String
    /// Absolute.
    package var path: String
    package var bytes: Int
    /// Lower-case hexadecimal.
    package var sha256: String
    /// Seconds since 1970: a file whose size and time are unchanged is taken to be unchanged.
    package var modified: Double

    package init(number: Int, url: String, path: String, bytes: Int, sha256: String, modified: Double) {
        self.number = number
        self.url = url
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.modified = modified
    }
}

/// Everything that the ledger knows of one job.
package struct StoredJob: Sendable {
    package var id: StoredJobID
    package var run: String
    package var label: JobLabel
    /// From 1; above 1 for what the `retries` setting tried anew.
    package var attempt: Int
    /// nil where the job ended before its content was known.
    package var cell: CellKey?
    /// The row whose task or files this one uses.
    package var source: StoredJobID?
    package var state: JobState
    package var intent: Intent?
    /// What a create for this row is to be sent with, where none was yet: see `Intent.derivedKey`.
    package var generation: Int
    package var nonce: String?
    package var taskID: String?
    /// The task was there before this ledger first sent its key: somebody else pays for it.
    package var isShared: Bool
    package var charge: Charge
    package var urls: [String]
    package var files: [StoredFile]
    package var failure: JobFailure?
    /// The template of the result's path, and the number within `--repeat`.
    package var output: String
    package var take: Int
    package var origin: JobSpecification.Origin
    /// Seconds since 1970.
    package var submittedAt: Double?
    package var acceptedAt: Double?
    package var endedAt: Double?

    package init(
        id: StoredJobID,
        run: String,
        label: JobLabel,
        attempt: Int,
        cell: CellKey?,
        source: StoredJobID?,
        state: JobState,
        intent: Intent?,
        generation: Int = 0,
        nonce: String? = nil,
        taskID: String?,
        isShared: Bool = false,
        charge: Charge,
        urls: [String],
        files: [StoredFile],
        failure: JobFailure?,
        output: String,
        take: Int,
        origin: JobSpecification.Origin,
        submittedAt: Double?,
        acceptedAt: Double?,
        endedAt: Double?
    ) {
        self.id = id
        self.run = run
        self.label = label
        self.attempt = attempt
        self.cell = cell
        self.source = source
        self.state = state
        self.intent = intent
        self.generation = generation
        self.nonce = nonce
        self.taskID = taskID
        self.isShared = isShared
        self.charge = charge
        self.urls = urls
        self.files = files
        self.failure = failure
        self.output = output
        self.take = take
        self.origin = origin
        self.submittedAt = submittedAt
        self.acceptedAt = acceptedAt
        self.endedAt = endedAt
    }
}
