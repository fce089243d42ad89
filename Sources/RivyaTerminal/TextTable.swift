/// A table of styled cells, laid out by display width.
///
/// Where a width is given, columns that are allowed to shrink are cut with `…` until the table fits; without one (a
/// file or a pipe) nothing is ever cut.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case left
        case right
    }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment
        /// The fewest columns the content may be cut to; nil when it must stay whole.
        package var minimumWidth: Int?
        /// Whether what is cut is the start: of a path, the end tells files apart.
        package var isCutAtStart = false

        /// A column whose content is never cut, as for numbers, states and identifiers.
        package static func fixed(_ title: String, _ alignment: Alignment = .left) -> Column {
            Column(title: title, alignment: alignment, minimumWidth: nil)
        }

        /// A column whose content may be cut, as for prompts and paths.
        package static func flexible(
            _ title: String, minimumWidth: Int = 8, isCutAtStart: Bool = false
        ) -> Column {
            Column(title: title, alignment: .left, minimumWidth: minimumWidth, isCutAtStart: isCutAtStart)
        }
    }

    package var columns: [Column]
    package private(set) var rows: [[StyledText]] = []
    /// Rows that say something where others have a path: of a sentence, the start is kept.
    private var sentences: Set<Int> = []

    static let gap = 2

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row. Missing cells are empty; line breaks are shown as `␊`.
    ///
    /// - Parameter isSentence: no cell is cut at its start, whatever its column says.
    package mutating func append(_ cells: [StyledText], isSentence: Bool = false) {
        if isSentence { sentences.insert(rows.count) }
        precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
        let padding = Array(repeating: StyledText(), count: columns.count - cells.count)
        rows.append(cells.map(\.singleLine) + padding)
    }

    /// The header and one line per row; an empty table is no line at all. Columns in which every cell is empty are
    /// left out.
    ///
    /// They come in parts, so that a long table need not be there twice.
    func forEachPart(width: Int?, of size: Int = 500, _ body: ([StyledText]) -> Void) {
        let shown = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        if shown.isEmpty { return }
        let widths = fittedWidths(of: shown, in: width)
        let header = columns.map { StyledText($0.title.uppercased(), .dim) }
        body([line(of: header, columns: shown, widths: widths, limit: width)])
        for start in stride(from: 0, to: rows.count, by: size) {
            body(
                (start..<min(start + size, rows.count)).map { row in
                    line(
                        of: rows[row], columns: shown, widths: widths, limit: width,
                        isSentence: sentences.contains(row))
                })
        }
    }

    private func line(
        of cells: [StyledText], columns shown: [Int], widths: [Int], limit: Int?, isSentence: Bool = false
    ) -> StyledText {
        var result = StyledText()
        var pendingSpaces = 0
        for (column, width) in zip(shown, widths) {
            let cell =
                columns[column].isCutAtStart && !isSentence
                ? cells[column].truncatedAtStart(to: width) : cells[column].truncated(to: width)
            let space = width - cell.width
            let isRight = columns[column].alignment == .right
            // Spaces are written only in front of text, so that no line ends with them.
            pendingSpaces += isRight ? space : 0
            if !cell.isEmpty {
                result.append(String(repeating: " ", count: pendingSpaces))
                result.append(cell)
                pendingSpaces = 0
            } else {
                pendingSpaces += width - (isRight ? space : 0)
            }
            pendingSpaces += (isRight || cell.isEmpty ? 0 : space) + Self.gap
        }
        return limit.map { result.truncated(to: $0) } ?? result
    }

    /// Widths that fit: the widest flexible column gives way first, so that short ones stay readable.
    private func fittedWidths(of shown: [Int], in limit: Int?) -> [Int] {
        var widths = shown.map { column in
            rows.reduce(columns[column].title.columns) { max($0, $1[column].width) }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (shown.count - 1) - limit
        while excess > 0 {
            let candidates = shown.indices.filter { index in
                columns[shown[index]].minimumWidth.map { widths[index] > $0 } ?? false
            }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            let others = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let floor = max(columns[shown[widest]].minimumWidth ?? 0, min(others, widths[widest] - 1))
            let cut = min(excess, widths[widest] - floor)
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }
}
