extension MediaBytes {
    /// Chunks up to `IEND`. The checksums of those that a picture cannot be shown without are compared; readers skip
    /// the others where they are damaged.
    mutating func png() -> MediaStructure {
        var offset = 8
        var hasData = false
        while true {
            guard let length = number(offset, 4), let type = bytes(offset + 4, 4) else {
                return .broken("ends before its `IEND` chunk")
            }
            guard type.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }), length <= Int32.max else {
                return .broken("has no chunk at byte \(offset), where one should begin")
            }
            let name = String(decoding: type, as: UTF8.self)
            guard length <= rest(from: offset) - 12 else { return .broken("ends within its `\(name)` chunk") }
            if offset == 8, name != "IHDR" { return .broken("does not begin with an `IHDR` chunk") }
            let isNeeded = type[0] & 0x20 == 0
            if isNeeded, checksum(offset + 4, length + 4) != number(offset + 8 + length, 4) {
                return .broken("has a damaged `\(name)` chunk")
            }
            if name == "IDAT" { hasData = true }
            if name == "IEND" { return hasData ? .complete : .broken("has no `IDAT` chunk") }
            offset += 12 + length
        }
    }

    /// CRC-32; nil where the bytes are not there.
    private mutating func checksum(_ offset: Int, _ length: Int) -> Int? {
        var crc: UInt32 = 0xFFFF_FFFF
        var done = 0
        while done < length {
            let part = run(at: offset + done, atMost: length - done)
            guard !part.isEmpty else { return nil }
            for byte in part { crc = Self.checksums[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
            done += part.count
        }
        return Int(~crc)
    }

    private static let checksums: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    /// Segments up to the first scan, and scans up to the end mark. Where that mark alone is missing, it shows.
    mutating func jpeg() -> MediaStructure {
        var scan = JPEGScan()
        var offset = 2
        var hasFrame = false
        var hasScan = false
        while true {
            // Within a scan everything up to the next marker is data, as are stuffed zeros and restart marks.
            while true {
                let part = run(at: offset)
                guard !part.isEmpty else {
                    guard hasScan else { return .broken("ends before its picture begins") }
                    return scan.isWhole(in: &self) == false
                        ? .broken("ends within its picture") : .unfinished("has no end mark")
                }
                guard let mark = part.firstIndex(of: 0xFF) else {
                    guard hasScan else { return .broken("has no segment at byte \(offset), where one should begin") }
                    offset += part.count
                    continue
                }
                guard hasScan || mark == part.startIndex else {
                    return .broken("has no segment at byte \(offset), where one should begin")
                }
                offset += mark - part.startIndex
                break
            }
            while byte(offset) == 0xFF { offset += 1 }
            guard let marker = byte(offset) else { continue }
            offset += 1
            switch marker {
            case 0x00, 0x01, 0xD0...0xD7:
                guard hasScan else { return .broken("has no segment at byte \(offset - 2), where one should begin") }
            case 0xD8: continue
            case 0xD9: return hasScan ? .complete : .broken("ends before its picture begins")
            default:
                guard let length = number(offset, 2), length >= 2, length <= rest(from: offset) else {
                    // A scan that has been seen can be shown.
                    return hasScan ? .unfinished("ends within a segment") : .broken("ends within a segment")
                }
                let content = bytes(offset + 2, length - 2) ?? []
                switch marker {
                case 0xC4: scan.takeCodes(content)
                case 0xC8, 0xCC: break
                case 0xC0...0xCF:
                    hasFrame = true
                    scan.takeFrame(content, isSequential: marker <= 0xC1)
                case 0xDD where content.count == 2:
                    scan.restartInterval = Int(content[0]) << 8 | Int(content[1])
                case 0xDA: scan.takeScan(content, start: offset + length)
                default: break
                }
                offset += length
                if marker == 0xDA {
                    guard hasFrame else { return .broken("has no frame before its picture data") }
                    guard rest(from: offset) > 0 else { return .broken("ends before its picture data") }
                    hasScan = true
                }
            }
        }
    }

    /// Blocks up to the trailer. Where that alone is missing, it shows.
    mutating func gif() -> MediaStructure {
        guard let flags = byte(10) else { return .broken("ends within its head") }
        var offset = 13 + (flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0)
        var hasPicture = false
        while true {
            switch byte(offset) {
            case 0x3B: return hasPicture ? .complete : .broken("has no picture")
            case 0x21: offset += 2
            case 0x2C:
                guard let flags = byte(offset + 9) else { return .broken("ends within a picture") }
                offset += 11 + (flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0)
                guard offset < count else { return .broken("ends within a picture") }
                hasPicture = true
            case nil:
                return hasPicture ? .unfinished("has no end mark") : .broken("ends before its first picture")
            default:
                // Readers stop there, with what they have.
                return hasPicture
                    ? .unfinished("has something else before its end mark") : .broken("has no picture")
            }
            while true {
                guard let length = byte(offset) else { return .broken("ends within a picture") }
                offset += 1 + Int(length)
                if length == 0 { break }
            }
        }
    }

    /// The head names the file's length, or nothing.
    mutating func bmp() -> MediaStructure {
        guard let length = number(2, 4, isLittleEndian: true), let start = number(10, 4, isLittleEndian: true) else {
            return .broken("ends within its head")
        }
        return max(length, start) > count ? .broken("is shorter than it says") : .complete
    }

    /// The directory of the first picture, and where its strips or tiles end.
    mutating func tiff() -> MediaStructure {
        let isLittleEndian = byte(0) == 0x49
        guard let directory = number(4, 4, isLittleEndian: isLittleEndian),
            let entries = number(directory, 2, isLittleEndian: isLittleEndian),
            entries * 12 + 2 <= rest(from: directory)
        else { return .broken("ends before its directory") }
        var places: [Int] = []
        var lengths: [Int] = []
        for entry in 0..<entries {
            let offset = directory + 2 + entry * 12
            guard let tag = number(offset, 2, isLittleEndian: isLittleEndian),
                let type = number(offset + 2, 2, isLittleEndian: isLittleEndian),
                let items = number(offset + 4, 4, isLittleEndian: isLittleEndian)
            else { return .broken("ends within its directory") }
            guard [273, 279, 324, 325].contains(tag), let width = [3: 2, 4: 4][type] else { continue }
            var values = offset + 8
            if items * width > 4 {
                guard let place = number(values, 4, isLittleEndian: isLittleEndian),
                    items * width <= rest(from: place)
                else { return .broken("ends within its directory") }
                values = place
            }
            for item in 0..<items {
                let value = number(values + item * width, width, isLittleEndian: isLittleEndian) ?? Int.max
                if tag == 273 || tag == 324 { places.append(value) } else { lengths.append(value) }
            }
        }
        for (place, length) in zip(places, lengths) where length > rest(from: place) {
            return .broken("ends within its picture")
        }
        return .complete
    }
}
