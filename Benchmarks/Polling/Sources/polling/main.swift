// Polls tasks in virtual time, and prints how often each way of polling asks and how late it sees that a task is done.
//
// The durations are log-normal with a median of 90 s. The plan of `rivya` knows nothing at first and learns from the
// last 50 durations as it has seen them, delays included, as a run learns from its ledger.

import Foundation
import RivyaRuns

/// One way of polling, asked for each wait.
protocol Poller {
    mutating func first() -> Double
    mutating func next(age: Double) -> Double
    /// A task that ended was seen at this age.
    mutating func saw(_ age: Double)
}

struct FixedInterval: Poller {
    let interval: Double

    func first() -> Double { interval }
    func next(age: Double) -> Double { interval }
    func saw(_ age: Double) {}
}

/// Waits 1 s, 2 s, 4 s and so on, up to a limit.
struct BackOff: Poller {
    let limit: Double
    private var wait = 1.0

    init(limit: Double) {
        self.limit = limit
    }

    mutating func first() -> Double {
        wait = 1
        return wait
    }

    mutating func next(age: Double) -> Double {
        wait = min(wait * 2, limit)
        return wait
    }

    func saw(_ age: Double) {}
}

struct LearningPlan: Poller {
    let interval: Double
    private var seen: [Double] = []
    private var plan: PollPlan

    init(interval: Double) {
        self.interval = interval
        plan = PollPlan(interval: .seconds(interval))
    }

    mutating func first() -> Double {
        plan = PollPlan(interval: .seconds(interval), history: PollPlan.History(durations: seen))
        return plan.first().seconds
    }

    func next(age: Double) -> Double { plan.next(age: .seconds(age)).seconds }

    mutating func saw(_ age: Double) {
        seen.append(age)
        if seen.count > 50 { seen.removeFirst() }
    }
}

/// SplitMix64: the same tasks for every poller, in every run.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Box and Muller.
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}

struct Figures {
    /// Per job.
    var polls: Double
    /// Mean seconds from done to seen.
    var delay: Double

    func isBetter(than other: Figures) -> Bool { polls < other.polls && delay < other.delay }

    var cell: String { String(format: "%.1f, %.2f s", polls, delay) }
}

func measure(_ durations: [Double], _ given: some Poller) -> Figures {
    var poller = given
    var polls = 0
    var delay = 0.0
    for duration in durations {
        var age = poller.first()
        polls += 1
        while age < duration {
            age += poller.next(age: age)
            polls += 1
        }
        poller.saw(age)
        delay += age - duration
    }
    let count = Double(durations.count)
    return Figures(polls: Double(polls) / count, delay: delay / count)
}

/// What no plan can stay below that knows the distribution and nothing else, in the limit of many polls.
func leastPolls(spread: Double, delay: Double) -> String {
    let dispersion = PollPlan.History(mean: log(median), deviation: spread).dispersion
    return String(format: "%.1f", dispersion * dispersion / 2 / delay)
}

let median = 90.0
let tasks = 10_000

print("\(tasks) tasks, median \(Int(median)) s; polls per job, mean delay from done to seen\n")
let head = [
    "spread", "rivya", "every 5 s", "both better", "rivya, poll 15 s", "back-off to 15 s", "both better",
    "rivya (5 s) than that", "least polls for 2.5 s",
]
print("| \(head.joined(separator: " | ")) |")
print("| \(head.map { _ in "---" }.joined(separator: " | ")) |")
for sigma in [0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8] {
    var random = Random(state: 1)
    let durations = (0..<tasks).map { _ in median * exp(sigma * random.normal()) }
    let ours = measure(durations, LearningPlan(interval: 5))
    let fixed = measure(durations, FixedInterval(interval: 5))
    let slow = measure(durations, LearningPlan(interval: 15))
    let backOff = measure(durations, BackOff(limit: 15))
    func both(_ one: Figures, _ other: Figures) -> String { one.isBetter(than: other) ? "yes" : "no" }
    let row = [
        String(format: "%.2f", sigma), ours.cell, fixed.cell, both(ours, fixed), slow.cell, backOff.cell,
        both(slow, backOff), both(ours, backOff), leastPolls(spread: sigma, delay: 2.5),
    ]
    print("| \(row.joined(separator: " | ")) |")
}
