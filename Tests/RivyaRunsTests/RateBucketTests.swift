import RivyaRuns
import Testing

struct RateBucketTests {
    @Test func requestsAreSpacedEvenly() {
        var bucket = RateBucket(rate: 10, now: .zero)
        let waits = (0..<5).map { _ in bucket.reserve(now: .zero) }
        #expect(waits == (0..<5).map { .milliseconds(100 * $0) })
        #expect(bucket.reserve(now: .seconds(9)) == .zero)
    }

    @Test func noSecondHasMoreThanTheRate() {
        var bucket = RateBucket(rate: 7, now: .zero)
        var slots: [Double] = []
        var now = Duration.zero
        for step in 0..<200 {
            // Askers come in bursts with pauses between.
            now += .milliseconds(step % 10 == 0 ? 900 : 5)
            slots.append((now + bucket.reserve(now: now)).seconds)
        }
        for slot in slots { #expect(slots.count { $0 >= slot && $0 < slot + 0.999 } <= 7) }
    }

    @Test func throttlingHalvesOnceForABurstAndRecoversSlowly() {
        var bucket = RateBucket(rate: 8, now: .zero)
        bucket.throttled(retryAfter: nil, now: .seconds(1))
        bucket.throttled(retryAfter: nil, now: .seconds(1.5))
        #expect(bucket.rate == 4)
        bucket.throttled(retryAfter: nil, now: .seconds(3))
        #expect(bucket.rate == 2)
        for _ in 0..<2 { bucket.answered() }
        #expect(abs((bucket.rate ?? 0) - 3) < 0.2)
        for _ in 0..<1000 { bucket.answered() }
        #expect(bucket.rate == 8)
    }

    @Test func retryAfterPausesEveryone() {
        var bucket = RateBucket(rate: nil, now: .zero)
        #expect(bucket.reserve(now: .zero) == .zero)
        bucket.throttled(retryAfter: .seconds(5), now: .seconds(1))
        #expect(bucket.reserve(now: .seconds(2)) == .seconds(4))
        #expect(bucket.pause(now: .seconds(2)) == .seconds(4))
    }

    @Test func noPauseIsLongerThanFiveMinutes() {
        var bucket = RateBucket(rate: nil, now: .zero)
        bucket.throttled(retryAfter: .seconds(99_999_999), now: .zero)
        #expect(bucket.pause(now: .zero) == .seconds(300))
    }

    @Test func aRateMayBeAsSmallAsOneLikes() {
        var bucket = RateBucket(rate: 1e-300, now: .zero)
        #expect(bucket.reserve(now: .zero) == .zero)
        #expect(bucket.reserve(now: .zero) > .seconds(86_400))
    }

    @Test func withoutALimitTheMeasuredRateIsHalved() {
        var bucket = RateBucket(rate: nil, now: .zero)
        for step in 0..<300 { _ = bucket.reserve(now: .milliseconds(10 * step)) }
        bucket.throttled(retryAfter: nil, now: .seconds(3))
        let rate = bucket.rate ?? 0
        #expect(rate > 40 && rate < 60)
    }
}
