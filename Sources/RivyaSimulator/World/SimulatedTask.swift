import RivyaSyntax

/// A task as the simulator keeps it. What will come of it is decided when it is created; the state follows from the
/// time. Times are milliseconds since 1970-01-01.
struct SimulatedTask {
    enum State: String {
        case queued
        case processing
        case succeeded
        case failed
    }

    /// From 1.
    var number: Int
    var id: String
    var model: String
    /// Whose it is; empty where there is one account.
    var account = ""
    /// The idempotency key it was created with.
    var key: String?
    /// Of the body it was created with.
    var digest: Digest
    var created: Int
    var starts: Int
    /// `Int.max` for a task that never finishes.
    var finishes: Int
    var reserved: Number
    /// What comes of it where it fails.
    var failure: TaskFailure?
    var isRefunded = false
    /// The number of a result that is not there.
    var goneResult: Int?
    var recipe: MediaRecipe

    func state(at time: Int) -> State {
        if time < starts { return .queued }
        if time < finishes { return .processing }
        return failure == nil ? .succeeded : .failed
    }

    /// When the state last changed.
    func updated(at time: Int) -> Int {
        switch state(at: time) {
        case .queued: created
        case .processing: starts
        case .succeeded, .failed: finishes
        }
    }
}
