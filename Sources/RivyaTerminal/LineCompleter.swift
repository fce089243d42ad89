/// Knows what could be typed at a place.
package protocol LineCompleter: Sendable {
    /// What fits at the cursor. Called on the editor's thread while the user waits, so it must be quick.
    ///
    /// - Parameters:
    ///   - text: the line being edited.
    ///   - cursor: the cursor's place as a count of Unicode scalars before it.
    func completions(for text: String, cursor: Int) -> CompletionList
}

/// What fits at a cursor.
package struct CompletionList: Sendable, Hashable {
    package struct Candidate: Sendable, Hashable {
        /// What stands there afterwards, in place of the whole word.
        package var text: String
        /// One line for the list, as `float, 0...1, default 0.5`.
        package var description: String
        /// Added after the only candidate, as a space or `=`.
        package var ending: String

        package init(_ text: String, description: String = "", ending: String = " ") {
            self.text = text
            self.description = description
            self.ending = ending
        }
    }

    /// The number of Unicode scalars before the cursor that a candidate takes the place of.
    package var wordLength: Int
    package var candidates: [Candidate]

    package init(wordLength: Int, candidates: [Candidate]) {
        self.wordLength = wordLength
        self.candidates = candidates
    }

    package static let none = CompletionList(wordLength: 0, candidates: [])

    /// The longest beginning that all candidates share, in whole characters.
    var commonPrefix: String {
        guard var prefix = candidates.first?.text[...] else { return "" }
        for candidate in candidates.dropFirst() {
            let length = zip(prefix, candidate.text).prefix { $0 == $1 }.count
            prefix = prefix.prefix(length)
        }
        return String(prefix)
    }

    /// The candidates as lines, as many as fit into `rows`.
    func listing(columns: Int, rows: Int) -> [StyledText] {
        let room = max(1, min(candidates.count, max(rows - 4, 4)))
        let shown = candidates.prefix(candidates.count > room ? room - 1 : room)
        if shown.allSatisfy({ $0.description.isEmpty }) {
            return Self.grid(candidates.map(\.text), columns: columns, rows: room)
        }
        let width = shown.map { $0.text.columns }.max() ?? 0
        var lines = shown.map { candidate -> StyledText in
            let space = String(repeating: " ", count: width - candidate.text.columns + 2)
            let line: StyledText = "\(candidate.text, .bold)\(space)\(candidate.description, .dim)"
            return line.singleLine.truncated(to: columns - 1)
        }
        if shown.count < candidates.count {
            lines.append("\("and \(candidates.count - shown.count) more", .dim)")
        }
        return lines
    }

    /// Names side by side, in columns of one width, read row by row.
    private static func grid(_ texts: [String], columns: Int, rows: Int) -> [StyledText] {
        let width = (texts.map(\.columns).max() ?? 0) + 2
        let perLine = max(1, (columns - 1) / width)
        let hidden = texts.count - perLine * rows
        let shown = hidden > 0 ? texts.prefix(perLine * (rows - 1)) : texts[...]
        var lines = stride(from: 0, to: shown.count, by: perLine).map { start -> StyledText in
            let row = shown[start..<min(start + perLine, shown.count)]
            let line = row.map { $0 + String(repeating: " ", count: width - $0.columns) }.joined()
            return StyledText(line).singleLine.truncated(to: columns - 1)
        }
        if shown.count < texts.count { lines.append("\("and \(texts.count - shown.count) more", .dim)") }
        return lines
    }
}
