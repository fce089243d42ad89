import Foundation

/// When to ask for a task's status: first after half the interval, then when its end has become likely enough, as far as
/// the durations of the model's earlier tasks tell.
///
/// Between two polls `d` apart a task that ends is seen `d / 2` late on average. Few polls and a small delay are best
/// traded where `d` is proportional to `1 / √h`, `h` being the hazard: how likely the task is to end now, given that it
/// has not yet. It is read off a log-normal distribution fitted to the durations that the ledger knows. So polls come
/// when `∫√h dt` since the last one has reached a set amount: rarely at first, often around the usual duration, and
/// rarely again for a task that is long overdue, because a few tasks follow no distribution.
package struct PollPlan: Sendable {
    /// What the durations of a model's earlier tasks tell of the next one.
    package struct History: Sendable, Hashable {
        /// Of the natural logarithms of seconds.
        package let mean: Double
        package let deviation: Double
        /// `∫√(density · survival) dt` in √s. With polls `k / √h` apart, the mean delay is `k / 2` times this, and the
        /// mean number of polls this over `k`: half its square is the least that the product of both can be.
        package let dispersion: Double

        /// - Parameter durations: seconds from accepted to done. nil with too few of them to learn from.
        package init?(durations: [Double]) {
            let logarithms = durations.filter { $0 > 0 }.map { log($0) }
            guard logarithms.count >= 5 else { return nil }
            let count = Double(logarithms.count)
            let mean = logarithms.reduce(0, +) / count
            let variance = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
            // The variance of what comes next (Student's t): a few durations prove little about the others.
            let predicted = variance * (count + 1) / count * (count - 1) / (count - 3)
            self.init(mean: mean, deviation: predicted.squareRoot())
        }

        /// - Parameter deviation: never believed to be less than a tenth, however equal the durations were.
        package init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = max(deviation, 0.1)
            dispersion = Self.dispersion(mean: mean, deviation: self.deviation)
        }

        var median: Double { exp(mean) }

        /// The part of the tasks that may take any time: a queue, an outage.
        private static let strays = 0.02

        private static func dispersion(mean: Double, deviation: Double) -> Double {
            let step = 0.1
            var sum = 0.0
            // Over the standard normal variable; beyond these ends next to nothing is added.
            for z in stride(from: -6, through: 8, by: step) {
                sum += (normalDensity(z) * normalSurvival(z)).squareRoot() * exp(deviation * z / 2)
            }
            return sum * step * (exp(mean) * deviation).squareRoot()
        }

        private static func normalDensity(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

        private static func normalSurvival(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

        /// Per second, at an age in seconds.
        func hazard(at age: Double) -> Double {
            guard age > 0 else { return 0 }
            let z = (log(age) - mean) / deviation
            var density = (1 - Self.strays) * Self.normalDensity(z) / (age * deviation)
            var survival = (1 - Self.strays) * Self.normalSurvival(z)
            // Beyond the median, half of the strays are left at twice that age, a third at three times, and so on.
            let strays = Self.strays * min(1, median / age)
            survival += strays
            if age > median { density += strays / age }
            return density / survival
        }
    }

    /// The delay that is aimed at: a little less than polling at the interval has on average, which is half of it,
    private static let delayPerInterval = 0.45
    /// and more for a model whose tasks take long.
    private static let delayPerMedian = 0.02
    /// The least delay that one more poll is worth, in √s as `∫√h dt` is: polls are not multiplied for milliseconds.
    private static let patience = 1.0
    /// No task is left alone for longer than this.
    private static let longest = 60.0

    private let interval: Double
    private let history: History?
    /// The amount of `∫√h dt` between two polls.
    private let amount: Double

    package init(interval: Duration, history: History? = nil) {
        self.interval = interval.seconds
        self.history = history
        amount =
            history.map { history in
                let delay = max(Self.delayPerInterval * interval.seconds, Self.delayPerMedian * history.median)
                return min(2 * delay / history.dispersion, Self.patience)
            } ?? 0
    }

    /// The wait before the first status request, for a task accepted `age` ago (longer for one that is taken up again).
    package func first(age: Duration = .zero) -> Duration {
        .seconds(max(0, interval / 2 - age.seconds))
    }

    /// The wait after a status request that found the task, accepted `age` ago, still open. Below the interval only
    /// where the history says that the end is near, and never below half of it.
    package func next(age: Duration) -> Duration {
        let age = max(age.seconds, 0)
        let longest = max(Self.longest, interval)
        guard let history else { return .seconds(min(max(interval, age / 10), longest)) }
        return .seconds(min(max(interval / 2, spacing(at: age, history)), longest))
    }

    /// Steps forward until what has been met on the way makes a poll worth its cost.
    private func spacing(at age: Double, _ history: History) -> Double {
        let step = min(max(interval / 20, 0.05), 1)
        var waited = 0.0
        var met = 0.0
        while waited < Self.longest, met < amount {
            met += history.hazard(at: age + waited + step / 2).squareRoot() * step
            waited += step
        }
        return waited
    }
}
