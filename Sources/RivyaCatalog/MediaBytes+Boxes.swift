extension MediaBytes {
    /// MP4 and its relatives: boxes from the beginning, exactly up to the end, with an index and what it leads to.
    mutating func boxes(of type: MediaType) -> MediaStructure {
        var names: Set<String> = []
        var offset = 0
        func hasAll() -> Bool {
            if type.kind == .image {
                // Small pictures may lie within `meta`; sequences have `moov`.
                return names.contains("meta") || names.contains("moov") && names.contains("mdat")
            }
            return names.contains("moov") && !names.isDisjoint(with: ["mdat", "moof"])
        }
        while offset < count {
            // What follows the last box is nobody's.
            guard let short = number(offset, 4), let name = boxName(offset + 4) else {
                if hasAll() { return .complete }
                return rest(from: offset) < 8
                    ? .broken("ends before all of its boxes are there")
                    : .broken("has no box at byte \(offset), where one should begin")
            }
            var length = short
            var head = 8
            if short == 1 {
                guard let long = number(offset + 8, 8) else { return .broken("ends within its `\(name)` box") }
                length = long
                head = 16
            } else if short == 0 {
                length = rest(from: offset)
            }
            guard length >= head else {
                return hasAll() ? .complete : .broken("has no box at byte \(offset), where one should begin")
            }
            guard length <= rest(from: offset) else { return .broken("ends within its `\(name)` box") }
            names.insert(name)
            offset += length
        }
        guard !hasAll() else { return .complete }
        if type.kind == .image { return .broken("has no `meta` box: nothing says what it shows") }
        return names.contains("moov")
            ? .broken("has no `mdat` box: there is nothing to play")
            : .broken("has no `moov` box: its index is missing")
    }

    /// Also the names of QuickTime that begin with a copyright sign.
    private mutating func boxName(_ offset: Int) -> String? {
        if byte(offset) == 0xA9 { return code(offset + 1, 3).map { "©" + $0 } }
        return code(offset)
    }

    /// Matroska and WebM: the segment reaches its end, and so does each of its elements where it does not state one.
    mutating func matroska() -> MediaStructure {
        guard let head = element(0), let length = head.length, length <= rest(from: head.start),
            let segment = element(head.start + length), segment.id == 0x1853_8067
        else { return .broken("has no segment") }
        if let length = segment.length, length > rest(from: segment.start) {
            return .broken("ends within its segment")
        }
        var offset = segment.start
        let end = segment.length.map { segment.start + $0 } ?? count
        var hasCluster = false
        while offset < end, let child = element(offset) {
            if child.id == 0x1F43_B675 { hasCluster = true }
            // A live recording: whatever has arrived of it plays.
            guard let length = child.length else { break }
            guard length <= rest(from: child.start) else { return .broken("ends within a cluster or another element") }
            offset = child.start + length
        }
        return hasCluster ? .complete : .broken("has no cluster: there is nothing to play")
    }

    /// An element's id, where its content begins and how long that is; nil for a length that is not known.
    private mutating func element(_ offset: Int) -> (id: Int, start: Int, length: Int?)? {
        guard let first = byte(offset), first >= 0x10 else { return nil }
        let idLength = first.leadingZeroBitCount + 1
        guard let id = number(offset, idLength), let mark = byte(offset + idLength), mark > 0 else { return nil }
        let width = mark.leadingZeroBitCount + 1
        guard let raw = number(offset + idLength, width) else { return nil }
        let limit = 1 << (7 * width)
        let value = raw & (limit - 1)
        return (id, offset + idLength + width, value == limit - 1 ? nil : value)
    }
}
