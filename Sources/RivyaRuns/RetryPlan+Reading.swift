extension RetryPlan {
    /// Reads something that a person waits for: a few times where the service stumbles, for some seconds in all.
    ///
    /// - Parameter body: must have no effect at the service.
    package static func read<Answer>(
        clock: any RunClock = SystemClock(),
        jitter: () -> Double = { Double.random(in: 0..<1) },
        _ body: () async throws(ServiceError) -> Answer
    ) async throws(ServiceError) -> Answer {
        var limits = Limits()
        limits.calls = 6
        limits.throttledCalls = 6
        var plan = RetryPlan(.read, limits: limits)
        while true {
            do throws(ServiceError) {
                return try await body()
            } catch {
                guard case .retry(let wait) = plan.decide(after: error, isStranger: true, jitter: jitter()),
                    wait <= longestReadingWait
                else { throw error }
                do {
                    try await clock.sleep(for: wait)
                } catch {
                    throw ServiceError(.cancelled, "cancelled")
                }
            }
        }
    }

    private static let longestReadingWait = Duration.seconds(20)
}
