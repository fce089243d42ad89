/// How a create is asked for again after an answer that leaves open what became of it: a refusal that came after a lost
/// answer, or a conflict with a request that is still being worked on. The same bytes under the same key cannot pay
/// twice, so asking costs nothing but time.
///
/// Pure: no clock of its own. One value lives as long as one create.
struct SettlingPatience {
    /// All waits together. What is not settled by then is left open, for `resume`.
    static let total = Duration.seconds(120)
    private static let shortest = Duration.milliseconds(200)
    private static let first = Duration.seconds(1)
    private static let longest = Duration.seconds(30)

    private var waited = Duration.zero
    private var steps = 0
    private let total: Duration

    /// - Parameter timeout: the job's.
    init(timeout: Duration) {
        total = min(Self.total, timeout)
    }

    /// The next wait; nil where it has waited long enough.
    ///
    /// - Parameter retryAfter: what the service asks for.
    mutating func next(retryAfter: Duration?) -> Duration? {
        guard waited < total else { return nil }
        let backoff = min(Self.longest, Self.first * (1 << min(steps, 10)))
        // A service that asks for no wait at all is not asked without end.
        let wait = min(max(retryAfter ?? backoff, Self.shortest), total - waited)
        steps += 1
        waited += wait
        return wait
    }
}
