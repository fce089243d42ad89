/// A table of styled cells, laid out by display width.
///
/// Where a width is given, it is kept: first the columns of which a beginning is enough are cut with `…`, then others
/// take several lines, and at last, in a window too narrow for what stays whole, each row becomes a list of its cells.
/// Without a width (a file or a pipe) every row is one line.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case left
        case right
    }

    package struct Column: Sendable {
        /// What becomes of content that has no room.
        enum Narrowing: Sendable {
            case stays
            case isCut
            case takesLines
        }

        package var title: String
        package var alignment: Alignment
        /// The fewest columns that the content is given.
        var minimumWidth: Int
        var narrowing: Narrowing

        /// A column whose content stays whole, as for prices, states and identifiers.
        package static func fixed(_ title: String, _ alignment: Alignment = .left) -> Column {
            Column(title: title, alignment: alignment, minimumWidth: 0, narrowing: .stays)
        }

        /// A column that gives way first, and of which the beginning tells enough, as of prompts.
        package static func flexible(_ title: String, minimumWidth: Int = 8) -> Column {
            Column(title: title, alignment: .left, minimumWidth: minimumWidth, narrowing: .isCut)
        }

        /// A column whose content goes on in the next lines, as for paths and explanations.
        package static func wrapped(_ title: String, minimumWidth: Int = 12) -> Column {
            Column(title: title, alignment: .left, minimumWidth: minimumWidth, narrowing: .takesLines)
        }
    }

    package var columns: [Column]
    package private(set) var rows: [[StyledText]] = []

    static let gap = 2

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row. Missing cells are empty; line breaks are shown as `␊`.
    package mutating func append(_ cells: [StyledText]) {
        precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
        let padding = Array(repeating: StyledText(), count: columns.count - cells.count)
        rows.append(cells.map(\.singleLine) + padding)
    }

    /// The header and the lines of each row; an empty table is no line at all. Columns in which every cell is empty are
    /// left out.
    ///
    /// They come in parts, so that a long table need not be there twice.
    func forEachPart(width: Int?, of size: Int = 500, _ body: ([StyledText]) -> Void) {
        let shown = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        if shown.isEmpty { return }
        let widths = fittedWidths(of: shown, in: width)
        if let widths {
            body([line(of: columns.map { StyledText($0.title.uppercased(), .dim) }, columns: shown, widths: widths)])
        }
        for start in stride(from: 0, to: rows.count, by: size) {
            body(
                (start..<min(start + size, rows.count)).flatMap { row in
                    if let widths { return lines(ofRow: row, columns: shown, widths: widths) }
                    return list(ofRow: row, columns: shown, width: width ?? .max)
                })
        }
    }

    private func lines(ofRow row: Int, columns shown: [Int], widths: [Int]) -> [StyledText] {
        var cells = rows[row]
        // What goes on in the next lines, by column.
        var rests: [Int: ArraySlice<StyledText>] = [:]
        for (column, width) in zip(shown, widths) where cells[column].width > width {
            guard columns[column].narrowing == .takesLines else { continue }
            let parts = cells[column].wrapped(to: width)
            cells[column] = parts[0]
            rests[column] = parts[1...]
        }
        var result = [line(of: cells, columns: shown, widths: widths)]
        while rests.contains(where: { !$0.value.isEmpty }) {
            cells = Array(repeating: StyledText(), count: columns.count)
            for column in rests.keys { cells[column] = rests[column]?.popFirst() ?? StyledText() }
            result.append(line(of: cells, columns: shown, widths: widths))
        }
        return result
    }

    private func line(of cells: [StyledText], columns shown: [Int], widths: [Int]) -> StyledText {
        var result = StyledText()
        var pendingSpaces = 0
        for (column, width) in zip(shown, widths) {
            let cell = cells[column].truncated(to: width)
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
        return result
    }

    /// A row as a list: each cell that says something behind its title, and an empty line in front of the next row.
    private func list(ofRow row: Int, columns shown: [Int], width: Int) -> [StyledText] {
        let titleWidth = shown.reduce(0) { max($0, columns[$1].title.columns) }
        let indent = titleWidth + Self.gap
        var lines = row == 0 ? [] : [StyledText()]
        for column in shown where !rows[row][column].isEmpty {
            let cell = rows[row][column]
            let title = columns[column].title.uppercased()
            let space = String(repeating: " ", count: indent - title.columns)
            let isCut = columns[column].narrowing == .isCut
            let line = StyledText(title, .dim) + StyledText(space) + (isCut ? cell.truncated(to: width - indent) : cell)
            lines += line.wrapped(to: width, indent: indent)
        }
        return lines
    }

    /// Widths that fit; nil where there are none. Columns that are cut give way first, the widest of them before the
    /// others, so that short ones stay readable.
    private func fittedWidths(of shown: [Int], in limit: Int?) -> [Int]? {
        var widths = shown.map { column in
            rows.reduce(columns[column].title.columns) { max($0, $1[column].width) }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (shown.count - 1) - limit
        for narrowing in [Column.Narrowing.isCut, .takesLines] {
            narrow(
                &widths, of: shown.indices.filter { columns[shown[$0]].narrowing == narrowing }, in: shown, by: &excess)
        }
        return excess > 0 ? nil : widths
    }

    private func narrow(_ widths: inout [Int], of indices: [Int], in shown: [Int], by excess: inout Int) {
        /// A title is never cut.
        func minimum(_ index: Int) -> Int {
            max(columns[shown[index]].minimumWidth, columns[shown[index]].title.columns)
        }
        while excess > 0 {
            let candidates = indices.filter { widths[$0] > minimum($0) }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            let others = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let floor = max(minimum(widest), min(others, widths[widest] - 1))
            let cut = min(excess, widths[widest] - floor)
            widths[widest] -= cut
            excess -= cut
        }
    }
}
