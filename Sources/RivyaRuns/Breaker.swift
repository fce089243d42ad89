/// Pauses a model whose requests fail again and again in the same way: the next hundred would fail too, and some
/// failures cost money. After a pause one job tries whether things are better; after a few such trials the model is
/// given up for this run.
///
/// Pure; counts in the order in which jobs end.
package struct Breaker: Sendable {
    package enum Change: Sendable, Hashable {
        case none
        /// Send nothing more for the model, except one job after this time.
        case pause(Duration)
        /// Send again.
        case resume
        /// Send nothing more for the model in this run.
        case giveUp
    }

    package struct Limits: Sendable {
        /// Identical failures in a row that open the breaker.
        package var failures = 5
        package var firstPause: Duration = .seconds(30)
        package var trials = 3

        package init() {}
    }

    private struct Entry {
        var code: String
        var failures = 0
        /// nil while requests flow.
        var trials: Int?
        var isTrying = false
    }

    private let limits: Limits
    private var entries: [String: Entry] = [:]

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    package mutating func failed(model: String, code: String) -> Change {
        var entry = entries[model] ?? Entry(code: code)
        defer { entries[model] = entry }
        if let trials = entry.trials {
            // Jobs that were under way when the breaker opened come in here too; only a trial's end counts.
            guard entry.isTrying else { return .none }
            entry.isTrying = false
            guard trials < limits.trials else { return .giveUp }
            entry.trials = trials + 1
            return .pause(limits.firstPause * (1 << trials))
        }
        entry.failures = entry.code == code ? entry.failures + 1 : 1
        entry.code = code
        guard entry.failures >= limits.failures else { return .none }
        entry.trials = 1
        return .pause(limits.firstPause)
    }

    package mutating func succeeded(model: String) -> Change {
        entries.removeValue(forKey: model)?.trials == nil ? .none : .resume
    }

    /// One held job of the model is about to be sent.
    package mutating func tries(model: String) { entries[model]?.isTrying = true }

    /// The code of the failures that hold a model back.
    package func code(holding model: String) -> String? {
        guard let entry = entries[model], entry.trials != nil else { return nil }
        return entry.code
    }
}
