/// A picture of flat blocks of 8 by 8 pixels: a ground that darkens downwards and, in the middle, a symmetric figure.
///
/// Blocks of 8 are what makes both file formats small to write: a JPEG of them needs one coefficient for each, a PNG of
/// them is runs.
struct Mosaic {
    static let block = 8
    /// In blocks.
    let width: Int
    let height: Int
    private let figure: Figure
    private let hue: Int

    /// The longer side has at most `blocks` blocks; the ratio is exact.
    /// - Parameter hue: in degrees.
    init(ratio: AspectRatio, hue: Int, pattern: UInt64, blocks: Int = 64) {
        let scale = max(1, blocks / max(ratio.width, ratio.height))
        width = ratio.width * scale
        height = ratio.height * scale
        self.hue = hue
        figure = Figure(pattern: pattern, width: width, height: height)
    }

    /// A block's colour.
    func colour(x: Int, y: Int) -> RGB {
        let light = 62 - 30 * y / height
        return figure.covers(x: x, y: y)
            ? RGB(hue: (hue + 150) % 360, saturation: 70, lightness: light + 22)
            : RGB(hue: hue, saturation: 62, lightness: light)
    }
}

/// A figure of five by five squares, mirrored about its upright axis, in the middle of a mosaic.
private struct Figure {
    private let pattern: UInt64
    private let cell: Int
    private let left: Int
    private let top: Int

    init(pattern: UInt64, width: Int, height: Int) {
        self.pattern = pattern
        cell = max(1, min(width, height) / 7)
        left = (width - 5 * cell) / 2
        top = (height - 5 * cell) / 2
    }

    func covers(x: Int, y: Int) -> Bool {
        guard x >= left, y >= top else { return false }
        let column = (x - left) / cell
        let row = (y - top) / cell
        guard column < 5, row < 5 else { return false }
        let bit = row * 3 + min(column, 4 - column)
        return pattern >> UInt64(bit) & 1 == 1
    }
}

struct RGB: Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// - Parameters:
    ///   - hue: in degrees.
    ///   - saturation: in percent.
    ///   - lightness: in percent.
    init(hue: Int, saturation: Int, lightness: Int) {
        let light = Double(min(lightness, 100)) / 100
        let reach = Double(saturation) / 100 * min(light, 1 - light)
        func channel(_ offset: Int) -> UInt8 {
            let position = Double((offset * 30 + hue) % 360) / 30
            let level = light - reach * max(-1, min(position - 3, 9 - position, 1))
            return UInt8((level * 255).rounded())
        }
        red = channel(0)
        green = channel(8)
        blue = channel(4)
    }
}
