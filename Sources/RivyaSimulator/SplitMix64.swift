/// The generator that everything random in the simulator comes from.
struct SplitMix64 {
    private var state: UInt64

    /// The `number`-th stream of a seed: what is drawn from it does not depend on the other streams.
    init(seed: UInt64, stream: UInt64) {
        var source = SplitMix64(state: seed)
        state = source.next() ^ SplitMix64.mixed(stream &+ 1)
    }

    private init(state: UInt64) {
        self.state = state
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// From 0 up to 1, which is left out.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func index(below count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
