extension Number {
    /// What a text says as a number.
    package enum Reading: Sendable, Hashable {
        case number(Number)
        /// Of the right form, and larger than 10^6000.
        case tooLarge
        /// Not of the form of a number at all: in a script it is a word.
        case malformed

        package var number: Number? {
            if case .number(let number) = self { number } else { nil }
        }
    }

    /// The number a script's word stands for, nil where it is none or is too large (`reading` tells which).
    package init?(literal: UnsafeBufferPointer<UInt8>) {
        guard let number = Number.reading(literal: literal).number else { return nil }
        self = number
    }

    /// The same for a text: `-?digits[.digits]`.
    package init?(_ text: String) {
        guard let number = Number.reading(text).number else { return nil }
        self = number
    }

    package static func reading(_ text: String) -> Reading {
        var text = text
        return text.withUTF8 { reading(literal: $0) }
    }

    /// Reads `-?digits[.digits]` with single `_` between digits.
    package static func reading(literal text: UnsafeBufferPointer<UInt8>) -> Reading {
        var digits = DigitAccumulator()
        var index = text.first == UInt8(ascii: "-") ? 1 : 0
        guard digits.readLiteral(text, &index) else { return .malformed }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            digits.isAfterPoint = true
            guard digits.readLiteral(text, &index) else { return .malformed }
        }
        guard index == text.count else { return .malformed }
        return digits.reading(isNegative: text.first == UInt8(ascii: "-"), exponent: 0)
    }

    /// Reads the `number` of RFC 8259, section 6.
    package static func reading(json text: UnsafeBufferPointer<UInt8>) -> Reading {
        var digits = DigitAccumulator()
        let isNegative = text.first == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        let start = index
        digits.readJSON(text, &index)
        guard index > start, index == start + 1 || text[start] != UInt8(ascii: "0") else { return .malformed }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            digits.isAfterPoint = true
            digits.readJSON(text, &index)
            guard index > fraction else { return .malformed }
        }
        var exponent = 0
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard let value = readExponent(text, &index) else { return .malformed }
            exponent = value
        }
        guard index == text.count else { return .malformed }
        return digits.reading(isNegative: isNegative, exponent: exponent)
    }

    private static func readExponent(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int? {
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        let start = index
        var value = 0
        while index < text.count, let digit = digit(text[index]) {
            // Far beyond the digits that any file can write out, so that it decides alone.
            if value < 1_000_000_000_000 { value = value * 10 + Int(digit) }
            index += 1
        }
        guard index > start else { return nil }
        return isNegative ? -value : value
    }

    @inline(__always)
    fileprivate static func digit(_ byte: UInt8) -> UInt8? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }
}

/// Collects decimal digits of any count.
private struct DigitAccumulator {
    var isAfterPoint = false
    private var coefficient: UInt128 = 0
    /// The first digits, until they outgrow 64 bits.
    private var small: UInt64 = 0
    /// Digits from the first that is not zero.
    private var count = 0
    private var exponent = 0
    private var isTruncated = false

    private static let smallDigits = 19
    private static let wideDigits = 37

    @inline(__always)
    mutating func append(_ digit: UInt8) {
        if count < DigitAccumulator.smallDigits {
            small = small * 10 + UInt64(digit)
            if small != 0 { count += 1 }
        } else if count < DigitAccumulator.wideDigits {
            if count == DigitAccumulator.smallDigits { coefficient = UInt128(small) }
            coefficient = coefficient * 10 + UInt128(digit)
            count += 1
        } else {
            if digit != 0 { isTruncated = true }
            if !isAfterPoint { exponent += 1 }
            return
        }
        if isAfterPoint { exponent -= 1 }
    }

    /// Digits with single underscores between them; false where there is none or an underscore stands at an end.
    mutating func readLiteral(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Bool {
        var isAfterDigit = false
        while index < text.count {
            if let digit = Number.digit(text[index]) {
                append(digit)
                isAfterDigit = true
            } else if text[index] == UInt8(ascii: "_"), isAfterDigit {
                isAfterDigit = false
            } else {
                break
            }
            index += 1
        }
        return isAfterDigit
    }

    mutating func readJSON(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        while index < text.count, let digit = Number.digit(text[index]) {
            append(digit)
            index += 1
        }
    }

    func reading(isNegative: Bool, exponent written: Int) -> Number.Reading {
        let value = count <= DigitAccumulator.smallDigits ? UInt128(small) : coefficient
        let parts = Number.Parts(
            isNegative: isNegative,
            coefficient: value,
            exponent: exponent + written
        )
        guard let number = Number(parts, isTruncated: isTruncated) else { return .tooLarge }
        return .number(number)
    }
}
