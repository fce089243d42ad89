/// What the boxes of an MP4 file say about the film in it.
struct MovieHeader {
    private(set) var seconds = 0.0
    private(set) var width = 0
    private(set) var height = 0

    /// nil where the bytes are no MP4 file with a picture.
    init?(_ bytes: [UInt8]) {
        guard Self.boxes(of: bytes[...]).first?.kind == "ftyp",
            let movie = Self.boxes(of: bytes[...]).first(where: { $0.kind == "moov" })?.content
        else { return nil }
        for box in Self.boxes(of: movie) {
            switch box.kind {
            case "mvhd":
                let isLong = box.content.first == 1
                let scale = Self.number(box.content, at: isLong ? 20 : 12, length: 4)
                let duration = Self.number(box.content, at: isLong ? 24 : 16, length: isLong ? 8 : 4)
                guard scale > 0 else { return nil }
                seconds = Double(duration) / Double(scale)
            case "trak":
                guard let header = Self.boxes(of: box.content).first(where: { $0.kind == "tkhd" })?.content else {
                    continue
                }
                // The last two fields, in 16.16 fixed point; a sound track has none.
                width = max(width, Self.number(header, at: header.count - 8, length: 2))
                height = max(height, Self.number(header, at: header.count - 4, length: 2))
            default: break
            }
        }
        if width == 0 || height == 0 { return nil }
    }

    private static func boxes(of bytes: ArraySlice<UInt8>) -> [(kind: String, content: ArraySlice<UInt8>)] {
        var boxes: [(kind: String, content: ArraySlice<UInt8>)] = []
        var rest = bytes
        while rest.count >= 8 {
            let length = number(rest, at: 0, length: 4)
            guard length >= 8, length <= rest.count else { break }
            let kind = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            boxes.append((kind, rest.prefix(length).dropFirst(8)))
            rest = rest.dropFirst(length)
        }
        return boxes
    }

    /// A big-endian number.
    private static func number(_ bytes: ArraySlice<UInt8>, at offset: Int, length: Int) -> Int {
        bytes.dropFirst(offset).prefix(length).reduce(0) { $0 << 8 | Int($1) }
    }
}
