import RivyaRuns
import Testing

struct RetryPlanTests {
    private static let reset = ServiceError(.interrupted, "reset")
    private static let busy = ServiceError(.api(.rateLimited), "slow down", httpStatus: 429)

    private func waits(
        _ errors: [ServiceError], operation: RetryPlan.Operation = .keyedCreate, isStranger: Bool = false,
        jitter: Double = 0.999
    ) -> [Duration?] {
        var plan = RetryPlan(operation)
        return errors.map { error in
            guard case .retry(let wait) = plan.decide(after: error, isStranger: isStranger, jitter: jitter) else {
                return nil
            }
            return wait
        }
    }

    @Test func ceilingsDoubleUpToTheCapAndCallsEnd() {
        let waits = waits(Array(repeating: Self.reset, count: 12), jitter: 1)
        let seconds = waits.map { $0?.seconds }
        #expect(seconds == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, nil])
    }

    @Test func jitterIsFull() {
        #expect(waits([Self.reset], jitter: 0) == [.zero])
        #expect(waits([Self.reset], jitter: 0.5) == [.milliseconds(250)])
    }

    @Test func retryAfterIsTheFloor() {
        var error = Self.busy
        error.retryAfter = .seconds(7)
        #expect(waits([error], jitter: 0) == [.seconds(7)])
        #expect(waits([error], jitter: 1) == [.seconds(7.5)])
    }

    @Test(arguments: [Duration.seconds(301), .seconds(86_400), .seconds(Int64.max / 4)])
    func noWaitIsLongerThanFiveMinutes(asked: Duration) {
        var error = Self.busy
        error.retryAfter = asked
        #expect(waits([error], jitter: 0) == [.seconds(300)])
        error.retryAfter = .seconds(-5)
        #expect(waits([error], jitter: 0) == [.zero])
    }

    @Test func throttlingDoesNotUseUpTheCalls() {
        let waits = waits(Array(repeating: Self.busy, count: 50) + [Self.reset], jitter: 0)
        #expect(waits.allSatisfy { $0 != nil })
    }

    @Test func aStrangerThatIsUnreachableIsGivenUpSoon() {
        let down = ServiceError(.unreachable, "refused")
        #expect(waits([down, down, down], isStranger: true, jitter: 0) == [.zero, .zero, nil])
        #expect(waits([down, down, down], isStranger: false, jitter: 0) == [.zero, .zero, .zero])
    }

    @Test(arguments: [
        (ServiceError(.api(.validationFailed), "", httpStatus: 400), false, false),
        (ServiceError(.api(.insufficientCredits), "", httpStatus: 402), false, false),
        (ServiceError(.api(.apiKeyInvalid), "", httpStatus: 401), false, false),
        (ServiceError(.api(.idempotencyConflict), "", httpStatus: 409), false, true),
        (ServiceError(.api(.publicAPIDisabled), "", httpStatus: 503), true, false),
        (ServiceError(.api(.rateLimited), "", httpStatus: 429), true, false),
        (ServiceError(.api(.unknown("internal")), "", httpStatus: 500), true, true),
        (ServiceError(.api(.unknown("teapot")), "", httpStatus: 418), false, false),
        (ServiceError(.unreadableAnswer, "<html>", httpStatus: 502), true, true),
        (ServiceError(.unreadableAnswer, "<html>", httpStatus: 404), false, false),
        (ServiceError(.unreadableAnswer, "cut short", httpStatus: 200), true, true),
        (ServiceError(.unreadableAnswer, "cut short"), true, true),
        (ServiceError(.unreachable, "refused"), true, false),
        (ServiceError(.interrupted, "reset"), true, true),
        (ServiceError(.local, "no such file"), false, false),
        (ServiceError(.cancelled, ""), false, true),
    ])
    func errorsAreRepeatedOnlyWhereThatMayHelp(error: ServiceError, isRepeated: Bool, mayHaveHappened: Bool) {
        var plan = RetryPlan(.keyedCreate)
        let decision = plan.decide(after: error, isStranger: false, jitter: 0)
        #expect((decision == .giveUp) == !isRepeated)
        #expect(plan.isAmbiguous == mayHaveHappened)
    }

    @Test func anEarlierAmbiguityIsNotForgotten() {
        var plan = RetryPlan(.keyedCreate)
        _ = plan.decide(after: Self.reset, isStranger: false, jitter: 0)
        _ = plan.decide(after: ServiceError(.unreachable, "refused"), isStranger: false, jitter: 0)
        #expect(plan.isAmbiguous)
    }

    @Test func anEmptyAllowanceDelaysAndRefills() {
        var allowance = RetryAllowance(now: .zero)
        let waits = (0..<52).map { _ in allowance.take(now: .zero) }
        #expect(waits == Array(repeating: .zero, count: 50) + [.seconds(0.5), .seconds(1)])
        let later = allowance.take(now: .seconds(10))
        #expect(later == .zero)
    }
}
