/// Undoes DEFLATE (RFC 1951) and the two wrappings that HTTP knows: gzip (RFC 1952) and zlib (RFC 1950).
///
/// A result is asked for as it is. Some hosts compress it all the same, which would be stored as it came.
struct Inflate {
    enum Failure: Error {
        /// It is not compressed in this way, or damaged.
        case damaged
        /// It ends early.
        case truncated
        /// It becomes larger than what is wanted.
        case tooLarge
    }

    private static let window = 1 << 15
    private static let piece = 1 << 20

    private let input: UnsafeRawBufferPointer
    private let maxBytes: Int
    private let put: ([UInt8]) throws -> Void
    private var place = 0
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// What is not handed on yet, after as much of what was as may be referred to.
    private var output: [UInt8] = []
    private var handedOn = 0
    private var total = 0
    private var crc: UInt32 = 0xFFFF_FFFF
    private var adler: (UInt32, UInt32) = (1, 0)

    private init(_ input: UnsafeRawBufferPointer, maxBytes: Int, put: @escaping ([UInt8]) throws -> Void) {
        self.input = input
        self.maxBytes = maxBytes
        self.put = put
    }

    /// Whether bytes begin like gzip or zlib.
    static func isCompressed(_ head: some Collection<UInt8>) -> Bool {
        let head = Array(head.prefix(3))
        guard head.count == 3 else { return false }
        return head == [0x1F, 0x8B, 8] || isZlib(head[0], head[1])
    }

    private static func isZlib(_ first: UInt8, _ second: UInt8) -> Bool {
        first & 0x0F == 8 && first >> 4 <= 7 && (Int(first) << 8 | Int(second)) % 31 == 0 && second & 0x20 == 0
    }

    /// - Parameter put: gets the content in pieces.
    /// - Returns: how many bytes it has.
    static func decode(
        _ input: UnsafeRawBufferPointer, maxBytes: Int, put: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        var inflate = Inflate(input, maxBytes: maxBytes, put: put)
        if input.count >= 2, input[0] == 0x1F, input[1] == 0x8B {
            // Several members in a row are one content.
            repeat { try inflate.member() } while inflate.place < input.count && input[inflate.place] == 0x1F
        } else if input.count >= 2, isZlib(input[0], input[1]) {
            inflate.place = 2
            try inflate.blocks()
            let sum = try inflate.number(4).byteSwapped
            guard sum == inflate.adler.1 << 16 | inflate.adler.0 else { throw Failure.damaged }
        } else {
            // What HTTP calls `deflate` comes without its wrapping from some servers.
            try inflate.blocks()
        }
        try inflate.flush(all: true)
        return inflate.total
    }

    /// In memory.
    static func decode(_ bytes: [UInt8], maxBytes: Int) throws -> [UInt8] {
        let content = Content()
        _ = try bytes.withUnsafeBytes { try decode($0, maxBytes: maxBytes) { content.bytes += $0 } }
        return content.bytes
    }

    private final class Content { var bytes: [UInt8] = [] }

    // MARK: Wrappings

    private mutating func member() throws {
        let head = try (0..<10).map { _ in try next() }
        guard head[0] == 0x1F, head[1] == 0x8B, head[2] == 8 else { throw Failure.damaged }
        let flags = head[3]
        if flags & 4 != 0 {
            let length = Int(try next()) | Int(try next()) << 8
            for _ in 0..<length { _ = try next() }
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            while try next() != 0 {}
        }
        if flags & 2 != 0 { _ = try (next(), next()) }
        crc = 0xFFFF_FFFF
        let before = total + output.count - handedOn
        try blocks()
        let sum = try number(4)
        let length = try number(4)
        let count = total + output.count - handedOn - before
        try flush(all: true)
        guard sum == ~crc, length == UInt32(truncatingIfNeeded: count) else { throw Failure.damaged }
    }

    /// Little-endian, from the next whole byte on.
    private mutating func number(_ length: Int) throws -> UInt32 {
        var value: UInt32 = 0
        for place in 0..<length { value |= UInt32(try next()) << UInt32(8 * place) }
        return value
    }

    private mutating func next() throws -> UInt8 {
        guard place < input.count else { throw Failure.truncated }
        defer { place += 1 }
        return input[place]
    }

    // MARK: Blocks

