/// A zlib stream of runs: enough of deflate to make a flat picture small, in few lines and without a library.
///
/// One block with the fixed codes of RFC 1951; the only match is "the byte before, again".
struct RunDeflate {
    private var bytes: [UInt8] = [0x78, 0x01]
    private var pending: UInt32 = 0
    private var pendingBits = 0
    private var previous: UInt8?
    private var low: UInt32 = 1
    private var high: UInt32 = 0

    init() {
        append(0b011, bits: 3)
    }

    /// Appends `count` times the same byte.
    mutating func append(_ byte: UInt8, count: Int) {
        updateChecksum(byte, count: count)
        var left = count
        if left > 0, previous != byte {
            appendLiteral(byte)
            left -= 1
        }
        while left > 0 {
            // A rest of one or two bytes is no match in deflate.
            guard left >= 3 else {
                appendLiteral(byte)
                left -= 1
                continue
            }
            let length = min(left, 258)
            appendRepeat(length: length)
            left -= length
        }
    }

    /// The whole stream with its checksum.
    consuming func finished() -> [UInt8] {
        appendCode(0, bits: 7)
        if pendingBits > 0 { append(0, bits: 8 - pendingBits) }
        bytes.appendBigEndian(high << 16 | low)
        return bytes
    }

    private mutating func appendLiteral(_ byte: UInt8) {
        let value = UInt32(byte)
        if value < 144 {
            appendCode(0x30 + value, bits: 8)
        } else {
            appendCode(0x190 + value - 144, bits: 9)
        }
        previous = byte
    }

    /// A match at distance 1.
    private mutating func appendRepeat(length: Int) {
        let (symbol, extraBits, extra) = Self.code(ofLength: length)
        if symbol < 280 {
            appendCode(UInt32(symbol - 256), bits: 7)
        } else {
            appendCode(UInt32(0xC0 + symbol - 280), bits: 8)
        }
        append(UInt32(extra), bits: extraBits)
        appendCode(0, bits: 5)
    }

    private static func code(ofLength length: Int) -> (symbol: Int, extraBits: Int, extra: Int) {
        if length == 258 { return (285, 0, 0) }
        if length < 11 { return (254 + length, 0, 0) }
        // From 11 on, four codes share each number of extra bits.
        let offset = length - 3
        let extraBits = (Int.bitWidth - 1 - offset.leadingZeroBitCount) - 2
        let step = offset >> extraBits
        return (257 + 4 * extraBits + step, extraBits, offset & (1 << extraBits - 1))
    }

    /// Huffman codes travel with their highest bit first, everything else with the lowest.
    private mutating func appendCode(_ code: UInt32, bits: Int) {
        var reversed: UInt32 = 0
        for bit in 0..<bits where code >> bit & 1 == 1 {
            reversed |= 1 << (bits - 1 - bit)
        }
        append(reversed, bits: bits)
    }

    private mutating func append(_ value: UInt32, bits: Int) {
        pending |= value << pendingBits
        pendingBits += bits
        while pendingBits >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingBits -= 8
        }
    }

    /// Adler-32 over a run, in closed form.
    private mutating func updateChecksum(_ byte: UInt8, count: Int) {
        let modulus: UInt64 = 65521
        let n = UInt64(count)
        let value = UInt64(byte)
        let sum = UInt64(high) + n * UInt64(low) + value * (n * (n + 1) / 2)
        high = UInt32(sum % modulus)
        low = UInt32((UInt64(low) + n * value) % modulus)
    }
}
