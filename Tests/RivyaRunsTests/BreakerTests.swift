import RivyaRuns
import Testing

struct BreakerTests {
    private func opened() -> Breaker {
        var breaker = Breaker()
        for _ in 0..<4 { #expect(breaker.failed(model: "m", code: "x") == .none) }
        #expect(breaker.failed(model: "m", code: "x") == .pause(.seconds(30)))
        return breaker
    }

    @Test func identicalFailuresInARowOpenIt() {
        let breaker = opened()
        #expect(breaker.code(holding: "m") == "x")
        #expect(breaker.code(holding: "other") == nil)
    }

    @Test func otherFailuresAndSuccessesStartTheCountAnew() {
        var breaker = Breaker()
        for code in ["x", "x", "x", "x", "y", "x", "x", "x", "x"] {
            #expect(breaker.failed(model: "m", code: code) == .none)
        }
        #expect(breaker.succeeded(model: "m") == .none)
        #expect(breaker.failed(model: "m", code: "x") == .none)
    }

    @Test func aTrialThatSucceedsClosesIt() {
        var breaker = opened()
        // A job that was under way when it opened.
        #expect(breaker.failed(model: "m", code: "x") == .none)
        breaker.tries(model: "m")
        #expect(breaker.succeeded(model: "m") == .resume)
        #expect(breaker.code(holding: "m") == nil)
    }

    @Test func trialsComeRarerAndEnd() {
        var breaker = opened()
        breaker.tries(model: "m")
        #expect(breaker.failed(model: "m", code: "x") == .pause(.seconds(60)))
        breaker.tries(model: "m")
        #expect(breaker.failed(model: "m", code: "y") == .pause(.seconds(120)))
        breaker.tries(model: "m")
        #expect(breaker.failed(model: "m", code: "x") == .giveUp)
    }
}
