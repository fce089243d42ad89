import RivyaSyntax

extension StyledText {
    /// The text in lines of at most `columns`, broken at spaces and behind slashes, and elsewhere only where a word is
    /// longer than a line. Nothing is left out but the spaces at a break.
    ///
    /// - Parameter indent: the spaces in front of every line but the first.
    package func wrapped(to columns: Int, indent: Int = 0) -> [StyledText] {
        lines.flatMap { $0.wrappedLine(to: columns, indent: indent) }
    }

    private func wrappedLine(to columns: Int, indent: Int) -> [StyledText] {
        if width <= columns { return [self] }
        // Where a line has no room for anything, the indentation gives way.
        let indent = columns - indent < 8 ? 0 : indent
        var pieces = spans.flatMap { span in span.text.map { Piece(character: $0, style: span.style) } }[...]
        var lines: [StyledText] = []
        while !pieces.isEmpty {
            let room = lines.isEmpty ? columns : columns - indent
            let count = Self.countOfLine(pieces, room: room, isFirst: lines.isEmpty)
            var line = StyledText(lines.isEmpty ? "" : String(repeating: " ", count: indent))
            for piece in pieces.prefix(count).trimmingEnd() { line.append(String(piece.character), piece.style) }
            lines.append(line.truncated(to: columns))
            pieces = pieces.dropFirst(count).drop { $0.character == " " }
        }
        return lines
    }

    /// How many characters the next line takes; at least one.
    private static func countOfLine(_ pieces: ArraySlice<Piece>, room: Int, isFirst: Bool) -> Int {
        var (count, width) = (0, 0)
        var breakAt: Int?
        // The indentation of a first line is no place to break.
        var hasText = !isFirst
        for piece in pieces {
            width += String(piece.character).columns
            if piece.character == " " {
                if hasText { breakAt = count }
            } else {
                hasText = true
            }
            if width > room, piece.character != " " { return max(1, breakAt ?? count) }
            count += 1
            if piece.character == "/" { breakAt = count }
        }
        return count
    }

    fileprivate struct Piece {
        var character: Character
        var style: TextStyle
    }
}

extension ArraySlice where Element == StyledText.Piece {
    fileprivate func trimmingEnd() -> Self {
        var result = self
        while result.last?.character == " " { result.removeLast() }
        return result
    }
}
