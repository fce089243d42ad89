extension Number {
    /// The sum; nil where its size is above 10^6000, as for the operations below.
    @inlinable
    package func adding(_ other: Number) -> Number? {
        if case .whole(let a) = self, case .whole(let b) = other {
            let (sum, overflow) = a.addingReportingOverflow(b)
            if !overflow { return .whole(sum) }
        }
        return Number.sum(of: self, and: other, isSubtraction: false)
    }

    /// The difference; nil as for `adding`.
    @inlinable
    package func subtracting(_ other: Number) -> Number? {
        if case .whole(let a) = self, case .whole(let b) = other {
            let (difference, overflow) = a.subtractingReportingOverflow(b)
            if !overflow { return .whole(difference) }
        }
        return Number.sum(of: self, and: other, isSubtraction: true)
    }

    /// The product; nil as for `adding`.
    @inlinable
    package func multiplied(by other: Number) -> Number? {
        if case .whole(let a) = self, case .whole(let b) = other {
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            if !overflow { return .whole(product) }
        }
        return Number.product(of: self, and: other)
    }

    /// The quotient. The divisor must not be zero.
    @inlinable
    package func divided(by divisor: Number) -> Number? {
        if case .whole(let a) = self, case .whole(let b) = divisor, b != 0, b != -1 {
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            if remainder == 0 { return .whole(quotient) }
        }
        return Number.quotient(of: self, by: divisor)
    }

    /// What is left after taking the divisor away a whole number of times, with the divisor's sign: `-7 % 3` is 2.
    /// It is exact before it is rounded to 34 digits. The divisor must not be zero.
    @inlinable
    package func remainder(dividingBy divisor: Number) -> Number? {
        if case .whole(let a) = self, case .whole(let b) = divisor, b != 0, b != -1 {
            let remainder = a % b
            return .whole(remainder != 0 && (remainder ^ b) < 0 ? remainder + b : remainder)
        }
        return Number.remainder(of: self, by: divisor)
    }

    /// Digits that an aligned addend keeps: three more than a result has, so that what is cut off only decides ties.
    private static let workingDigits = precision + 3

    @usableFromInline
    static func sum(of first: Number, and second: Number, isSubtraction: Bool) -> Number? {
        if second.isZero { return first }
        if first.isZero { return isSubtraction ? second.negated : second }
        var high = first.parts
        var low = second.parts
        if isSubtraction { low.isNegative.toggle() }
        if high.exponent < low.exponent { swap(&high, &low) }

        let distance = high.exponent - low.exponent
        let room = workingDigits - PowerOfTen.digitCount(high.coefficient)
        var isTruncated = false
        if distance <= room {
            high.coefficient *= PowerOfTen[distance]
            high.exponent = low.exponent
        } else {
            // The exponents lie so far apart that `low` only touches the last digits.
            high.coefficient *= PowerOfTen[room]
            high.exponent -= room
            let cut = distance - room
            if cut > precision {
                low.coefficient = 0
                isTruncated = true
            } else {
                let (quotient, remainder) = low.coefficient.quotientAndRemainder(dividingBy: PowerOfTen[cut])
                low.coefficient = quotient
                isTruncated = remainder != 0
            }
        }

        if high.isNegative == low.isNegative {
            high.coefficient += low.coefficient
        } else if high.coefficient >= low.coefficient {
            // What was cut off is taken away too: one less, and the digits beyond are not zero.
            high.coefficient -= low.coefficient + (isTruncated ? 1 : 0)
        } else {
            high.coefficient = low.coefficient - high.coefficient
            high.isNegative = low.isNegative
        }
        return Number(high, isTruncated: isTruncated)
    }

    @usableFromInline
    static func product(of first: Number, and second: Number) -> Number? {
        let a = first.parts
        let b = second.parts
        var result = Parts(
            isNegative: a.isNegative != b.isNegative,
            coefficient: 0,
            exponent: a.exponent + b.exponent
        )
        let product = a.coefficient.multipliedFullWidth(by: b.coefficient)
        if product.high == 0, product.low < PowerOfTen[38] {
            result.coefficient = product.low
            return Number(result)
        }
        // 35 or 36 digits are kept, one or two more than the result has.
        let cut = PowerOfTen.digitCount(a.coefficient) + PowerOfTen.digitCount(b.coefficient) - precision - 2
        let (quotient, remainder) = PowerOfTen[cut].dividingFullWidth(product)
        result.coefficient = quotient
        result.exponent += cut
        return Number(result, isTruncated: remainder != 0)
    }

    @usableFromInline
    static func quotient(of dividend: Number, by divisor: Number) -> Number? {
        precondition(!divisor.isZero, "division by zero")
        let a = dividend.parts
        let b = divisor.parts
        if a.coefficient == 0 { return .whole(0) }
        var result = Parts(
            isNegative: a.isNegative != b.isNegative,
            coefficient: 0,
            exponent: a.exponent - b.exponent
        )
        let digits = PowerOfTen.digitCount(a.coefficient)
        // Short quotients such as 1 / 8 are exact in 64 bits.
        if digits < 19, let small = UInt64(exactly: b.coefficient) {
            let scale = 19 - digits
            let scaled = UInt64(truncatingIfNeeded: a.coefficient * PowerOfTen[scale])
            let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: small)
            if remainder == 0 {
                result.coefficient = UInt128(quotient)
                result.exponent -= scale
                return Number(result)
            }
        }
        // The dividend gets so many digits that the quotient has 35 or 36.
        let scale = precision - digits
        let extra = PowerOfTen.digitCount(b.coefficient) + 1
        let scaled = (a.coefficient * PowerOfTen[scale]).multipliedFullWidth(by: PowerOfTen[extra])
        let (quotient, remainder) = b.coefficient.dividingFullWidth(scaled)
        result.coefficient = quotient
        result.exponent -= scale + extra
        return Number(result, isTruncated: remainder != 0)
    }

    @usableFromInline
    static func remainder(of dividend: Number, by divisor: Number) -> Number? {
        precondition(!divisor.isZero, "division by zero")
        let a = dividend.parts
        let b = divisor.parts
        var result = Parts(isNegative: b.isNegative, coefficient: 0, exponent: min(a.exponent, b.exponent))
        var modulus = b.coefficient
        if a.exponent >= b.exponent {
            let factor = powerOfTen(a.exponent - b.exponent, modulo: modulus)
            result.coefficient = product(of: a.coefficient % modulus, and: factor, modulo: modulus)
        } else {
            let distance = b.exponent - a.exponent
            guard PowerOfTen.digitCount(modulus) + distance <= 38 else {
                // The divisor is larger than the dividend by far: the remainder is the dividend or one divisor on.
                if a.coefficient == 0 || a.isNegative == b.isNegative { return dividend }
                return dividend.adding(divisor)
            }
            modulus *= PowerOfTen[distance]
            result.coefficient = a.coefficient % modulus
        }
        if result.coefficient != 0, a.isNegative != b.isNegative {
            result.coefficient = modulus - result.coefficient
        }
        return Number(result)
    }

    /// a x b modulo `modulus`; both factors are below it.
    private static func product(of a: UInt128, and b: UInt128, modulo modulus: UInt128) -> UInt128 {
        modulus.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
    }

    private static func powerOfTen(_ exponent: Int, modulo modulus: UInt128) -> UInt128 {
        var result = 1 % modulus
        var square = 10 % modulus
        var remaining = exponent
        while remaining > 0 {
            if remaining & 1 == 1 { result = product(of: result, and: square, modulo: modulus) }
            square = product(of: square, and: square, modulo: modulus)
            remaining >>= 1
        }
        return result
    }
}
