extension Mosaic {
    /// The picture as a PNG with a palette.
    func png() -> [UInt8] {
        var palette: [RGB] = []
        var indices: [RGB: UInt8] = [:]
        var data = RunDeflate()
        for y in 0..<height {
            // The first row of pixels has the blocks' colours, the seven below it differ by nothing (filter "up").
            data.append(0, count: 1)
            for x in 0..<width {
                let colour = colour(x: x, y: y)
                let index = indices[colour] ?? UInt8(palette.count)
                if indices[colour] == nil {
                    indices[colour] = index
                    palette.append(colour)
                }
                data.append(index, count: Self.block)
            }
            for _ in 1..<Self.block {
                data.append(2, count: 1)
                data.append(0, count: width * Self.block)
            }
        }

        var header: [UInt8] = []
        header.appendBigEndian(UInt32(width * Self.block))
        header.appendBigEndian(UInt32(height * Self.block))
        header += [8, 3, 0, 0, 0]

        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file.appendPNGChunk("IHDR", header)
        file.appendPNGChunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
        file.appendPNGChunk("IDAT", data.finished())
        file.appendPNGChunk("IEND", [])
        return file
    }
}

extension [UInt8] {
    mutating func appendPNGChunk(_ type: String, _ content: [UInt8]) {
        appendBigEndian(UInt32(content.count))
        let start = count
        append(contentsOf: type.utf8)
        append(contentsOf: content)
        appendBigEndian(crc32(self[start...]))
    }
}

/// CRC-32 as in PNG and zip.
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 {
            crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
        }
    }
    return ~crc
}