    private mutating func blocks() throws {
        bits = 0
        bitCount = 0
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try storedBlock()
            case 1: try compressedBlock(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try codes()
                try compressedBlock(literals, distances)
            default: throw Failure.damaged
            }
        }
        // Whole bytes that were read ahead belong to what follows.
        place -= bitCount / 8
        bits = 0
        bitCount = 0
        try flush(all: true)
    }

    private mutating func take(_ count: Int) throws -> Int {
        while bitCount < count {
            bits |= UInt64(try next()) << UInt64(bitCount)
            bitCount += 8
        }
        defer {
            bits >>= UInt64(count)
            bitCount -= count
        }
        return Int(bits & (1 << UInt64(count) - 1))
    }

    private mutating func storedBlock() throws {
        place -= bitCount / 8
        bits = 0
        bitCount = 0
        let length = Int(try next()) | Int(try next()) << 8
        let check = Int(try next()) | Int(try next()) << 8
        guard length ^ check == 0xFFFF else { throw Failure.damaged }
        guard length <= input.count - place else { throw Failure.truncated }
        output += input[place..<place + length]
        place += length
        try flush()
    }

    private mutating func codes() throws -> (Code, Code) {
        let (literals, distances, lengths) = (try take(5) + 257, try take(5) + 1, try take(4) + 4)
        var sizes = [UInt8](repeating: 0, count: 19)
        for place in Self.order.prefix(lengths) { sizes[place] = UInt8(try take(3)) }
        let code = try Code(sizes)
        var all: [UInt8] = []
        while all.count < literals + distances {
            let symbol = try self.symbol(code)
            switch symbol {
            case 0..<16: all.append(UInt8(symbol))
            case 16:
                guard let last = all.last else { throw Failure.damaged }
                all += [UInt8](repeating: last, count: try take(2) + 3)
            case 17: all += [UInt8](repeating: 0, count: try take(3) + 3)
            default: all += [UInt8](repeating: 0, count: try take(7) + 11)
            }
        }
        guard all.count == literals + distances else { throw Failure.damaged }
        return (try Code(Array(all[..<literals])), try Code(Array(all[literals...])))
    }

    private mutating func compressedBlock(_ literals: Code, _ distances: Code) throws {
        while true {
            let symbol = try self.symbol(literals)
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return try flush()
            } else {
                guard symbol < 286 else { throw Failure.damaged }
                let length = Self.lengths[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
                let code = try self.symbol(distances)
                guard code < 30 else { throw Failure.damaged }
                let distance = Self.distances[code] + (try take(code < 4 ? 0 : code / 2 - 1))
                guard distance <= output.count else { throw Failure.damaged }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
            if output.count - handedOn >= Self.piece { try flush() }
        }
    }

    /// Hands on what has come, and keeps what may be referred to.
    private mutating func flush(all: Bool = false) throws {
        let fresh = output.count - handedOn
        guard fresh > 0 else { return }
        guard total + fresh <= maxBytes else { throw Failure.tooLarge }
        guard all || fresh >= Self.piece else { return }
        let piece = Array(output[handedOn...])
        sum(piece)
        try put(piece)
        total += fresh
        if output.count > Self.window { output.removeFirst(output.count - Self.window) }
        handedOn = output.count
    }

    private mutating func sum(_ piece: [UInt8]) {
        for byte in piece {
            crc = Self.checksums[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
            adler.0 = (adler.0 + UInt32(byte)) % 65521
            adler.1 = (adler.1 + adler.0) % 65521
        }
    }

    // MARK: Codes

    /// A canonical Huffman code: how many symbols there are of each length, and the symbols in order.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: [UInt8]) throws {
            for length in lengths { counts[Int(length)] += 1 }
            counts[0] = 0
            var left = 1
            for length in 1...15 {
                left = left * 2 - counts[length]
                guard left >= 0 else { throw Failure.damaged }
            }
            for length in 1...15 where counts[length] > 0 {
                symbols += lengths.indices.filter { lengths[$0] == length }
            }
        }
    }

    private mutating func symbol(_ code: Code) throws -> Int {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - first < count { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Failure.damaged
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]
    private static let fixedLiterals = fixed(
        [(8, 144), (9, 112), (7, 24), (8, 8)].flatMap { [UInt8](repeating: $0.0, count: $0.1) })
    private static let fixedDistances = fixed([UInt8](repeating: 5, count: 30))

    private static func fixed(_ lengths: [UInt8]) -> Code {
        guard let code = try? Code(lengths) else { preconditionFailure("the fixed codes are good ones") }
        return code
    }

    private static let checksums: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
}
