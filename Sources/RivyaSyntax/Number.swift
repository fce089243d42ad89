/// A decimal number of up to 34 significant digits (`Documentation/Language.md`, "Numbers").
///
/// Whole numbers that fit an `Int` are always `.whole`; everything else is a `.decimal` in canonical form, so that
/// equality and hashing are structural. There is one zero, `.whole(0)`, no infinity and no NaN: an operation whose
/// result is larger than 10^6000 returns nil.
package enum Number: Sendable, Hashable {
    case whole(Int)
    case decimal(Decimal)

    @inlinable
    package init(_ value: Int) {
        self = .whole(value)
    }

    @inlinable
    package var isZero: Bool {
        if case .whole(0) = self { true } else { false }
    }

    package var isNegative: Bool {
        switch self {
        case .whole(let value): value < 0
        case .decimal(let decimal): decimal.isNegative
        }
    }

    /// Whether there is nothing after the point, however large the number is.
    package var isWhole: Bool {
        switch self {
        case .whole: true
        case .decimal(let decimal): decimal.exponent >= 0
        }
    }

    /// The exact value, nil for a fraction and for what does not fit.
    @inlinable
    package var int: Int? {
        if case .whole(let value) = self { value } else { nil }
    }

    /// The nearest `Double`; it is infinite or zero beyond that type's range.
    package var double: Double {
        switch self {
        case .whole(let value):
            Double(value)
        case .decimal(let decimal):
            Double("\(decimal.isNegative ? "-" : "")\(decimal.coefficient)e\(decimal.exponent)") ?? 0
        }
    }

    /// A whole number modulo 2^64, negative ones wrapping round; nil for a fraction. Seeds are read this way.
    package var low64: UInt64? {
        switch self {
        case .whole(let value):
            return UInt64(bitPattern: Int64(value))
        case .decimal(let decimal):
            guard decimal.exponent >= 0 else { return nil }
            var bits = UInt64(truncatingIfNeeded: decimal.coefficient)
            // 10^64 is a multiple of 2^64, so that nothing is left from there on.
            for _ in 0..<min(decimal.exponent, 64) { bits &*= 10 }
            return decimal.isNegative ? 0 &- bits : bits
        }
    }

    package var negated: Number {
        switch self {
        case .whole(let value) where value != .min:
            return .whole(-value)
        case .whole, .decimal:
            var parts = parts
            parts.isNegative.toggle()
            // A canonical value has room for its own negation.
            return Number(parts) ?? self
        }
    }

    package var magnitude: Number {
        isNegative ? negated : self
    }
}
