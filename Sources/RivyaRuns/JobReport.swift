package import RivyaSyntax

/// How a job ended, as far as this run saw it.
package enum JobStatus: String, Sendable, Hashable, CaseIterable {
    /// Paid for in this run, and its files are here.
    case succeeded
    /// An earlier run had paid for it; its files are here, at 0 credits.
    case cached
    /// The service reported the task failed, or refused the request.
    case failed
    /// Not sent, because a job that it needs did not succeed.
    case skipped
    /// The wait ended; the task goes on at the service and `resume` fetches it.
    case timedOut = "timed_out"
    /// Not sent, because the run was stopped before.
    case cancelled
    /// Sent, and left open when the run was stopped: `resume` finishes it.
    case interrupted
    /// The task succeeded, but not every file of it could be stored: `resume` fetches them.
    case unsaved
    /// The request may have been carried out, and nothing more was seen of it.
    case unknown

    /// What `status == "succeeded"` means to a script and to the exit code.
    package var isSuccess: Bool { self == .succeeded || self == .cached }
}

/// What became of one job. Nothing is dropped: each submitted job has exactly one report.
package struct JobReport: Sendable {
    package var label: JobLabel
    package var status: JobStatus
    /// Of the last try.
    package var charge: Charge
    /// Of the tries before the last, where the `retries` setting made any.
    package var earlierCharges: [Charge]
    package var taskID: String?
    /// Absolute paths, in the order of the service's URLs.
    package var files: [String]
    /// As the service gave them; they may expire.
    package var urls: [String]
    package var failure: JobFailure?
    /// From submitting to the last thing seen; nil where nothing was sent.
    package var seconds: Double?
    /// The job's row in the ledger; nil where it has none.
    package var stored: StoredJobID?
    /// The ledger has it as open: `resume` has work.
    package var isOpen: Bool
    /// The task is one that somebody else pays for, or did: see `StoredJob.isShared`.
    package var isShared = false
    /// What is to be said of its results, though they are here: another kind of medium, or one whose end is missing.
    package var remarks: [String] = []

    package init(
        _ label: JobLabel,
        status: JobStatus,
        charge: Charge = .notCharged,
        earlierCharges: [Charge] = [],
        taskID: String? = nil,
        files: [String] = [],
        urls: [String] = [],
        failure: JobFailure? = nil,
        seconds: Double? = nil,
        stored: StoredJobID? = nil
    ) {
        self.label = label
        self.status = status
        self.charge = charge
        self.earlierCharges = earlierCharges
        self.taskID = taskID
        self.files = files
        self.urls = urls
        self.failure = failure
        self.seconds = seconds
        self.stored = stored
        isOpen = [.timedOut, .interrupted, .unsaved].contains(status)
    }

    package var index: Int { label.index }

    /// What was finally taken, as the service said it: the sum over all tries, nil where any of it is not known.
    package var credits: Number? {
        status == .cached ? .whole(0) : Charge.total(earlierCharges + [charge])
    }
}
