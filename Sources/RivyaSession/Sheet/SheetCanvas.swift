import Foundation

/// Pixels in rows, three bytes each: red, green, blue.
struct SheetCanvas {
    struct Color {
        var red: UInt8
        var green: UInt8
        var blue: UInt8

        static let paper = Color(red: 250, green: 250, blue: 249)
        /// Where something is still to come.
        static let pale = Color(red: 232, green: 234, blue: 237)
        /// Where something went wrong.
        static let failed = Color(red: 250, green: 228, blue: 225)
    }

    let width: Int
    let height: Int
    private(set) var bytes: [UInt8]

    init(width: Int, height: Int, _ color: Color = .paper) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: width * height * 3)
        fill(x: 0, y: 0, width: width, height: height, color)
    }

    /// Reads the binary form of a portable pixmap, with one byte for each color; nil for anything else.
    init?(pixmap: [UInt8]) {
        guard let head = Head(pixmap), pixmap.count == head.length + head.width * head.height * 3 else { return nil }
        width = head.width
        height = head.height
        bytes = Array(pixmap[head.length...])
    }

    /// The size of the picture in such a file, of which only the beginning is read; nil for a file that is none, or not
    /// whole.
    static func size(ofPixmap path: String) -> (width: Int, height: Int)? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let start = try? file.read(upToCount: 64), let head = Head(Array(start)),
            let length = try? file.seekToEnd(), length == head.length + head.width * head.height * 3
        else { return nil }
        return (head.width, head.height)
    }

    /// Writes such a file, without a second copy of the picture in memory.
    func write(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data("P6\n\(width) \(height)\n255\n".utf8)),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        defer { try? file.close() }
        try file.seekToEnd()
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            try file.write(contentsOf: bytes[start..<min(start + 1 << 20, bytes.count)])
        }
    }

    /// What stands before the pixels.
    private struct Head {
        let width: Int
        let height: Int
        /// In bytes.
        let length: Int

        init?(_ bytes: [UInt8]) {
            var place = 0
            func word() -> String? {
                while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
                let start = place
                while place < bytes.count, ![0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
                return start == place ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
            }
            guard word() == "P6", let width = word().flatMap({ Int($0) }), let height = word().flatMap({ Int($0) }),
                word() == "255", width > 0, height > 0, width <= 1 << 15, height <= 1 << 15
            else { return nil }
            self.width = width
            self.height = height
            length = place + 1
        }
    }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
        for row in max(0, y)..<max(0, min(self.height, y + height)) {
            for column in max(0, x)..<max(0, min(self.width, x + width)) {
                let place = (row * self.width + column) * 3
                bytes[place] = color.red
                bytes[place + 1] = color.green
                bytes[place + 2] = color.blue
            }
        }
    }

    /// Puts another picture here, which must lie inside.
    mutating func draw(_ picture: SheetCanvas, x: Int, y: Int) {
        precondition(x >= 0 && y >= 0 && x + picture.width <= width && y + picture.height <= height)
        for row in 0..<picture.height {
            let source = row * picture.width * 3
            let target = ((y + row) * width + x) * 3
            bytes.replaceSubrange(
                target..<target + picture.width * 3, with: picture.bytes[source..<source + picture.width * 3])
        }
    }
}
