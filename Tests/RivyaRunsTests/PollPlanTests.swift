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

    @Test func aHistoryOnlyMakesPollsRarer() throws {
        let history = try #require(PollPlan.History(durations: [80, 85, 90, 95, 100, 90]))
        let plan = PollPlan(interval: .seconds(5), history: history)
        for age in stride(from: 0.0, to: 400, by: 7) { #expect(plan.next(age: .seconds(age)) >= .seconds(5)) }
        // Nothing is expected for the first minute, much around the median.
        #expect(plan.next(age: .seconds(3)) > .seconds(40))
        #expect(plan.next(age: .seconds(90)) < .seconds(10))
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
