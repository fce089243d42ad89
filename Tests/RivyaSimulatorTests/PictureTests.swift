@testable import RivyaSimulator
import Testing

@Suite struct PictureTests {
    /// Every block of the decoded picture has the mosaic's colour; JPEG's colours are rounded twice.
    @Test(arguments: [("png", 0), ("jpeg", 4)])
    func pictureShowsTheMosaic(format: String, tolerance: Int) throws {
        for (ratio, hue) in [(AspectRatio(16, 9), 0), (AspectRatio(2, 3), 120), (AspectRatio(1, 8), 255)] {
            let mosaic = Mosaic(ratio: ratio, hue: hue, pattern: 0b101_010_111_001_110)
            guard let probe = try Probe(format == "png" ? mosaic.png() : mosaic.jpeg()) else { return }
            let width = mosaic.width * Mosaic.block
            try #require(probe.pixels.count == width * mosaic.height * Mosaic.block * 3)
            var worst = 0
            for y in stride(from: 0, to: mosaic.height * Mosaic.block, by: 3) {
                for x in stride(from: y % 7, to: width, by: 7) {
                    let colour = mosaic.colour(x: x / Mosaic.block, y: y / Mosaic.block)
                    let pixel = probe.pixels[(y * width + x) * 3..<(y * width + x) * 3 + 3]
                    for (seen, wanted) in zip(pixel, [colour.red, colour.green, colour.blue]) {
                        worst = max(worst, abs(Int(seen) - Int(wanted)))
                    }
                }
            }
            #expect(worst <= tolerance)
        }
    }

    @Test func figureIsInTheMiddle() {
        // Five squares of nine blocks, from the tenth on: rows 1 and 2 are "x-x-x" and "-xxx-".
        let mosaic = Mosaic(ratio: AspectRatio(1, 1), hue: 0, pattern: 0b110_101)
        func covered(row: Int) -> String {
            (0..<64).map { mosaic.colour(x: $0, y: row) == mosaic.colour(x: 0, y: row) ? " " : "x" }.joined()
        }
        func squares(_ text: String) -> String { text.map { String(repeating: $0, count: 9) }.joined() }
        #expect(covered(row: 9) == squares(" x x x ") + " ")
        #expect(covered(row: 18) == squares("  xxx  ") + " ")
        #expect(covered(row: 27) == squares("       ") + " ")
    }

    @Test func runsOfEveryLengthComeBack() {
        for length in 0..<600 {
            let byte = UInt8(truncatingIfNeeded: length * 7)
            var stream = RunDeflate()
            stream.append(1, count: 1)
            stream.append(byte, count: length)
            stream.append(byte, count: 2)
            stream.append(200, count: length)
            let wanted = [1] + [UInt8](repeating: byte, count: length + 2) + [UInt8](repeating: 200, count: length)
            let isSame = inflated(stream.finished()) == wanted
            #expect(isSame, "\(length)")
        }
    }

    /// Reads what RFC 1951 says of a block with fixed codes, and checks the sum behind it; nil for anything else.
    private func inflated(_ stream: [UInt8]) -> [UInt8]? {
        let bases = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
            227, 258,
        ]
        let extras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
        var position = 16
        func bits(_ count: Int) -> Int {
            var value = 0
            for bit in 0..<count {
                value |= Int(stream[position / 8] >> UInt8(position % 8) & 1) << bit
                position += 1
            }
            return value
        }
        func code(_ count: Int) -> Int { (0..<count).reduce(0) { value, _ in value << 1 | bits(1) } }
        guard bits(3) == 3 else { return nil }
        var output: [UInt8] = []
        while true {
            var value = code(7)
            var symbol = 256 + value
            if value > 0b0010111 {
                value = value << 1 | code(1)
                switch value {
                case 0x30...0xBF: symbol = value - 0x30
                case 0xC0...0xC7: symbol = 280 + value - 0xC0
                default: symbol = 144 + (value << 1 | code(1)) - 0x190
                }
            }
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                break
            } else {
                let length = bases[symbol - 257] + bits(extras[symbol - 257])
                guard code(5) == 0, let last = output.last else { return nil }
                output += [UInt8](repeating: last, count: length)
            }
        }
        var (low, high) = (1, 0)
        for byte in output {
            low = (low + Int(byte)) % 65521
            high = (high + low) % 65521
        }
        let end = (position + 7) / 8
        guard end + 4 == stream.count, stream.bigEndian32(at: end) == UInt32(high << 16 | low) else { return nil }
        return output
    }
}
