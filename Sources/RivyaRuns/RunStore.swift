package import RivyaSyntax

/// What must survive: which cells are paid for, and how far each job has come. `RivyaLedger` keeps it in SQLite.
///
/// A call that returns has reached the disk. Each is one atomic step; several processes may make them at once.
package protocol RunStore: Sendable {
    /// Begins a run.
    /// - Returns: its id, fit for a file name, unique in this ledger, sorting by time.
    func begin(_ run: RunOpening) async throws(StoreError) -> String

    func end(run: String, at time: Double) async throws(StoreError)

    /// Where the results of runs go, by run.
    func outputRoots(ofRuns runs: Set<String>) async throws(StoreError) -> [String: String]

    /// Takes a cell for one job of a run, or tells who has it. Nothing is sent for a cell that was not granted or taken
    /// over.
    func claim(_ claim: CellClaim) async throws(StoreError) -> ClaimAnswer

    /// Commits what is about to be sent: the state becomes `submitting`. An ended job that had the same key gives it up:
    /// a key belongs to the one job that may still get its task.
    func intend(_ job: StoredJobID, _ intent: Intent, at time: Double) async throws(StoreError)

    /// Remembers a create that got no usable answer.
    func attempted(_ job: StoredJobID, error: ServiceError, at time: Double) async throws(StoreError)

    /// The service has accepted the request: the state becomes `running`.
    ///
    /// - Parameter isShared: see `StoredJob.isShared`.
    func accepted(
        _ job: StoredJobID, task: TaskReport, isShared: Bool, at time: Double
    ) async throws(StoreError)

    /// The task succeeded: the state becomes `fetching`. Seen again, its URLs are replaced.
    func observed(_ job: StoredJobID, task: TaskReport, charge: Charge, at time: Double) async throws(StoreError)

    /// A result file is in its place.
    func stored(_ job: StoredJobID, file: StoredFile, at time: Double) async throws(StoreError)

    /// The job reached a state that is not open. Rows attached to it end with it.
    func ended(_ job: StoredJobID, _ ending: JobEnding, at time: Double) async throws(StoreError)

    /// Records jobs that were never sent (`skipped`, `released`), without a claim.
    func record(_ jobs: [(claim: CellClaim, ending: JobEnding)]) async throws(StoreError)

    /// Nobody works on an open job any more, though this process lives on: whoever wants it may take it over.
    func letGo(_ job: StoredJobID) async throws(StoreError)

    /// Takes over every open job whose process is gone.
    /// - Parameters:
    ///   - run: only jobs of this run; nil for all of the identity.
    ///   - repeatsUnknown: also jobs that ended as `unknown`, which become `submitting` again.
    func adopt(identity: String, run: String?, repeatsUnknown: Bool) async throws(StoreError) -> [StoredJob]

    /// The upload of a content, where there was one within these times.
    func upload(
        identity: String, sha256: String, mimeType: String, within times: ClosedRange<Double>
    ) async throws(StoreError) -> UploadedFile?

    func remember(
        upload: UploadedFile, identity: String, sha256: String, mimeType: String, at time: Double
    ) async throws(StoreError)

    /// The most recent durations, in seconds, of a model's succeeded tasks.
    func durations(identity: String, model: String) async throws(StoreError) -> [Double]

    /// What the service last reserved for a request of this price group.
    func price(identity: String, group: String) async throws(StoreError) -> Number?
}

/// The first entry of a run.
package struct RunOpening: Sendable {
    package var identity: String
    /// The script as the user named it; `<repl>`, `<command line>`.
    package var script: String
    /// Absolute: what `{run}/...` is relative to.
    package var outputRoot: String
    package var isFresh: Bool
    package var startedAt: Double

    package init(identity: String, script: String, outputRoot: String, isFresh: Bool, startedAt: Double) {
        self.identity = identity
        self.script = script
        self.outputRoot = outputRoot
        self.isFresh = isFresh
        self.startedAt = startedAt
    }
}

/// What a job says of itself when it takes its cell.
package struct CellClaim: Sendable {
    package var run: String
    package var identity: String
    package var label: JobLabel
    package var attempt: Int
    /// nil only for jobs that are recorded without a claim.
    package var cell: CellKey?
    /// Keys under which an older version may have paid for the same: see `FormerKeys`.
    package var formerCells: [CellKey]
    /// The request as a JSON document, for `explain`.
    package var request: String
    /// What decides the price: model and parameters.
    package var priceGroup: String
    package var output: String
    package var take: Int
    package var origin: JobSpecification.Origin
    /// What earlier runs know of the cell does not count.
    package var isFresh: Bool
    /// A request whose answer was never seen is taken over, to be sent again, instead of being told as `unknown`.
    package var repeatsUnknown: Bool
    /// See `Intent.nonce`.
    package var nonce: String?
    /// Present where the bytes of the create are known already: granting then commits its intent in the same step.
    package var body: [UInt8]?
    package var time: Double
    /// The same moment by the machine's uptime.
    package var uptime: Uptime?
    /// See `RunSettings.keyMemory`.
    package var keyMemory: Double

    package init(
        run: String,
        identity: String,
        label: JobLabel,
        attempt: Int = 1,
        cell: CellKey?,
        formerCells: [CellKey] = [],
        request: String,
        priceGroup: String,
        output: String,
        take: Int,
        origin: JobSpecification.Origin,
        isFresh: Bool,
        repeatsUnknown: Bool = false,
        nonce: String? = nil,
        body: [UInt8]? = nil,
        time: Double,
        uptime: Uptime? = nil,
        keyMemory: Double = 24 * 60 * 60
    ) {
        self.run = run
        self.identity = identity
        self.label = label
        self.attempt = attempt
        self.cell = cell
        self.formerCells = formerCells
        self.request = request
        self.priceGroup = priceGroup
        self.output = output
        self.take = take
        self.origin = origin
        self.isFresh = isFresh
        self.repeatsUnknown = repeatsUnknown
        self.nonce = nonce
        self.body = body
        self.time = time
        self.uptime = uptime
        self.keyMemory = keyMemory
    }
}

/// Who has the cell that a job asked for.
package enum ClaimAnswer: Sendable {
    /// A new row; `submitting` where the claim had a body, else `claimed`.
    case granted(StoredJobID, CreateHistory)
    /// An open job of a process that is gone, now ours: its state tells what is left.
    case takenOver(StoredJob)
    /// A living process is at it.
    case busy
    /// Paid for earlier, by the first; the second row stands for this job. The files are all that were ever stored of
    /// the result, so a number may occur more than once.
    case cached(StoredJob, StoredJobID)
    /// Sent earlier, and nobody knows what became of it.
    case unknown(StoredJob)
    /// Sent with another API key, which nobody has said to be of the same account, and not finished.
    case foreign(StoredJob)
}

/// What the ledger knows of earlier creates for a cell.
package struct CreateHistory: Sendable, Hashable {
    /// What the next create's key is derived with: see `Intent.derivedKey`.
    package var generation = 0
    /// The request id of the last refusal, where it had one.
    package var refusalID: String?

    package init() {}
}

/// The last word on a job.
package struct JobEnding: Sendable {
    package var state: JobState
    package var charge: Charge
    package var failure: JobFailure?
    /// Result files that came to their places last, remembered in the same step.
    package var files: [StoredFile]

    package init(_ state: JobState, charge: Charge, failure: JobFailure? = nil, files: [StoredFile] = []) {
        self.files = files
        self.state = state
        self.charge = charge
        self.failure = failure
    }
}
