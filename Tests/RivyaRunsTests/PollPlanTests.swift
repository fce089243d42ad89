import Foundation
import RivyaRuns
import Testing

struct PollPlanTests {
    @Test func theFirstPollComesAfterHalfTheInterval() {
        let plan = PollPlan(interval: .seconds(5))
        #expect(plan.first() == .seconds(2.5))
        #expect(plan.first(age: .seconds(60)) == .zero)
    }

    @Test func withoutHistoryPollsBecomeRarer() {
        let plan = PollPlan(interval: .seconds(5))
        #expect(plan.next(age: .seconds(3)) == .seconds(5))
        #expect(plan.next(age: .seconds(200)) == .seconds(20))
        #expect(plan.next(age: .seconds(10_000)) == .seconds(60))
    }

    @Test func pollsComeWhereTheEndIsLikely() throws {
        let history = try #require(PollPlan.History(durations: [80, 85, 90, 95, 100, 90]))
        let plan = PollPlan(interval: .seconds(5), history: history)
        for age in stride(from: 0.0, to: 1000, by: 7) { #expect(plan.next(age: .seconds(age)) >= .seconds(2.5)) }
        // Nothing is expected for the first minute, much around the median, little of a task that is long overdue.
        #expect(plan.next(age: .seconds(3)) > .seconds(40))
        #expect(plan.next(age: .seconds(90)) < .seconds(5))
        #expect(plan.next(age: .seconds(400)) > .seconds(10))
        #expect(plan.next(age: .seconds(3600)) > plan.next(age: .seconds(400)))
    }

    /// The tasks of `Benchmarks/Polling`, some of them: quantiles of a log-normal distribution with a median of 90 s.
    @Test(arguments: [0.15, 0.25, 0.4, 0.6]) func fewerPollsAndLessDelayThanAtTheInterval(spread: Double) {
        let quantiles = [-2.0, -1.5, -1, -0.7, -0.4, -0.2, 0, 0.2, 0.4, 0.7, 1, 1.5, 2]
        let durations = (0..<100).flatMap { step in
            quantiles.map { exp(log(90) + spread * ($0 + Double(step) / 500)) }
        }
        let plan = PollPlan(interval: .seconds(5), history: PollPlan.History(mean: log(90), deviation: spread))
        var polls = 0
        var delay = 0.0
        for duration in durations {
            var age = plan.first().seconds
            polls += 1
            while age < duration {
                age += plan.next(age: .seconds(age)).seconds
                polls += 1
            }
            delay += age - duration
        }
        #expect(delay / Double(durations.count) < 2.6)
        #expect(Double(polls) < durations.map { ($0 / 5).rounded(.up) }.reduce(0, +))
    }

    @Test func aModelWithLongTasksIsAskedForRarely() {
        let plan = PollPlan(interval: .seconds(5), history: PollPlan.History(mean: log(1200), deviation: 0.5))
        #expect(plan.next(age: .seconds(3)) == .seconds(60))
        #expect(plan.next(age: .seconds(1200)) > .seconds(10))
    }

    @Test func fewDurationsTeachNothing() {
        #expect(PollPlan.History(durations: [1, 2, 3, 4]) == nil)
        #expect(PollPlan.History(durations: [0, -1, 2, 3, 4, 5]) == nil)
        #expect(PollPlan.History(durations: [5, 5, 5, 5, 5])?.deviation == 0.1)
    }

    @Test func anIntervalAboveTheLongestIsKept() {
        #expect(PollPlan(interval: .seconds(120)).next(age: .seconds(5000)) == .seconds(120))
    }
}
