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
        var place = 0
        func word() -> String? {
            while place < pixmap.count, [0x20, 0x0A, 0x0D, 0x09].contains(pixmap[place]) { place += 1 }
            let start = place
            while place < pixmap.count, ![0x20, 0x0A, 0x0D, 0x09].contains(pixmap[place]) { place += 1 }
            return start == place ? nil : String(decoding: pixmap[start..<place], as: UTF8.self)
        }
        guard word() == "P6", let width = word().flatMap({ Int($0) }), let height = word().flatMap({ Int($0) }),
            word() == "255", width > 0, height > 0, width <= 1 << 15, height <= 1 << 15
        else { return nil }
        place += 1
        guard pixmap.count == place + width * height * 3 else { return nil }
        self.width = width
        self.height = height
        bytes = Array(pixmap[place...])
    }

    var pixmap: [UInt8] { Array("P6\n\(width) \(height)\n255\n".utf8) + bytes }

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
