extension Number: CustomStringConvertible {
    /// A whole number with all its digits; a fraction as the shortest decimal after rounding to 12 significant digits,
    /// half to even, without an exponent.
    package var description: String {
        if case .whole(let value) = self { return String(value) }
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the description.
    package func write(to output: inout [UInt8]) {
        switch self {
        case .whole(let value):
            if value < 0 { output.append(UInt8(ascii: "-")) }
            Number.write(UInt64(value.magnitude), to: &output)
        case .decimal(let decimal):
            var parts = parts
            if decimal.exponent < 0 {
                parts = parts.rounded(toSignificant: 12)
                while parts.exponent < 0, parts.coefficient % 10 == 0 {
                    parts.coefficient /= 10
                    parts.exponent += 1
                }
            }
            parts.write(to: &output)
        }
    }

    /// The number with exactly so many digits after the point, ties going away from zero. A negative count of digits
    /// rounds before the point.
    package func formatted(digits: Int) -> String {
        let rounded = parts.rounded(toDigits: digits, .halfAwayFromZero)
        var bytes: [UInt8] = []
        rounded.write(to: &bytes)
        if digits > 0 {
            let written = max(0, -rounded.exponent)
            if written == 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits - written))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the digits of a number.
    static func write(_ value: UInt64, to output: inout [UInt8]) {
        if value < 10 {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = value
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest != 0
            output.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[start...]))
        }
    }
}

extension Number.Parts {
    /// Appends all digits, those of the exponent as zeros.
    fileprivate func write(to output: inout [UInt8]) {
        if coefficient == 0 {
            output.append(UInt8(ascii: "0"))
            if exponent < 0 { output.append(UInt8(ascii: ".")) }
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, -exponent)))
            return
        }
        if isNegative { output.append(UInt8(ascii: "-")) }
        let start = output.count
        writeCoefficient(to: &output)
        if exponent >= 0 {
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: exponent))
            return
        }
        let places = output.count - start + exponent
        if places <= 0 {
            output.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: 1 - places), at: start)
        }
        output.insert(UInt8(ascii: "."), at: start + max(places, 1))
    }

    private func writeCoefficient(to output: inout [UInt8]) {
        guard coefficient > UInt128(UInt64.max) else {
            Number.write(UInt64(truncatingIfNeeded: coefficient), to: &output)
            return
        }
        let (high, low) = coefficient.quotientAndRemainder(dividingBy: PowerOfTen[19])
        Number.write(UInt64(truncatingIfNeeded: high), to: &output)
        let zeros = 19 - max(1, PowerOfTen.digitCount(low))
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
        Number.write(UInt64(truncatingIfNeeded: low), to: &output)
    }
}
