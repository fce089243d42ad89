/// 128 bits that stand for a request's content: two FNV-1a sums. Enough to tell requests apart that nobody forges.
struct Digest: Hashable {
    private(set) var first: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var second: UInt64 = 0x6C62_272E_07BB_0142

    init() {}

    init(_ bytes: [UInt8]) {
        add(bytes)
    }

    init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        // Keeps "ab", "c" apart from "a", "bc".
        first = SplitMix64.mixed(first)
        second = SplitMix64.mixed(second &+ 1)
    }
}

extension Digest {
    /// 32 hexadecimal digits.
    var text: String {
        [first, second].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    init?(text: String) {
        guard
            text.utf8.count == 32, let first = UInt64(text.prefix(16), radix: 16),
            let second = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(first: first, second: second)
    }
}
