/// Decoding of one Unicode scalar from bytes that may be malformed.
enum UTF8Scalar {
    /// The scalar whose first byte is at `index`, and its count of bytes; nil where the bytes are not well-formed
    /// UTF-8 (an overlong form, a surrogate, a sequence cut short, a continuation byte on its own).
    static func decode<Bytes: RandomAccessCollection>(
        _ bytes: Bytes,
        at index: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? where Bytes.Element == UInt8, Bytes.Index == Int {
        let first = bytes[index]
        let length: Int
        let smallest: UInt32
        var value: UInt32
        switch first {
        case 0x00...0x7F: return (Unicode.Scalar(first), 1)
        case 0xC2...0xDF: (length, smallest, value) = (2, 0x80, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, smallest, value) = (3, 0x800, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, smallest, value) = (4, 0x10000, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= bytes.endIndex else { return nil }
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}
