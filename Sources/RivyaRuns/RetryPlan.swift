/// Decides after each failed call whether it is made again, and when: full jitter between zero and a ceiling that
/// doubles, `Retry-After` as the floor.
///
/// Pure: no clock, no randomness of its own. One value lives as long as one call with its repetitions.
package struct RetryPlan: Sendable {
    /// What repeating a call may do.
    package enum Operation: Sendable, Hashable {
        /// Reads only.
        case read
        /// A create with an idempotency key: the same bytes with the same key make one task.
        case keyedCreate
        /// An upload makes no task and costs nothing; a repeated one leaves at worst an unused file behind.
        case upload
    }

    package struct Limits: Sendable {
        /// The ceiling of the first wait.
        package var base: Duration = .milliseconds(500)
        /// No ceiling grows beyond it.
        package var cap: Duration = .seconds(60)
        /// Calls in all.
        package var calls = 12
        /// Calls in all to a host that never answered in this run: a wrong address is told soon.
        package var callsToStranger = 3
        /// Answers of `rate_limited` have a count of their own: they say that the service is well.
        package var throttledCalls = 100

        package init() {}
    }

    /// No wait is longer, whatever is asked for: after it, it is asked again.
    package static let longestWait = Duration.seconds(300)

    package enum Decision: Sendable, Hashable {
        case retry(after: Duration)
        case giveUp
    }

    private let operation: Operation
    private let limits: Limits
    private var failures = 0
    private var throttled = 0
    /// True once a failed call may have had its effect at the service all the same.
    package private(set) var isAmbiguous = false

    package init(_ operation: Operation, limits: Limits = Limits()) {
        self.operation = operation
        self.limits = limits
    }

    /// - Parameters:
    ///   - error: what the call failed with.
    ///   - isStranger: the service has not answered anything in this run.
    ///   - jitter: from 0 up to, not including, 1.
    package mutating func decide(after error: ServiceError, isStranger: Bool, jitter: Double) -> Decision {
        if error.mayHaveTakenEffect { isAmbiguous = true }
        guard error.isPassing, error.kind != .cancelled else { return .giveUp }
        let steps: Int
        if error.isThrottling {
            throttled += 1
            guard throttled < limits.throttledCalls else { return .giveUp }
            steps = throttled
        } else {
            failures += 1
            let calls = isStranger && error.kind == .unreachable ? limits.callsToStranger : limits.calls
            guard failures < calls else { return .giveUp }
            steps = failures
        }
        let ceiling = min(limits.cap, limits.base * (1 << min(steps - 1, 20)))
        let wait = ceiling * jitter
        // The jitter goes on top of what the service asks for: all who were told the same must not return at once.
        guard let floor = error.boundedRetryAfter else { return .retry(after: wait) }
        return .retry(after: floor + min(wait, limits.base))
    }
}

extension ServiceError {
    /// Told to slow down: by the error code or by status 429.
    package var isThrottling: Bool {
        kind == .api(.rateLimited) || httpStatus == 429
    }

    /// `retryAfter`, as long as one wait may be.
    package var boundedRetryAfter: Duration? { retryAfter.map { min(max($0, .zero), RetryPlan.longestWait) } }

    /// Says so where longer waiting is asked for than is done at once.
    var withLongWait: ServiceError {
        guard let retryAfter, retryAfter > RetryPlan.longestWait else { return self }
        var error = self
        let minutes = retryAfter.components.seconds / 60
        let span = minutes < 120 ? "\(minutes) minutes" : "\(minutes / 60) hours"
        error.message += " (it asks for a wait of \(span); it is asked again after five minutes at most)"
        return error
    }

    /// The same call may succeed later without anyone changing anything.
    package var isPassing: Bool {
        switch kind {
        case .unreachable, .interrupted: true
        case .api(.rateLimited), .api(.publicAPIDisabled): true
        case .api(.unknown), .api(.generationFailed): hasPassingStatus
        case .unreadableAnswer: hasPassingStatus || hasEmptyPromise
        case .api, .local, .cancelled: false
        }
    }

    /// The request may have been carried out although no usable answer came. False means that it certainly was not:
    /// it was never sent, or the service refused it.
    package var mayHaveTakenEffect: Bool {
        switch kind {
        case .unreachable, .local: false
        case .interrupted, .cancelled: true
        // A key that stands for another request, or for one still being carried out: an earlier call had an effect.
        case _ where isConflict: true
        case .api(.publicAPIDisabled), .api(.rateLimited): false
        case .api, .unreadableAnswer:
            if let httpStatus { !(400..<500).contains(httpStatus) || httpStatus == 408 } else { true }
        }
    }

    /// The key stands for another request, or for one that is still being worked on. Whoever sends the same bytes again
    /// later gets its task.
    package var isConflict: Bool {
        switch kind {
        case .api(.idempotencyConflict): true
        case .api(.unknown), .unreadableAnswer: httpStatus == 409
        default: false
        }
    }

    /// The account has not enough for the request.
    package var isAboutCredits: Bool {
        switch kind {
        case .api(.insufficientCredits): true
        case .api(.unknown), .unreadableAnswer: httpStatus == 402
        default: false
        }
    }

    /// A refusal of what was sent, which may be for a reference that the service does not have any more.
    package var isAboutContent: Bool {
        switch kind {
        case .api(.validationFailed), .api(.notFound): true
        case .api(.unknown), .unreadableAnswer: [400, 404, 410, 422, 424].contains(httpStatus)
        default: false
        }
    }

    /// What the status alone says: server errors, and the refusals that ask for patience.
    private var hasPassingStatus: Bool {
        guard let httpStatus else { return kind == .unreadableAnswer }
        return httpStatus >= 500 || [408, 425, 429].contains(httpStatus)
    }

    /// A success whose body was cut short or was no JSON.
    private var hasEmptyPromise: Bool {
        httpStatus.map { (200..<300).contains($0) } ?? true
    }
}
