/// What running a cell again would mean.
package enum CellStanding: String, Sendable, Hashable {
    /// Paid for: it is used again at 0 credits.
    case cached
    /// Sent, or about to be: it is attached to.
    case running
    /// Nobody knows whether it was paid for: it is not sent again without being asked to.
    case unknown
}

/// One run as the ledger knows it.
package struct StoredRun: Sendable, Hashable {
    package var id: String
    package var identity: String
    package var script: String
    /// Seconds since 1970.
    package var startedAt: Double
    /// nil for a run whose process has not come to its end.
    package var endedAt: Double?
    /// Jobs by state.
    package var counts: [JobState: Int]
    /// Of all tries of its jobs.
    package var charges: ChargeSums
    /// What earlier runs had paid for did not count (`--fresh`).
    package var isFresh: Bool

    package init(
        id: String,
        identity: String,
        script: String,
        startedAt: Double,
        endedAt: Double?,
        counts: [JobState: Int],
        charges: ChargeSums = ChargeSums(),
        isFresh: Bool = false
    ) {
        self.id = id
        self.identity = identity
        self.script = script
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.counts = counts
        self.charges = charges
        self.isFresh = isFresh
    }
}
