/// Tells a refusal that the service has just made from one that it only repeats: some services keep what they answered
/// under an idempotency key, refusals too, so that their cause may be gone.
///
/// Pure. One value lives as long as one create. Nothing is lost by a wrong guess: a refused request costs nothing, and
/// the next generation of a key is used only after a definite refusal.
struct ReplayedRefusals {
    enum Verdict: Hashable {
        case genuine
        /// The same key shows whether the refusal was made anew.
        case askAgain
        case replayed
    }

    /// Without a mark of the service or request ids, a service that refuses for another reason looks just the same.
    private static let mostGuesses = 3

    /// Request ids of refusals that were seen: under the first key in the ledger, and since then.
    private var seen: Set<String> = []
    /// The refusal under the present key that is looked at again.
    private var suspect: ServiceError?
    private var steps = 0
    private var guesses = 0
    /// The id that the last step was taken for.
    private var steppedOver: String?

    /// - Parameter known: the request id of the cell's last refusal in an earlier run.
    init(known: String?) {
        if let known { seen.insert(known) }
    }

    /// - Parameter hasCredits: the account has as much as the request is expected to cost.
    mutating func verdict(on error: ServiceError, hasCredits: Bool) -> Verdict {
        guard steps < JobExecution.mostReplays else { return .genuine }
        defer { if let id = error.requestID { seen.insert(id) } }
        if error.isReplay { return step(over: error.requestID) }
        if let id = error.requestID {
            // An id that comes under every key tells nothing.
            if steppedOver == id { return .genuine }
            if seen.contains(id), !error.isAboutCredits || hasCredits { return step(over: id) }
        }
        guard error.isAboutCredits, hasCredits else { return .genuine }
        guard let last = suspect else {
            suspect = error
            return .askAgain
        }
        guard error.requestID == nil, last.word == error.word, last.message == error.message,
            guesses < Self.mostGuesses
        else { return .genuine }
        guesses += 1
        return step(over: nil)
    }

    private mutating func step(over id: String?) -> Verdict {
        steps += 1
        steppedOver = id
        suspect = nil
        return .replayed
    }
}
