extension Number: Comparable {
    @inlinable
    package static func < (a: Number, b: Number) -> Bool {
        if case .whole(let first) = a, case .whole(let second) = b { return first < second }
        return isLess(a, b)
    }

    @usableFromInline
    static func isLess(_ a: Number, _ b: Number) -> Bool {
        let first = a.parts
        let second = b.parts
        if first.isNegative != second.isNegative { return first.isNegative }
        return first.isNegative ? isSmaller(second, first) : isSmaller(first, second)
    }

    /// Whether the size of `a` is below that of `b`.
    private static func isSmaller(_ a: Parts, _ b: Parts) -> Bool {
        if a.coefficient == 0 || b.coefficient == 0 { return a.coefficient < b.coefficient }
        let digits = (PowerOfTen.digitCount(a.coefficient), PowerOfTen.digitCount(b.coefficient))
        let places = (digits.0 + a.exponent, digits.1 + b.exponent)
        if places.0 != places.1 { return places.0 < places.1 }
        // As many places before the point: the same number of digits makes the coefficients comparable.
        return digits.0 < digits.1
            ? a.coefficient * PowerOfTen[digits.1 - digits.0] < b.coefficient
            : a.coefficient < b.coefficient * PowerOfTen[digits.0 - digits.1]
    }
}
