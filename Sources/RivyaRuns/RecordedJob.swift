/// How people name a job: by its run and its number in it, as in `20261121-085703/3`.
package struct JobName: Sendable, Hashable, CustomStringConvertible {
    package var run: String
    package var index: Int

    package init(run: String, index: Int) {
        self.run = run
        self.index = index
    }

    package var description: String { "\(run)/\(index)" }
}

/// A job as the ledger shows it afterwards: its tries, and what was asked for.
package struct RecordedJob: Sendable {
    /// The job whose task or files this one uses; that one paid.
    package struct Source: Sendable {
        package var name: JobName
        package var state: JobState
        package var charge: Charge
        package var files: [StoredFile]
        package var isAttended: Bool

        package init(name: JobName, state: JobState, charge: Charge, files: [StoredFile], isAttended: Bool) {
            self.name = name
            self.state = state
            self.charge = charge
            self.files = files
            self.isAttended = isAttended
        }
    }

    /// The last try. Its files are those that were put where this job wants them.
    package var stored: StoredJob
    /// The charges of the tries before the last, in order.
    package var earlierCharges: [Charge]
    /// The account's base URL, or `simulator:`.
    package var identity: String
    /// nil where the job ended before its content was known, or its cell is not in the ledger.
    package var request: RequestDocument?
    package var source: Source?
    /// A living process is at it.
    package var isAttended: Bool

    package init(
        stored: StoredJob, earlierCharges: [Charge] = [], identity: String, request: RequestDocument?,
        source: Source? = nil, isAttended: Bool = false
    ) {
        self.stored = stored
        self.earlierCharges = earlierCharges
        self.identity = identity
        self.request = request
        self.source = source
        self.isAttended = isAttended
    }

    package var name: JobName { JobName(run: stored.run, index: stored.label.index) }

    package var label: JobLabel { stored.label }

    /// How far it is; that of the other job where it waits for that one.
    package var state: JobState {
        if stored.state == .attached, let source { return source.state }
        return stored.state
    }

    /// How it ended; nil while a process is at it.
    package var status: JobStatus? {
        switch state {
        case .succeeded, .attached: .succeeded
        case .cached: .cached
        case .failed: .failed
        case .unknown: .unknown
        case .skipped: .skipped
        case .released: .cancelled
        case .claimed: isAtWork ? nil : .cancelled
        case .submitting, .running: isAtWork ? nil : .interrupted
        case .fetching: isAtWork ? nil : .unsaved
        }
    }

    private var isAtWork: Bool { isAttended || (stored.state == .attached && source?.isAttended ?? false) }

    /// One stable word for tables and programs: a `JobStatus`, or the state of a job that a process is at.
    package var statusText: String { status?.rawValue ?? state.rawValue }

    /// There is something left that `resume` would do, or that a process is doing.
    package var isOpen: Bool { state.isOpen }

    /// It ended, and has no result.
    package var hasFailed: Bool { !isOpen && !(status?.isSuccess ?? true) }

    package var charges: ChargeSums { ChargeSums(earlierCharges + [stored.charge]) }

    /// Its own files, the primary one first, one for each number; of a job that waited for another one that one's.
    package var files: [StoredFile] {
        let files = stored.files.isEmpty ? source?.files ?? [] : stored.files
        var known: Set<Int> = []
        return files.sorted { $0.number < $1.number }.filter { known.insert($0.number).inserted }
    }

    /// From sending to the end.
    package var seconds: Double? {
        guard let submittedAt = stored.submittedAt, let endedAt = stored.endedAt else { return nil }
        return max(0, endedAt - submittedAt)
    }
}

/// All that the ledger knows of one job, for `show`.
package struct JobChronicle: Sendable {
    /// A create that was answered, or not.
    package struct Call: Sendable {
        /// Seconds since 1970.
        package var time: Double
        /// `accepted`, or the word for an error.
        package var outcome: String
        package var httpStatus: Int?
        package var message: String?
        package var requestID: String?

        package init(time: Double, outcome: String, httpStatus: Int?, message: String?, requestID: String?) {
            self.time = time
            self.outcome = outcome
            self.httpStatus = httpStatus
            self.message = message
            self.requestID = requestID
        }
    }

    /// What was known of the charge from a moment on.
    package struct SeenCharge: Sendable {
        package var time: Double
        package var charge: Charge

        package init(time: Double, charge: Charge) {
            self.time = time
            self.charge = charge
        }
    }

    /// One row of the job; more than one where the `retries` setting tried anew.
    package struct Try: Sendable {
        package var stored: StoredJob
        package var claimedAt: Double
        /// When the task was first seen in a final state.
        package var doneAt: Double?
        package var calls: [Call]
        package var charges: [SeenCharge]

        package init(stored: StoredJob, claimedAt: Double, doneAt: Double?, calls: [Call], charges: [SeenCharge]) {
            self.stored = stored
            self.claimedAt = claimedAt
            self.doneAt = doneAt
            self.calls = calls
            self.charges = charges
        }
    }

    /// A content that went up, and the file that the service keeps for it.
    package struct Upload: Sendable {
        package var sha256: String
        package var mimeType: String
        package var file: UploadedFile
        package var time: Double

        package init(sha256: String, mimeType: String, file: UploadedFile, time: Double) {
            self.sha256 = sha256
            self.mimeType = mimeType
            self.file = file
            self.time = time
        }
    }

    package var job: RecordedJob
    package var run: StoredRun
    package var tries: [Try]
    /// Of the contents that the request refers to.
    package var uploads: [Upload]

    package init(job: RecordedJob, run: StoredRun, tries: [Try], uploads: [Upload]) {
        self.job = job
        self.run = run
        self.tries = tries
        self.uploads = uploads
    }
}
