struct BlockLine: Equatable {
    /// Rendered, without a line feed.
    var text: String
    var width: Int
}

/// The lines at the bottom of the terminal that are redrawn in place, and the codes to do so.
///
/// Each frame is one write: the cursor goes up to the block's first line, every line is overwritten and its rest
/// cleared, and what is left below is erased. Nothing is blanked first, so nothing flickers; terminals that know
/// synchronised output (mode 2026) show the frame at once, the others ignore the codes.
struct LiveBlock {
    private(set) var lines: [BlockLine] = []

    var isEmpty: Bool { lines.isEmpty }

    private static let begin = "\u{1B}[?2026h\u{1B}[?25l"
    private static let end = "\u{1B}[?25h\u{1B}[?2026l"

    /// The codes that turn the block on the screen into the new one.
    /// - Parameter columns: the width now. If the window became narrower, the terminal has wrapped the drawn lines.
    mutating func replacing(with new: [BlockLine], columns: Int?) -> String {
        if new.isEmpty, lines.isEmpty { return "" }
        var frame = Self.begin + "\r" + upwards(columns: columns)
        for line in new { frame += line.text + "\u{1B}[K\n" }
        frame += "\u{1B}[J" + Self.end
        lines = new
        return frame
    }

    /// The codes that take the block away for a message; `drawing` brings it back below.
    func erasing(columns: Int?) -> String {
        isEmpty ? "" : Self.begin + "\r" + upwards(columns: columns) + "\u{1B}[J"
    }

    func drawing() -> String {
        if isEmpty { return "" }
        return lines.map { $0.text + "\u{1B}[K\n" }.joined() + Self.end
    }

    private func upwards(columns: Int?) -> String {
        let rows = lines.reduce(0) { sum, line in
            guard let columns, columns > 0, line.width > columns else { return sum + 1 }
            return sum + (line.width + columns - 1) / columns
        }
        return rows == 0 ? "" : "\u{1B}[\(rows)A"
    }
}
