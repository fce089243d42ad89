extension Number {
    /// What becomes of digits that are dropped.
    package enum Rounding: Sendable {
        case halfAwayFromZero
        case halfEven
        /// Towards negative infinity.
        case down
        /// Towards positive infinity.
        case up
    }

    /// The number with at most `digits` digits after the point; a negative count rounds to tens, hundreds and so on.
    /// Nil where that makes the size larger than 10^6000.
    package func rounded(toDigits digits: Int, _ rule: Rounding) -> Number? {
        if case .whole = self, digits >= 0 { return self }
        return Number(parts.rounded(toDigits: digits, rule))
    }
}

extension Number.Parts {
    /// Rounds at a place after the point.
    func rounded(toDigits digits: Int, _ rule: Number.Rounding) -> Number.Parts {
        // Beyond these places every number is itself, or zero, or too large.
        let place = -max(-10_000, min(10_000, digits))
        guard exponent < place, coefficient != 0 else { return self }
        let dropped = place - exponent
        var result = Number.Parts(isNegative: isNegative, coefficient: 0, exponent: place)
        var remainder = coefficient
        // Half a unit of the place, as far as a coefficient can reach it.
        var half = UInt128.max
        if dropped <= 38 {
            let unit = PowerOfTen[dropped]
            (result.coefficient, remainder) = coefficient.quotientAndRemainder(dividingBy: unit)
            half = unit / 2
        }
        let isAwayFromZero =
            switch rule {
            case .halfAwayFromZero: remainder >= half
            case .halfEven: remainder > half || remainder == half && result.coefficient & 1 == 1
            case .down: remainder != 0 && isNegative
            case .up: remainder != 0 && !isNegative
            }
        if isAwayFromZero { result.coefficient += 1 }
        return result
    }

    /// Rounds to a number of significant digits.
    func rounded(toSignificant count: Int) -> Number.Parts {
        let excess = PowerOfTen.digitCount(coefficient) - count
        return excess > 0 ? rounded(toDigits: -(exponent + excess), .halfEven) : self
    }
}
