extension MediaBytes {
    /// Ogg: whole pages. A stream ends with a page that says so; where only that is missing, it plays.
    mutating func ogg() -> MediaStructure {
        var offset = 0
        var open: Set<Int> = []
        var pages = 0
        while offset < count {
            guard bytes(offset, 4) == Array("OggS".utf8) else {
                return pages > 1 ? .unfinished("has something else after its last page") : .broken("has no sound")
            }
            guard let flags = byte(offset + 5), let serial = number(offset + 14, 4, isLittleEndian: true),
                let segments = byte(offset + 26), let sizes = bytes(offset + 27, Int(segments)),
                case let length = sizes.reduce(27 + sizes.count, { $0 + Int($1) }), length <= rest(from: offset)
            else { return .broken("ends within a page") }
            if flags & 4 == 0 { open.insert(serial) } else { open.remove(serial) }
            pages += 1
            offset += length
        }
        if pages < 2 { return .broken("has no sound") }
        return open.isEmpty ? .complete : .unfinished("has no last page")
    }

    /// MP3 and AAC: frames one after the other, behind a tag or at once. There must be two of them, or one that ends the
    /// file; where they end early, they play.
    ///
    /// - Parameter length: of the frame with these first seven bytes; nil for what is none.
    mutating func frames(_ length: ([UInt8]) -> Int?) -> MediaStructure {
        var offset = 0
        if code(0, 3) == "ID3", let size = bytes(6, 4) {
            // Four times seven bits, its own ten bytes not counted, nor those of a foot.
            offset = 10 + size.reduce(0) { $0 << 7 | Int($1 & 0x7F) }
            if let flags = byte(5), flags & 0x10 != 0 { offset += 10 }
        }
        guard rest(from: offset) > 0 else { return .broken("ends before its sound begins") }
        // Some writers put padding before the first frame.
        let limit = min(count, offset + 1 << 16)
        while offset < limit {
            if let first = frame(offset, length) {
                if offset + first == count || frame(offset + first, length) != nil { break }
                if first > rest(from: offset) { return .broken("ends within its first frame") }
                if offset + first > count - 7 { return .unfinished("ends within a frame") }
            }
            offset += 1
        }
        guard offset < limit else { return .broken("has no sound") }
        while let size = frame(offset, length) {
            guard size <= rest(from: offset) else { return .unfinished("ends within a frame") }
            offset += size
        }
        return .complete
    }

    private mutating func frame(_ offset: Int, _ length: ([UInt8]) -> Int?) -> Int? {
        guard byte(offset) == 0xFF, let head = bytes(offset, 7) else { return nil }
        return length(head)
    }

    /// FLAC: its metadata, and something behind it.
    mutating func flac() -> MediaStructure {
        var offset = 4
        if code(0, 3) == "ID3", let size = bytes(6, 4) { offset += 10 + size.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }
        while true {
            guard let kind = byte(offset), let length = number(offset + 1, 3), length <= rest(from: offset + 4) else {
                return .broken("ends before its sound begins")
            }
            offset += 4 + length
            if kind & 0x80 != 0 { break }
        }
        return rest(from: offset) > 0 ? .complete : .broken("ends before its sound begins")
    }
}

/// The heads of frames of compressed sound.
enum MPEGFrame {
    /// Layer II or III: sync word, version, layer, rates. nil also for frames of free format, whose length is not told.
    static func length(mpegAudio head: [UInt8]) -> Int? {
        guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE0 == 0xE0 else { return nil }
        let (version, layer) = (Int(head[1] >> 3 & 3), Int(head[1] >> 1 & 3))
        let (rate, sampling) = (Int(head[2] >> 4), Int(head[2] >> 2 & 3))
        guard version != 1, layer == 1 || layer == 2, (1...14).contains(rate), sampling != 3 else { return nil }
        let isFirst = version == 3
        let kilobits =
            switch (isFirst, layer) {
            case (true, 2): [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
            case (true, _): [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
            default: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
            }
        let hertz = [44100, 48000, 32000][sampling] >> (isFirst ? 0 : version == 2 ? 1 : 2)
        let slots = layer == 1 && !isFirst ? 72 : 144
        return slots * kilobits[rate - 1] * 1000 / hertz + Int(head[2] >> 1 & 1)
    }

    /// AAC in ADTS.
    static func length(adts head: [UInt8]) -> Int? {
        guard head.count >= 6, head[0] == 0xFF, head[1] & 0xF6 == 0xF0, head[2] >> 2 & 0xF <= 12 else { return nil }
        let length = Int(head[3] & 3) << 11 | Int(head[4]) << 3 | Int(head[5]) >> 5
        return length >= 7 ? length : nil
    }
}
