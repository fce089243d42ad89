extension MediaType {
    /// Enough of a file's beginning for `detect`, in bytes.
    package static let headLength = 4096

    /// The type of a file, from its first bytes (`headLength` of them, or the whole file where it is shorter); never
    /// from its name. nil for what is none of the media known here.
    package static func detect(_ head: some Collection<UInt8>) -> MediaType? {
        let head = Array(head.prefix(headLength))
        let mimeType =
            signature(head) ?? riff(head) ?? isoMedia(head) ?? matroska(head) ?? ogg(head) ?? mpegAudio(head)
        return mimeType.flatMap(MediaType.init(mimeType:))
    }

    /// Formats that a fixed beginning tells.
    private static func signature(_ head: [UInt8]) -> String? {
        let signatures: [(String, [UInt8])] = [
            ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            ("image/jpeg", [0xFF, 0xD8, 0xFF]),
            ("image/gif", Array("GIF87a".utf8)),
            ("image/gif", Array("GIF89a".utf8)),
            ("image/tiff", [0x49, 0x49, 0x2A, 0x00]),
            ("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
            ("audio/flac", Array("fLaC".utf8)),
            ("video/x-flv", Array("FLV\u{1}".utf8)),
            ("video/x-ms-asf", [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]),
            ("video/mpeg", [0x00, 0x00, 0x01, 0xBA]),
        ]
        if let found = signatures.first(where: { head.starts(with: $0.1) }) { return found.0 }
        // "BM" alone is the beginning of many a text: the two reserved fields must be zero as well.
        if head.count >= 14, text(head, 0, 2) == "BM", head[6..<10].allSatisfy({ $0 == 0 }) { return "image/bmp" }
        if text(head, 0, 4) == "FORM", ["AIFF", "AIFC"].contains(text(head, 8, 4)) { return "audio/aiff" }
        return nil
    }

    private static func riff(_ head: [UInt8]) -> String? {
        switch (text(head, 0, 4), text(head, 8, 4)) {
        case ("RIFF", "WEBP"): "image/webp"
        case ("RIFF", "WAVE"), ("RF64", "WAVE"), ("BW64", "WAVE"): "audio/wav"
        case ("RIFF", "AVI "): "video/x-msvideo"
        default: nil
        }
    }

    /// MP4 and its relatives: the major brand decides, then the compatible ones.
    private static func isoMedia(_ head: [UInt8]) -> String? {
        guard let box = text(head, 4, 4) else { return nil }
        guard box == "ftyp" else {
            // QuickTime files from before 2001 have no file type box.
            return ["moov", "mdat", "wide", "pnot"].contains(box) ? "video/quicktime" : nil
        }
        let length = Int(head[0]) << 24 | Int(head[1]) << 16 | Int(head[2]) << 8 | Int(head[3])
        var brands: [String] = []
        // The minor version at 12 is no brand.
        for offset in [8] + Array(stride(from: 16, to: max(16, min(length, head.count)), by: 4)) {
            if let brand = text(head, offset, 4) { brands.append(brand) }
        }
        for brand in brands {
            switch brand {
            case "avif", "avis": return "image/avif"
            case "heic", "heix", "heim", "heis", "hevc", "hevx": return "image/heic"
            case "qt  ": return "video/quicktime"
            case "M4A ", "M4B ", "M4P ": return "audio/mp4"
            case "mif1", "msf1": continue
            // Canon's raw photographs call themselves compatible with `isom`.
            case "crx ": return nil
            case _ where brand.hasPrefix("3gp") || brand.hasPrefix("3g2"): return "video/3gpp"
            case "isom", "mp41", "mp42", "avc1", "dash", "MSNV", "M4V ", "M4VH", "M4VP", "f4v ": return "video/mp4"
            case _ where brand.hasPrefix("iso"): return "video/mp4"
            default: continue
            }
        }
        return brands.contains("mif1") || brands.contains("msf1") ? "image/heic" : nil
    }

    /// EBML: the document type, element 0x4282 of the header, tells WebM from Matroska.
    private static func matroska(_ head: [UInt8]) -> String? {
        guard head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return nil }
        for offset in 4..<max(4, min(head.count - 3, 128)) where head[offset] == 0x42 && head[offset + 1] == 0x82 {
            // The length is one byte with its highest bit set: both names are short.
            if text(head, offset + 3, 4) == "webm" { return "video/webm" }
            if text(head, offset + 3, 8) == "matroska" { return "video/x-matroska" }
        }
        return nil
    }

    private static func ogg(_ head: [UInt8]) -> String? {
        guard text(head, 0, 4) == "OggS" else { return nil }
        // The first page has 27 bytes and one segment length before its first packet.
        return text(head, 29, 6) == "theora" ? "video/ogg" : "audio/ogg"
    }

    /// MP3 and AAC: a frame header, after an ID3 tag or at once.
    private static func mpegAudio(_ head: [UInt8]) -> String? {
        guard text(head, 0, 3) == "ID3", head.count >= 10 else { return frame(head, at: 0) }
        // The tag's length is four times seven bits, its own ten bytes not counted.
        let length = head[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
        if text(head, 10 + length, 4) == "fLaC" { return "audio/flac" }
        return frame(head, at: 10 + length) ?? "audio/mpeg"
    }

    private static func frame(_ head: [UInt8], at offset: Int) -> String? {
        guard offset + 4 <= head.count, head[offset] == 0xFF else { return nil }
        let second = head[offset + 1]
        // ADTS: twelve bits of sync word and layer 0.
        if second & 0xF6 == 0xF0 { return head[offset + 2] >> 2 & 0xF <= 12 ? "audio/aac" : nil }
        // MPEG audio: eleven bits of sync word; reserved versions, rates and layers are no frames. Layer I is refused
        // because it would take the byte order mark of UTF-16 text for a frame.
        let version = second >> 3 & 3
        let layer = second >> 1 & 3
        let third = head[offset + 2]
        guard second & 0xE0 == 0xE0, version != 1, layer == 1 || layer == 2 else { return nil }
        return third >> 4 != 15 && third >> 2 & 3 != 3 ? "audio/mpeg" : nil
    }

    private static func text(_ head: [UInt8], _ offset: Int, _ count: Int) -> String? {
        guard offset >= 0, offset + count <= head.count else { return nil }
        return String(decoding: head[offset..<offset + count], as: UTF8.self)
    }
}
