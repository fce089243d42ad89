package import RivyaSyntax

/// Something that happened to a run or to one of its jobs, for progress displays and for programs.
package struct RunEvent: Sendable {
    /// Raised when a kind or a field changes its meaning; new ones may appear at any time.
    package static let version = 1

    package enum Kind: Sendable {
        /// The job was handed over. `.skipped` and `.cancelled` may follow without anything between.
        case planned(JobLabel)
        /// An earlier, or another, process holds the cell: this one waits for its result.
        case attached(taskID: String?)
        /// A reference file goes up; equal files only once.
        case uploading(path: String)
        /// The request is about to leave.
        case submitting
        /// The service has accepted it.
        case submitted(taskID: String, reserved: Number?)
        /// A status request was answered with another status than the last.
        case progress(status: String)
        /// The service reserved more for the request than the plan says, for the first time at that price.
        case priceRise(RunSettings.PriceChange)
        /// The service did not say what it reserved for the first request of its kind: the catalog's price counts.
        case noReserve(model: String, planned: Number)
        /// A call failed and will be repeated after this wait.
        case retrying(operation: String, message: String, after: Duration)
        /// The service asked to slow down; requests per second from now on, nil for no limit.
        case rateLimited(rate: Double?)
        case downloading(url: String)
        /// A result file is complete at its place.
        case saved(path: String)
        /// The service reported the task failed; the `retries` setting tries anew.
        case tryingAgain(charge: Charge, message: String)
        /// The service answered with a failed task, or a refusal, that was there before: the next generation of the key
        /// is tried.
        case replayed(message: String)
        /// The last event of each job.
        case finished(JobReport)
        /// Nothing is sent for the model for this long, after identical failures.
        case paused(model: String, code: String, for: Duration)
        case resumed(model: String)
        /// The run cannot go on.
        case fatal(FatalCause, JobFailure)
        case stopping(StopMode)
    }

    /// Seconds since the run began.
    package var seconds: Double
    /// nil where the event concerns the run as a whole.
    package var job: Int?
    package var kind: Kind

    package init(seconds: Double, job: Int?, kind: Kind) {
        self.seconds = seconds
        self.job = job
        self.kind = kind
    }
}
