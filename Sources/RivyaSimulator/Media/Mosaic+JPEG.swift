extension Mosaic {
    /// The picture as a baseline JPEG: one DC coefficient for each block and channel, no AC coefficients.
    func jpeg() -> [UInt8] {
        var file: [UInt8] = [0xFF, 0xD8]
        file.appendJPEGSegment(0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
        // With every quantiser at 8 a DC coefficient is the block's level minus 128.
        file.appendJPEGSegment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
        var frame: [UInt8] = [8]
        frame.appendBigEndian(UInt16(height * Self.block))
        frame.appendBigEndian(UInt16(width * Self.block))
        frame += [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
        file.appendJPEGSegment(0xC0, frame)
        file.appendJPEGSegment(0xC4, [0x00] + DifferenceCode.lengths + DifferenceCode.categories)
        // The AC table has "end of block" only, as the one-bit code 0.
        file.appendJPEGSegment(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0])
        file.appendJPEGSegment(0xDA, [3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0])

        var scan = JPEGScan()
        var previous = [0, 0, 0]
        for y in 0..<height {
            for x in 0..<width {
                for (channel, level) in colour(x: x, y: y).levels.enumerated() {
                    scan.append(difference: level - previous[channel])
                    previous[channel] = level
                }
            }
        }
        file += scan.finished()
        file += [0xFF, 0xD9]
        return file
    }
}

extension RGB {
    /// Brightness and the two colour differences of JFIF, shifted to be around 0.
    fileprivate var levels: [Int] {
        let (r, g, b) = (Double(red), Double(green), Double(blue))
        let levels = [
            0.299 * r + 0.587 * g + 0.114 * b - 128,
            -0.168736 * r - 0.331264 * g + 0.5 * b,
            0.5 * r - 0.418688 * g - 0.081312 * b,
        ]
        return levels.map { max(-128, min(127, Int($0.rounded()))) }
    }
}

/// The code for differences of DC coefficients: the table of the standard's annex K for brightness.
private enum DifferenceCode {
    static let lengths: [UInt8] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    static let categories: [UInt8] = Array(0...11)
    /// Code and its number of bits, by category.
    static let codes: [(code: UInt32, bits: Int)] = {
        var codes: [(UInt32, Int)] = []
        var code: UInt32 = 0
        for (index, count) in lengths.enumerated() {
            for _ in 0..<count {
                codes.append((code, index + 1))
                code += 1
            }
            code <<= 1
        }
        return codes
    }()
}

private struct JPEGScan {
    private var bytes: [UInt8] = []
    private var pending: UInt32 = 0
    private var pendingBits = 0

    /// One block: the difference of its DC coefficient, and the end of the block.
    mutating func append(difference: Int) {
        let category = Int.bitWidth - abs(difference).leadingZeroBitCount
        let (code, bits) = DifferenceCode.codes[category]
        append(code, bits: bits)
        let value = difference >= 0 ? difference : difference + (1 << category) - 1
        append(UInt32(value), bits: category)
        append(0, bits: 1)
    }

    consuming func finished() -> [UInt8] {
        // The last byte is filled with ones.
        append(0x7F, bits: 7)
        return bytes
    }

    private mutating func append(_ value: UInt32, bits: Int) {
        pending = pending << UInt32(bits) | value
        pendingBits += bits
        while pendingBits >= 8 {
            let byte = UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits - 8))
            bytes.append(byte)
            // A byte 255 would read as a marker.
            if byte == 0xFF { bytes.append(0) }
            pendingBits -= 8
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendJPEGSegment(_ marker: UInt8, _ content: [UInt8]) {
        append(0xFF)
        append(marker)
        appendBigEndian(UInt16(content.count + 2))
        append(contentsOf: content)
    }
}
