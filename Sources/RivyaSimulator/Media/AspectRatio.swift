/// Width to height, in small whole numbers.
struct AspectRatio: Hashable {
    let width: Int
    let height: Int

    init(_ width: Int, _ height: Int) {
        self.width = width
        self.height = height
    }

    /// What the models' options call a ratio: `16:9`, and the names that some have for it (`landscape`, `square_hd`,
    /// `portrait_4_3`). nil for what leaves the ratio to the model, as `auto` does, and for everything else.
    init?(option: String) {
        switch option {
        case "landscape": self.init(16, 9)
        case "portrait": self.init(9, 16)
        case "square", "square_hd": self.init(1, 1)
        default:
            let isPortrait = option.hasPrefix("portrait_")
            let isLandscape = option.hasPrefix("landscape_")
            let sides =
                isPortrait || isLandscape
                ? Array(option.split(separator: "_").dropFirst())
                : option.split(separator: ":", omittingEmptySubsequences: false)
            guard
                sides.count == 2, let first = Int(sides[0]), let second = Int(sides[1]), (1...64).contains(first),
                (1...64).contains(second)
            else { return nil }
            // `portrait_4_3` and `landscape_4_3` both name the longer side first.
            self = isPortrait ? AspectRatio(second, first) : AspectRatio(first, second)
        }
    }

    var value: Double { Double(width) / Double(height) }

    /// The one that differs least, as a factor.
    func nearest(of ratios: [AspectRatio]) -> AspectRatio {
        func distance(_ other: AspectRatio) -> Double { max(value / other.value, other.value / value) }
        return ratios.min { distance($0) < distance($1) } ?? self
    }
}
