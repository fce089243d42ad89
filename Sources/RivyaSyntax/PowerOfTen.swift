/// The powers of ten that a `UInt128` holds.
enum PowerOfTen {
    /// 10^0 ... 10^38.
    private static let table: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    static subscript(_ exponent: Int) -> UInt128 { table[exponent] }

    /// The number of decimal digits; 0 has none.
    static func digitCount(_ value: UInt128) -> Int {
        let bits = UInt128.bitWidth - value.leadingZeroBitCount
        // 1233 / 4096 is log10(2), close enough for 128 bits.
        let estimate = (bits * 1233) >> 12
        return value >= table[estimate] ? estimate + 1 : estimate
    }
}
