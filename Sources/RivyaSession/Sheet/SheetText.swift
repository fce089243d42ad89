import RivyaSyntax

/// A label as lines that fit.
enum SheetText {
    /// - Parameters:
    ///   - columns: of a monospaced font; wide characters take two.
    ///   - count: lines at most; what is cut off is marked.
    static func lines(_ text: String, columns: Int, count: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(whereSeparator: \.isNewline) {
            var line = ""
            var width = 0
            for character in paragraph {
                let shown = TerminalText.safe(String(character))
                let step = DisplayWidth.columns(of: shown)
                if width + step > columns, !line.isEmpty {
                    guard character != " " else {
                        lines.append(line)
                        line = ""
                        width = 0
                        continue
                    }
                    // Broken at a space where there is one not too far back.
                    var rest = ""
                    if let space = line.lastIndex(of: " "), line.distance(from: space, to: line.endIndex) < columns / 2
                    {
                        rest = String(line[line.index(after: space)...])
                        line = String(line[..<space])
                    }
                    lines.append(line)
                    guard lines.count <= count else { break }
                    line = rest
                    width = DisplayWidth.columns(of: rest)
                }
                line += shown
                width += step
            }
            lines.append(line)
            // A prompt may be long; nobody sees the rest.
            if lines.count > count { break }
        }
        guard lines.count > count else { return lines }
        lines = Array(lines.prefix(count))
        while DisplayWidth.columns(of: lines[count - 1]) >= columns, !lines[count - 1].isEmpty {
            lines[count - 1].removeLast()
        }
        lines[count - 1] += "…"
        return lines
    }
}
