import RivyaCatalog
import RivyaSyntax
import Synchronization

/// The service, asked through the rate limiter, and asked again where a repetition is safe and may help.
final class PatientService: Sendable {
    /// What came of a call with all its repetitions.
    struct Failure: Error {
        /// The last error.
        var error: ServiceError
        /// Some call of the series may have taken effect.
        var isAmbiguous: Bool
        var calls: Int
    }

    /// Told of each failed call before the next; `wait` is nil after the last.
    typealias Watcher = @Sendable (_ error: ServiceError, _ wait: Duration?) async -> Void

    let service: any Service
    let media: any Media
    let limiter: RateLimiter
    private let clock: any RunClock
    private let jitter: @Sendable () -> Double
    private let limits: RetryPlan.Limits
    private let allowance: Mutex<RetryAllowance>
    private let hasAnswered = Atomic(false)
    /// Of results and references, those that have answered anything.
    private let mediaHosts = Mutex<Set<String>>([])
    private let reportRate: @Sendable (Double?) -> Void

    init(
        service: any Service,
        media: any Media,
        rate: Double?,
        limits: RetryPlan.Limits,
        clock: any RunClock,
        jitter: @escaping @Sendable () -> Double,
        reportRate: @escaping @Sendable (Double?) -> Void
    ) {
        self.service = service
        self.media = media
        self.clock = clock
        self.jitter = jitter
        self.limits = limits
        self.reportRate = reportRate
        limiter = RateLimiter(rate: rate, clock: clock)
        allowance = Mutex(RetryAllowance(now: clock.now))
    }

    /// - Parameters:
    ///   - isRepeated: it may have been sent before.
    ///   - until: when the service may have forgotten the key. A request that may have had its effect is not sent again
    ///     after that, however long this process waited or the machine slept.
    ///   - deadline: when the job has had its time. Nothing is sent again after that.
    /// - Returns: the task, and whether an earlier call of this series may have made it.
    func create(
        _ intent: Intent, isRepeated: Bool, until: Duration, deadline: Duration, watcher: Watcher
    ) async throws(Failure) -> (task: TaskReport, isAmbiguous: Bool) {
        let (task, isAmbiguous) = try await call(
            .keyedCreate, mayBePaid: isRepeated, until: until, deadline: deadline, watcher: watcher
        ) { service throws(ServiceError) in
            try await service.create(body: intent.body, idempotencyKey: intent.idempotencyKey)
        }
        return (task, isAmbiguous)
    }

    /// What the account has, asked for once: nil where there is no answer.
    func credits() async -> Number? {
        try? await attempt { service throws(ServiceError) in try await service.credits() }
    }

    func upload(
        _ file: Reference.File, name: String, model: String, watcher: Watcher
    ) async throws(Failure)
        -> UploadedFile
    {
        try await call(.upload, watcher: watcher) { service throws(ServiceError) in
            try await service.upload(path: file.location, name: name, type: file.type, model: model)
        }.answer
    }

    /// One status request, not repeated: the polling goes on anyway.
    func status(of task: String) async throws(ServiceError) -> TaskReport {
        try await attempt { service throws(ServiceError) in try await service.task(id: task) }
    }

    /// A task's description, asked for until it comes.
    func task(_ id: String, watcher: Watcher) async throws(Failure) -> TaskReport {
        try await call(.read, watcher: watcher) { service throws(ServiceError) in
            try await service.task(id: id)
        }.answer
    }

    /// A file from the media host, which has no part in the service's rate.
    ///
    /// - Parameters:
    ///   - isContinued: whether a partial file of it may be there already.
    ///   - calls: at most so many; nil for as many as are granted.
    func download(
        _ url: String, to partPath: String, isContinued: Bool, calls most: Int? = nil, watcher: Watcher
    ) async throws(Failure) -> Download {
        var limits = limits
        if let most { limits.calls = min(limits.calls, most) }
        var plan = RetryPlan(.read, limits: limits)
        var calls = 0
        let host = Self.authority(of: url)
        while true {
            calls += 1
            do {
                let download = try await media.download(
                    url: url, to: partPath, isContinued: isContinued || calls > 1)
                mediaHosts.withLock { _ = $0.insert(host) }
                return download
            } catch {
                if error.httpStatus != nil { mediaHosts.withLock { _ = $0.insert(host) } }
                let isStranger = mediaHosts.withLock { !$0.contains(host) }
                try await again(&plan, error, calls: calls, isStranger: isStranger, watcher: watcher)
            }
        }
    }

    /// What comes between the scheme and the path.
    private static func authority(of url: String) -> String {
        url.split(separator: "/", maxSplits: 2).dropFirst().first.map(String.init) ?? url
    }

    private func call<Answer>(
        _ operation: RetryPlan.Operation,
        mayBePaid: Bool = false,
        until: Duration? = nil,
        deadline: Duration? = nil,
        watcher: Watcher,
        _ body: (any Service) async throws(ServiceError) -> Answer
    ) async throws(Failure) -> (answer: Answer, isAmbiguous: Bool) {
        var plan = RetryPlan(operation, limits: limits)
        var calls = 0
        while true {
            calls += 1
            do {
                return (try await attempt(body), plan.isAmbiguous)
            } catch {
                try await again(&plan, error, calls: calls, watcher: watcher)
                if let deadline, clock.now >= deadline {
                    throw Failure(
                        error: ServiceError(.cancelled, "stopped"), isAmbiguous: plan.isAmbiguous, calls: calls)
                }
                guard mayBePaid || plan.isAmbiguous, let until, clock.now > until else { continue }
                await watcher(error, nil)
                throw Failure(error: error, isAmbiguous: true, calls: calls)
            }
        }
    }

    /// Waits before the next call, or throws where there is none.
    private func again(
        _ plan: inout RetryPlan, _ error: ServiceError, calls: Int, isStranger: Bool? = nil, watcher: Watcher
    ) async throws(Failure) {
        let error = error.withLongWait
        let isStranger = isStranger ?? !hasAnswered.load(ordering: .relaxed)
        let decision = plan.decide(after: error, isStranger: isStranger, jitter: jitter())
        guard case .retry(var wait) = decision else {
            await watcher(error, nil)
            throw Failure(error: error, isAmbiguous: plan.isAmbiguous, calls: calls)
        }
        wait = max(wait, allowance.withLock { $0.take(now: clock.now) })
        await watcher(error, wait)
        do {
            try await clock.sleep(for: wait)
        } catch {
            throw Failure(
                error: ServiceError(.cancelled, "stopped"), isAmbiguous: plan.isAmbiguous, calls: calls)
        }
    }

    private func attempt<Answer>(
        _ body: (any Service) async throws(ServiceError) -> Answer
    ) async throws(ServiceError) -> Answer {
        do {
            try await limiter.wait()
        } catch {
            // Nothing was sent by this attempt; whether an earlier one had an effect is the plan's to remember.
            throw ServiceError(.local, "stopped before sending")
        }
        do {
            let answer = try await body(service)
            answered()
            return answer
        } catch {
            if error.isThrottling {
                hasAnswered.store(true, ordering: .relaxed)
                reportRate(limiter.throttled(retryAfter: error.retryAfter))
            } else if error.kind != .unreachable, error.kind != .interrupted, error.kind != .local {
                hasAnswered.store(true, ordering: .relaxed)
            }
            throw error
        }
    }

    private func answered() {
        hasAnswered.store(true, ordering: .relaxed)
        limiter.answered()
        allowance.withLock { $0.succeeded(now: clock.now) }
    }
}
