/// A medium's bytes, wherever they are: read in windows, where somebody looks. Nothing here traps, whatever offsets and
/// lengths a file claims.
struct MediaBytes {
    private static let windowLength = 1 << 16

    let count: Int
    private let read: (_ offset: Int, _ count: Int) -> [UInt8]
    private var start = 0
    private var window: [UInt8] = []

    init(count: Int, read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]) {
        // No sum of two places leaves the numbers then.
        self.count = min(max(0, count), Int.max >> 2)
        self.read = read
    }

    /// What is left from an offset on; 0 beyond the end.
    func rest(from offset: Int) -> Int { offset < 0 ? 0 : max(0, count - offset) }

    /// Some bytes from an offset on, at most `limit` of them; none only where there are none.
    mutating func run(at offset: Int, atMost limit: Int = Int.max) -> ArraySlice<UInt8> {
        guard rest(from: offset) > 0, limit > 0 else { return [] }
        if offset < start || offset - start >= window.count {
            start = offset
            window = read(offset, min(Self.windowLength, count - offset))
        }
        let first = offset - start
        return window[first..<min(window.count, first + min(limit, Self.windowLength))]
    }

    mutating func byte(_ offset: Int) -> UInt8? { run(at: offset, atMost: 1).first }

    /// nil where the file ends earlier.
    mutating func bytes(_ offset: Int, _ length: Int) -> [UInt8]? {
        guard length >= 0, length <= rest(from: offset) else { return nil }
        var bytes: [UInt8] = []
        while bytes.count < length {
            let part = run(at: offset + bytes.count, atMost: length - bytes.count)
            guard !part.isEmpty else { return nil }
            bytes += part
        }
        return bytes
    }

    /// An unsigned number of up to eight bytes. What is greater than any file stands for itself as `Int.max`.
    mutating func number(_ offset: Int, _ length: Int, isLittleEndian: Bool = false) -> Int? {
        guard let bytes = bytes(offset, length) else { return nil }
        let ordered = isLittleEndian ? bytes.reversed() : bytes
        let value = ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: value) ?? Int.max
    }

    /// A code of printable ASCII, as chunks and boxes have; nil for other bytes.
    mutating func code(_ offset: Int, _ length: Int = 4) -> String? {
        guard let bytes = bytes(offset, length), bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
