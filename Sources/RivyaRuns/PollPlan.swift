import Foundation

/// When to ask for a task's status: first after half the interval, then as rarely as the usual duration of the model's
/// tasks allows.
///
/// With `n` polls at a cost each and a delay that costs too, the best spacing at an age `t` is √(2·c / h(t)), where
/// `h` is the hazard: how likely the task is to end now, given that it has not yet. It is read off a log-normal
/// distribution fitted to the durations that the ledger knows.
package struct PollPlan: Sendable {
    /// Seconds from accepted to done of the model's tasks.
    package struct History: Sendable, Hashable {
        /// Of the natural logarithms.
        package var mean: Double
        package var deviation: Double

        /// nil with too few durations to learn from.
        package init?(durations: [Double]) {
            let logarithms = durations.filter { $0 > 0 }.map { log($0) }
            guard logarithms.count >= 5 else { return nil }
            let count = Double(logarithms.count)
            let mean = logarithms.reduce(0, +) / count
            let variance = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
            self.mean = mean
            // A handful of equal durations proves little: never believe in less than a tenth.
            deviation = max(variance.squareRoot(), 0.1)
        }

        /// Per second, at an age in seconds.
        func hazard(at age: Double) -> Double {
            guard age > 0 else { return 0 }
            let z = (log(age) - mean) / deviation
            let survival = 0.5 * erfc(z / 2.0.squareRoot())
            let density = exp(-z * z / 2) / (age * deviation * (2 * Double.pi).squareRoot())
            // Far out in the tail both vanish; their quotient tends to z / (age · deviation).
            guard survival > 1e-12 else { return z / (age * deviation) }
            return density / survival
        }
    }

    /// One more poll is worth about this much delay, in seconds.
    private static let pollCost = 0.5
    /// No task is left alone for longer than this.
    private static let longest = 60.0

    private let interval: Double
    private let history: History?

    package init(interval: Duration, history: History? = nil) {
        self.interval = interval.seconds
        self.history = history
    }

    /// The wait before the first status request, for a task accepted `age` ago (longer for one that is taken up again).
    package func first(age: Duration = .zero) -> Duration {
        .seconds(max(0, interval / 2 - age.seconds))
    }

    /// The wait after a status request that found the task, accepted `age` ago, still open. Never below the interval.
    package func next(age: Duration) -> Duration {
        let age = max(age.seconds, 0)
        let wanted = history.map { spacing(at: age, $0) } ?? age / 10
        return .seconds(max(interval, min(wanted, max(Self.longest, interval))))
    }

    /// Steps forward until the hazard met on the way makes a poll worth its cost.
    private func spacing(at age: Double, _ history: History) -> Double {
        let step = max(interval / 4, 0.05)
        var waited = 0.0
        while waited < Self.longest {
            waited += step
            let hazard = history.hazard(at: age + waited)
            if hazard * waited * waited >= 2 * Self.pollCost { break }
        }
        return waited
    }
}
