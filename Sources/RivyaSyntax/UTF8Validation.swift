/// The offset of the first byte that is not part of well-formed UTF-8, or nil.
package func firstInvalidUTF8(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    let count = bytes.count
    while index < count {
        let byte = bytes[index]
        if byte < 0x80 {
            index += 1
            while index &+ 8 <= count, ByteWord(bytes, at: index).isASCII { index &+= 8 }
            continue
        }
        let length: Int
        switch byte {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return index
        }
        guard index + length <= count else { return index }
        let second = bytes[index + 1]
        // The second byte rules out overlong forms, surrogates and what lies above U+10FFFF.
        let range: ClosedRange<UInt8> =
            switch byte {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        guard range.contains(second) else { return index }
        for next in 2..<max(length, 2) where bytes[index + next] & 0xC0 != 0x80 { return index }
        index += length
    }
    return nil
}
