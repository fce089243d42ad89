package import RivyaSyntax

/// What the service leaves open, and what is to go wrong.
///
/// The defaults are those of `--simulate`: quick, without faults, with credits for a long evening.
package struct SimulatorOptions: Sendable {
    /// Decides ids, durations, failures and faults.
    package var seed: UInt64 = 0
    package var startingCredits = Number(10_000)
    /// Where the service is reached, without a slash at the end; a request's `Host` header wins.
    package var baseURL = "http://simulator.invalid"
    package var keys: KeyPolicy = .any
    /// The keys of each account. Where there are any, every account has tasks, uploads, idempotency keys and credits of
    /// its own, and a key that is not listed is an account alone; else all keys are of one account.
    package var accounts: [[String]] = []
    /// Whether every call but `GET /models` is refused with `public_api_disabled`.
    package var isDisabled = false

    // What the documentation does not say (`Documentation/Service.md`).

    /// The HTTP status of a created task: 200, 201 or 202.
    package var createStatus = 200
    package var uploadStatus = 200
    package var insufficientCreditsStatus = 402
    /// How long an idempotency key is remembered; nil for ever.
    package var keyRetention: Duration? = .seconds(24 * 60 * 60)
    /// Whether the answer to a key that was used before says so, in a header `Idempotent-Replayed`.
    package var marksReplays = false
    /// Whether a refusal is repeated under its key, whatever became of its cause.
    package var keepsRefusals = false
    /// How long an upload can be referred to; nil for ever.
    package var uploadRetention: Duration?
    /// How long a result's URL works after it was told; nil for ever. A later `GET` of the task tells a new one.
    package var resultLifetime: Duration?
    /// Leaves out what a task's object need not have: credits, timestamps, `primary_url`, nulls.
    package var omitsOptionalFields = false
    package var rateLimit: RateLimit?

    // Prices.

    /// What tasks cost, as a multiple of the catalog's price.
    package var priceFactor = Number(1)
    /// Further factors, each from a number of tasks on.
    package var priceJumps: [PriceJump] = []
    /// No answer tells `reserved_credits`, nor `final_credits` before a task has ended.
    package var hidesReserves = false

    // The work.

    package var pace: Pace = .quick
    /// Of 1, that a task fails, with one of `taskFailures`.
    package var failureProbability = 0.0
    package var taskFailures = [TaskFailure(code: "generation_failed", message: "The generation failed.")]
    /// Results are padded to at least that many bytes, in a way that players ignore; Ogg files are not.
    package var minimumMediaBytes = 0
    package var faults: [Fault] = []

    package init(seed: UInt64 = 0) {
        self.seed = seed
    }
}

/// Prices that change in the course of things.
package struct PriceJump: Sendable, Hashable {
    /// So many tasks are made at earlier prices.
    package var tasks: Int
    /// A multiple of the catalog's price, from then on.
    package var factor: Number

    package init(tasks: Int, factor: Number) {
        self.tasks = tasks
        self.factor = factor
    }

    /// Written as `TASKS:FACTOR`; nil for what is no jump.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard
            parts.count == 2, let tasks = Int(parts[0]), tasks >= 0, let factor = Number(String(parts[1])),
            !(factor < .whole(0))
        else { return nil }
        self.init(tasks: tasks, factor: factor)
    }
}

/// Which API keys are accepted.
package enum KeyPolicy: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case valid
        case revoked
        case expired
        /// Has no scope for what is asked.
        case unscoped
    }

    /// Every key that begins with `rvya_sk_`.
    case any
    /// These only.
    case listed([String: State])
}

/// At most so many requests in each window, the windows following each other without a gap.
package struct RateLimit: Sendable, Hashable {
    package var requests: Int
    package var window: Duration
    /// Whether a refusal says how long to wait, in whole seconds.
    package var tellsRetryAfter: Bool

    package init(requests: Int, window: Duration, tellsRetryAfter: Bool = true) {
        self.requests = requests
        self.window = window
        self.tellsRetryAfter = tellsRetryAfter
    }
}

/// What a failed task says.
package struct TaskFailure: Sendable, Hashable {
    package var code: String
    package var message: String
    /// What the service calls the end; nil for `failed`.
    package var state: String?

    package init(code: String, message: String, state: String? = nil) {
        self.code = code
        self.message = message
        self.state = state
    }
}
