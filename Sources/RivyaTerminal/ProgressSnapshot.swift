/// What a run looks like at one moment, as far as people are shown it.
package struct ProgressSnapshot: Sendable, Hashable {
    /// One job that is being worked on.
    package struct Activity: Sendable, Hashable {
        /// What it is, as `shot 12  kling-2-6  style=ink`.
        package var label: StyledText
        /// What is happening to it, as `queued` or `downloading`.
        package var state: String
        package var since: ContinuousClock.Instant

        package init(label: StyledText, state: String, since: ContinuousClock.Instant) {
            self.label = label
            self.state = state
            self.since = since
        }
    }

    /// Without those that will not be sent.
    package var total: Int
    /// Finished well, without those that were taken from the ledger.
    package var succeeded: Int
    /// Taken from the ledger at no cost.
    package var cached: Int
    package var failed: Int
    package var skipped: Int
    /// Will not be sent, because the run is stopping.
    package var unsent: Int
    package var running: Int
    /// Credits reserved or charged so far, as text; nil where nothing is known.
    package var credits: String?
    /// How long it will still take, where the caller knows better than the mean of the jobs so far.
    package var remaining: Duration?
    /// A word on the whole run, as `rate limited, waiting 12 s`.
    package var remark: String?
    /// The jobs in work, the ones to be shown first coming first.
    package var activities: [Activity]

    package init(
        total: Int,
        succeeded: Int = 0,
        cached: Int = 0,
        failed: Int = 0,
        skipped: Int = 0,
        unsent: Int = 0,
        running: Int = 0,
        credits: String? = nil,
        remaining: Duration? = nil,
        remark: String? = nil,
        activities: [Activity] = []
    ) {
        self.total = total
        self.succeeded = succeeded
        self.cached = cached
        self.failed = failed
        self.skipped = skipped
        self.unsent = unsent
        self.running = running
        self.credits = credits
        self.remaining = remaining
        self.remark = remark
        self.activities = activities
    }

    package var finished: Int { succeeded + cached + failed + skipped }

    /// Not sent yet.
    package var queued: Int { max(0, total - finished - running) }

    /// The mean of what was worked on so far, for what is left. Cached jobs took no time and say nothing of the rest.
    func estimatedRemaining(after elapsed: Duration) -> Duration? {
        if let remaining { return remaining }
        let worked = succeeded + failed
        let left = total - finished
        guard worked > 0, left > 0 else { return nil }
        return elapsed / worked * left
    }
}
