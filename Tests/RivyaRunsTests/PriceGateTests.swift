import RivyaRuns
import Testing

struct PriceGateTests {
    /// The macros of the tests do not take what changes a value.
    private final class Gate {
        private var gate = PriceGate()

        func enter(_ kind: Int, _ job: Int) -> Bool { gate.enter(kind, job) }
        func leave(_ kind: Int, _ job: Int, _ end: PriceGate.End) { gate.leave(kind, job, end) }
        func makeWay(_ kind: Int, _ job: Int) { gate.makeWay(kind, job) }
        func isClosed(_ kind: Int) -> Bool { gate.isClosed(kind) }
        var hasUnknown: Bool { gate.hasUnknown }
        func forgetUnknown() -> [Int] { gate.forgetUnknown() }
    }

    @Test func theFirstOfAKindGoesAlone() {
        let gate = Gate()
        #expect(gate.enter(1, 10))
        #expect(!gate.enter(1, 11))
        #expect(gate.isClosed(1))
        // Another kind goes beside it.
        #expect(gate.enter(2, 20))
        gate.leave(1, 10, .answered)
        #expect(!gate.isClosed(1))
        #expect(gate.enter(1, 11))
    }

    @Test func laterOnesFollowEachOther() {
        let gate = Gate()
        _ = gate.enter(1, 10)
        gate.leave(1, 10, .answered)
        #expect(gate.enter(1, 11))
        #expect(!gate.enter(1, 12))
        // Not closed: jobs may be started, and wait for their turn.
        #expect(!gate.isClosed(1))
        gate.leave(1, 11, .lost)
        #expect(gate.enter(1, 12))
        gate.makeWay(1, 12)
        #expect(gate.enter(1, 13))
        // It has made way already.
        gate.leave(1, 12, .answered)
        #expect(!gate.enter(1, 14))
    }

    @Test func aRefusalTeachesNothing() {
        let gate = Gate()
        _ = gate.enter(1, 10)
        gate.leave(1, 10, .refused)
        #expect(gate.enter(1, 11))
        #expect(!gate.enter(1, 12))
    }

    @Test func anUnknownPriceClosesTheGate() {
        let gate = Gate()
        _ = gate.enter(1, 10)
        // While it waits to ask again, too.
        gate.makeWay(1, 10)
        #expect(!gate.enter(1, 11))
        gate.leave(1, 10, .lost)
        #expect(gate.hasUnknown)
        #expect(!gate.enter(1, 11))
        #expect(gate.forgetUnknown() == [1])
        #expect(!gate.hasUnknown)
        #expect(gate.enter(1, 11))
    }
}
