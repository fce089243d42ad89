/// Eight bytes of a text, looked at together: most of a script can be passed over without looking at each byte.
struct ByteWord {
    private let bits: UInt64

    /// - Parameter index: eight bytes stand from here on.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) {
        bits = UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }

    @inline(__always)
    var isASCII: Bool { bits & 0x8080_8080_8080_8080 == 0 }

    /// Whether one of the bytes is this one.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        // A byte of the difference is zero where the two are equal; taking one from a zero sets its highest bit.
        let difference = bits ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
    }
}

/// The offset of the first byte of this value from an offset on, or nil.
func firstIndex(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
    var index = start
    while index &+ 8 <= bytes.count, !ByteWord(bytes, at: index).contains(byte) { index &+= 8 }
    while index < bytes.count {
        if bytes[index] == byte { return index }
        index &+= 1
    }
    return nil
}

/// The offset of the first byte that is no ASCII from an offset on, or nil.
func firstBeyondASCII(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while index &+ 8 <= bytes.count, ByteWord(bytes, at: index).isASCII { index &+= 8 }
    while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
    return index < bytes.count ? index : nil
}
