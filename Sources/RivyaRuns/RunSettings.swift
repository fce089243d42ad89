import Foundation
package import RivyaCatalog
package import RivyaSyntax

/// How a run behaves; the names and defaults are those of `Documentation/Language.md`, "Settings".
package struct RunSettings: Sendable {
    package enum OnError: String, Sendable {
        case `continue`
        /// Nothing more is sent after a failed job; what runs is finished.
        case stop
    }

    /// A price that is not the plan's.
    package struct PriceChange: Sendable, Hashable {
        /// What told of it.
        package enum Source: String, Sendable, Hashable {
            /// The answer to a create.
            case create
            /// The state of a task, later.
            case status
            /// The charge of a task that has ended.
            case final
        }

        package var job: Int
        package var model: String
        package var planned: Number
        /// What was reserved or charged; nil where the service does not tell: the plan's price stands.
        package var credits: Number?
        package var source: Source

        package init(job: Int, model: String, planned: Number, credits: Number?, source: Source) {
            self.job = job
            self.model = model
            self.planned = planned
            self.credits = credits
            self.source = source
        }
    }

    /// Credits that the run may reserve at most.
    package var budget: Number?
    /// Jobs in flight at most.
    package var concurrency = 8
    /// Requests per second at most, over all endpoints; nil for no limit.
    package var rate: Double? = 10
    /// Time between two status requests for one job, which `PollPlan` makes longer or, down to half of it, shorter.
    package var poll: Duration = .seconds(5)
    package var onError: OnError = .continue
    /// Tries beyond the first for a job that the service reports failed; each is a new request with a key of its own.
    package var retries = 0
    package var timeout: Duration = .seconds(60 * 60)
    /// Relative results are stored below it, and none outside: the working directory, absolute.
    package var outputRoot: String
    /// Further folders that results may go to (`--allow-write`), absolute.
    package var writableFolders: [String] = []
    /// Succeeded cells of earlier runs are paid for anew: `--fresh`, and every run of the REPL.
    package var isFresh = false
    /// Age in seconds above which a request whose answer was never seen is not repeated: how long the service remembers
    /// an idempotency key is unknown.
    package var keyMemory: Double = 24 * 60 * 60
    /// Requests whose answer was never seen are sent again under their key, however old they are: whoever sets this knows
    /// that they may be paid a second time.
    package var repeatsUnknown = false
    /// Age in seconds up to which an upload of the same content is used again: how long the service keeps a file is
    /// unknown.
    package var uploadMemory: Double = 24 * 60 * 60
    /// Seconds by which the clock may have been ahead when something was noted: what is further in the future was noted
    /// while it was wrong. Clocks that are set right by a little are no reason to ask anybody.
    package static let clockTolerance = 60 * 60.0
    /// Where media at URLs are kept while they are handed on to the service.
    package var scratchFolder: String
    /// Where bytes are kept that came as a result and are none, as far as can be told; nil where they are not.
    package var refusedFolder: String?
    /// Jobs whose results are taken as they are, by their rows in the ledger (`resume --accept`).
    package var accepted: Set<StoredJobID> = []
    /// What a model makes, for jobs of earlier runs.
    package var resultKind: @Sendable (_ model: String) -> MediaKind? = { _ in nil }
    package var retryLimits = RetryPlan.Limits()
    /// In which order jobs start.
    package var order = RunOrder()
    /// The jobs after the order's pilot wait for `Run.proceed`.
    package var isPilot = false
    /// Asked once for each price of a kind of request that is above the plan, with submitting paused; false stops the
    /// run. nil goes on: a budget is the consent, or nothing is paid.
    package var approve: (@Sendable (PriceChange) async -> Bool)?

    /// A budget or a consent limits what may be spent: see `PriceGate`.
    package var isLimited: Bool { budget != nil || approve != nil }

    /// A halt ends the jobs that were submitted before it, and `goOn` takes more: sessions, which outlive a failure.
    package var outlivesHalts = false

    package init(outputRoot: String) {
        self.outputRoot = outputRoot
        scratchFolder = FileManager.default.temporaryDirectory.path
    }
}
