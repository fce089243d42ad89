/// The last scan of a JPEG whose end mark is missing: whether it holds all of its picture. Its codes are read and counted,
/// nothing is decoded to colours.
///
/// Only for sequential pictures with Huffman codes. A progressive picture is there after its first scan, and better after
/// each further one.
struct JPEGScan {
    struct Component {
        var id: UInt8
        var width: Int
        var height: Int
    }

    /// How many codes there are of each length, and what they stand for, in order.
    struct Code {
        var counts: [Int]
        var symbols: [UInt8]
    }

    var isSequential = false
    var width = 0
    var height = 0
    var components: [Component] = []
    /// By class (DC, AC) and place.
    var codes: [UInt8: Code] = [:]
    var restartInterval = 0
    /// Of the last scan: its components with the places of their codes, and where its data begins.
    var parts: [(component: Component, dc: UInt8, ac: UInt8)] = []
    var start = 0

    // MARK: Segments

    mutating func takeFrame(_ content: [UInt8], isSequential: Bool) {
        guard content.count >= 6 else { return }
        self.isSequential = isSequential && content[0] == 8
        height = Int(content[1]) << 8 | Int(content[2])
        width = Int(content[3]) << 8 | Int(content[4])
        components = stride(from: 6, to: 6 + 3 * Int(content[5]), by: 3).compactMap { place in
            guard place + 2 < content.count else { return nil }
            return Component(
                id: content[place], width: Int(content[place + 1] >> 4), height: Int(content[place + 1] & 15))
        }
    }

    mutating func takeCodes(_ content: [UInt8]) {
        var place = 0
        while place + 17 <= content.count {
            let counts = content[(place + 1)..<(place + 17)].map(Int.init)
            let end = place + 17 + counts.reduce(0, +)
            guard end <= content.count else { return }
            codes[content[place]] = Code(counts: counts, symbols: Array(content[(place + 17)..<end]))
            place = end
        }
    }

    mutating func takeScan(_ content: [UInt8], start: Int) {
        self.start = start
        parts = []
        guard let count = content.first.map(Int.init), content.count >= 1 + 2 * count else { return }
        for place in 0..<count {
            guard let component = components.first(where: { $0.id == content[1 + 2 * place] }) else { continue }
            let tables = content[2 + 2 * place]
            parts.append((component, tables >> 4, 0x10 | tables & 15))
        }
    }

    // MARK: Data

    /// False where the data ends before its picture does; nil where that cannot be told.
    func isWhole(in bytes: inout MediaBytes) -> Bool? {
        let widest = components.map(\.width).max() ?? 0
        let highest = components.map(\.height).max() ?? 0
        guard isSequential, width > 0, height > 0, widest > 0, highest > 0, let first = parts.first,
            components.allSatisfy({ $0.width > 0 && $0.height > 0 })
        else { return nil }
        func up(_ value: Int, _ unit: Int) -> Int { (value + unit - 1) / unit }
        var units: Int
        var blocks: [(dc: Code, ac: Code)] = []
        for part in parts {
            guard let dc = codes[part.dc], let ac = codes[part.ac] else { return nil }
            let count = parts.count == 1 ? 1 : part.component.width * part.component.height
            blocks += Array(repeating: (dc, ac), count: count)
        }
        if parts.count == 1 {
            let (across, down) = (width * first.component.width, height * first.component.height)
            units = up(up(across, widest), 8) * up(up(down, highest), 8)
        } else {
            units = up(width, 8 * widest) * up(height, 8 * highest)
        }
        var reader = Bits(place: start)
        var untilRestart = restartInterval
        while units > 0 {
            if restartInterval > 0, untilRestart == 0 {
                guard reader.passRestart(&bytes) else { return reader.isAtEnd ? false : nil }
                untilRestart = restartInterval
            }
            for block in blocks {
                guard reader.passBlock(block.dc, block.ac, &bytes) else { return reader.isAtEnd ? false : nil }
            }
            units -= 1
            untilRestart -= 1
        }
        return true
    }

    private struct Bits {
        var place: Int
        var value: UInt8 = 0
        var left = 0
        /// The file ended, rather than that something else came.
        var isAtEnd = false

        init(place: Int) { self.place = place }

        mutating func bit(_ bytes: inout MediaBytes) -> Int? {
            if left == 0 {
                guard let byte = bytes.byte(place) else {
                    isAtEnd = true
                    return nil
                }
                place += 1
                if byte == 0xFF {
                    guard let stuffed = bytes.byte(place) else {
                        isAtEnd = true
                        return nil
                    }
                    guard stuffed == 0 else { return nil }
                    place += 1
                }
                value = byte
                left = 8
            }
            left -= 1
            return Int(value >> UInt8(left) & 1)
        }

        mutating func skip(_ count: Int, _ bytes: inout MediaBytes) -> Bool {
            for _ in 0..<count where bit(&bytes) == nil { return false }
            return true
        }

        mutating func symbol(_ code: Code, _ bytes: inout MediaBytes) -> UInt8? {
            var value = 0
            var first = 0
            var index = 0
            for count in code.counts {
                guard let bit = bit(&bytes) else { return nil }
                value |= bit
                if value - first < count { return code.symbols[index + value - first] }
                index += count
                first = (first + count) << 1
                value <<= 1
            }
            return nil
        }

        mutating func passBlock(_ dc: Code, _ ac: Code, _ bytes: inout MediaBytes) -> Bool {
            guard let size = symbol(dc, &bytes), skip(Int(size & 15), &bytes) else { return false }
            var place = 1
            while place < 64 {
                guard let symbol = symbol(ac, &bytes) else { return false }
                let (run, size) = (Int(symbol >> 4), Int(symbol & 15))
                if size == 0 {
                    if run < 15 { break }
                    place += 16
                    continue
                }
                guard skip(size, &bytes) else { return false }
                place += run + 1
            }
            return true
        }

        /// The mark between two intervals.
        mutating func passRestart(_ bytes: inout MediaBytes) -> Bool {
            left = 0
            guard bytes.byte(place) == 0xFF, let mark = bytes.byte(place + 1) else {
                isAtEnd = bytes.rest(from: place) < 2
                return false
            }
            guard (0xD0...0xD7).contains(mark) else { return false }
            place += 2
            return true
        }
    }
}
