extension MediaBytes {
    /// What a RIFF file holds, chunk by chunk.
    private struct RIFFChunks {
        var names: Set<String> = []
        /// The name of the chunk that the file ends in.
        var cut: String?
        /// The file ends before the length that its head states.
        var isShort = false
    }

    /// Lengths that recorders write who do not know them yet.
    private static func isUnknown(_ length: Int) -> Bool { length == 0 || length >= 0x7FFF_0000 }

    private mutating func riff(isLittleEndian: Bool = true) -> RIFFChunks {
        var chunks = RIFFChunks()
        let stated = number(4, 4, isLittleEndian: isLittleEndian) ?? 0
        // Some writers leave the last byte of padding out.
        chunks.isShort = !Self.isUnknown(stated) && stated > count - 8 + 1
        let end = Self.isUnknown(stated) ? count : min(count, stated + 8)
        var offset = 12
        while offset < end, let name = code(offset) {
            guard let length = number(offset + 4, 4, isLittleEndian: isLittleEndian) else {
                chunks.cut = name
                break
            }
            chunks.names.insert(name)
            if name == "data", Self.isUnknown(length) { break }
            guard length <= rest(from: offset + 8) else {
                chunks.cut = name
                break
            }
            offset += 8 + length + (length & 1)
        }
        return chunks
    }

    mutating func webp() -> MediaStructure {
        let chunks = riff()
        guard !chunks.isShort else { return .broken("is shorter than it says") }
        if let cut = chunks.cut { return .broken("ends within its `\(Self.shown(cut))` chunk") }
        return chunks.names.isDisjoint(with: ["VP8 ", "VP8L", "ANMF"]) ? .broken("has no picture") : .complete
    }

    mutating func wav() -> MediaStructure {
        if code(0) != "RIFF" { return rf64() }
        let chunks = riff()
        guard chunks.names.contains("data") else { return .broken("has no `data` chunk") }
        if let cut = chunks.cut {
            // What follows the sound is not heard.
            let fault = "ends within its `\(Self.shown(cut))` chunk"
            return cut == "data" ? .broken(fault) : .unfinished(fault)
        }
        return chunks.isShort ? .unfinished("is shorter than it says") : .complete
    }

    /// The relative for more than 4 GiB: its first chunk states the lengths.
    private mutating func rf64() -> MediaStructure {
        guard code(12) == "ds64", let length = number(20, 8, isLittleEndian: true) else { return .complete }
        return length > count - 8 ? .broken("is shorter than it says") : .complete
    }

    mutating func avi() -> MediaStructure {
        let chunks = riff()
        guard !chunks.isShort else { return .broken("is shorter than it says") }
        if let cut = chunks.cut { return .broken("ends within its `\(Self.shown(cut))` chunk") }
        return chunks.names.contains("LIST") ? .complete : .broken("has no pictures")
    }

    mutating func aiff() -> MediaStructure {
        let chunks = riff(isLittleEndian: false)
        guard chunks.names.contains("SSND") else { return .broken("has no sound") }
        if let cut = chunks.cut {
            let fault = "ends within its `\(Self.shown(cut))` chunk"
            return cut == "SSND" ? .broken(fault) : .unfinished(fault)
        }
        return .complete
    }

    private static func shown(_ name: String) -> String { String(name.prefix { $0 != " " }) }
}
