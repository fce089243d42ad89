extension Number {
    /// A fraction, or a whole number that no `Int` holds: coefficient x 10^exponent.
    ///
    /// Always canonical: the coefficient is below 10^34, is not zero and does not end in a zero, so that equal values
    /// have equal fields.
    package final class Decimal: Sendable, Hashable {
        package let coefficient: UInt128
        package let exponent: Int
        package let isNegative: Bool

        fileprivate init(_ parts: Parts) {
            coefficient = parts.coefficient
            exponent = parts.exponent
            isNegative = parts.isNegative
        }

        package static func == (a: Decimal, b: Decimal) -> Bool {
            a.coefficient == b.coefficient && a.exponent == b.exponent && a.isNegative == b.isNegative
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(coefficient)
            hasher.combine(exponent)
            hasher.combine(isNegative)
        }
    }

    /// Significant digits of a number (decimal128).
    static let precision = 34
    /// The largest size is 10^6000.
    static let largestExponent = 6000
    /// The place of the last digit is not below this one (decimal128); what is smaller is rounded to it.
    static let smallestExponent = -6176

    /// A number taken apart, not necessarily canonical. The coefficient is below 10^38.
    struct Parts {
        var isNegative: Bool
        var coefficient: UInt128
        var exponent: Int
    }

    var parts: Parts {
        switch self {
        case .whole(let value):
            Parts(isNegative: value < 0, coefficient: UInt128(value.magnitude), exponent: 0)
        case .decimal(let decimal):
            Parts(
                isNegative: decimal.isNegative,
                coefficient: decimal.coefficient,
                exponent: decimal.exponent
            )
        }
    }

    /// The canonical number nearest to `parts`, ties to even; nil where the size is above 10^6000.
    ///
    /// - Parameter isTruncated: whether non-zero digits beyond the last one of the coefficient were cut off. The
    ///   coefficient then has at least 35 digits, so that they only decide ties.
    init?(_ parts: Parts, isTruncated: Bool = false) {
        var parts = parts
        let digits = PowerOfTen.digitCount(parts.coefficient)
        let excess = max(digits - Number.precision, Number.smallestExponent - parts.exponent)
        if excess > 0 {
            // Below a tenth of the last place.
            guard excess <= digits else {
                self = .whole(0)
                return
            }
            let unit = PowerOfTen[excess]
            var (quotient, remainder) = parts.coefficient.quotientAndRemainder(dividingBy: unit)
            let half = unit / 2
            if remainder > half || remainder == half && (isTruncated || quotient & 1 == 1) { quotient += 1 }
            parts.coefficient = quotient
            parts.exponent += excess
        }
        guard parts.coefficient != 0 else {
            self = .whole(0)
            return
        }
        parts.removeTrailingZeros()
        if parts.exponent >= 0 {
            let places = PowerOfTen.digitCount(parts.coefficient) + parts.exponent
            if places <= 19, let value = parts.int {
                self = .whole(value)
                return
            }
            if places > Number.largestExponent, places > Number.largestExponent + 1 || parts.coefficient != 1 {
                return nil
            }
        }
        self = .decimal(Decimal(parts))
    }
}

extension Number.Parts {
    /// The value as an `Int`. The exponent is not negative and the value has at most 19 digits.
    fileprivate var int: Int? {
        let magnitude = UInt64(coefficient) * UInt64(PowerOfTen[exponent])
        if isNegative {
            return magnitude <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int(exactly: magnitude)
    }

    fileprivate mutating func removeTrailingZeros() {
        if coefficient > UInt128(UInt64.max) {
            // As many decimal zeros as binary ones at most: most coefficients need no division.
            for step in [16, 8, 4, 2, 1] {
                while coefficient.trailingZeroBitCount >= step {
                    let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: PowerOfTen[step])
                    guard remainder == 0 else { break }
                    coefficient = quotient
                    exponent += step
                }
            }
            return
        }
        var small = UInt64(truncatingIfNeeded: coefficient)
        while small & 1 == 0 {
            let (quotient, remainder) = small.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { break }
            small = quotient
            exponent += 1
        }
        coefficient = UInt128(small)
    }
}
