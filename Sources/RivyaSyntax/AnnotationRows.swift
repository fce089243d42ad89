/// The rows below a source line: the marks, the text of the last mark behind them, and the other texts hanging below
/// their marks from right to left.
struct AnnotationRows {
    private(set) var rows: [[(text: String, role: StyledText.Role)]] = []

    private struct Mark {
        var columns: Range<Int>
        var text: String
        var isPrimary: Bool
    }

    private let primary: StyledText.Role

    init(_ annotations: [Annotation], on line: SourceLine, primary: StyledText.Role) {
        self.primary = primary
        let marks = annotations.map {
            Mark(columns: line.columns(of: $0.range), text: TerminalText.safe($0.text), isPrimary: $0.isPrimary)
        }
        // From right to left; of marks at one place the first given comes first.
        var labelled = marks.enumerated().filter { !$0.element.text.isEmpty }.sorted {
            ($1.element.columns.lowerBound, $0.offset) < ($0.element.columns.lowerBound, $1.offset)
        }.map(\.element)

        var row = underlines(marks)
        let end = marks.map(\.columns.upperBound).max() ?? 0
        if let last = labelled.first, last.columns.upperBound == end {
            row.append((" " + last.text, role(last)))
            labelled.removeFirst()
        }
        rows.append(row)
        guard !labelled.isEmpty else { return }
        rows.append(connectors(labelled).row)
        for (index, mark) in labelled.enumerated() {
            let left = labelled[(index + 1)...].filter { $0.columns.lowerBound < mark.columns.lowerBound }
            var (row, width) = connectors(left)
            row.append((String(repeating: " ", count: mark.columns.lowerBound - width), .plain))
            row.append((mark.text, role(mark)))
            rows.append(row)
        }
    }

    private func role(_ mark: Mark) -> StyledText.Role {
        mark.isPrimary ? primary : .secondary
    }

    private func underlines(_ marks: [Mark]) -> [(text: String, role: StyledText.Role)] {
        let width = marks.map(\.columns.upperBound).max() ?? 0
        var row: [(text: String, role: StyledText.Role)] = []
        for column in 0..<width {
            let here = marks.filter { $0.columns.contains(column) }
            let part: (text: String, role: StyledText.Role) =
                if here.contains(where: \.isPrimary) {
                    ("^", primary)
                } else if here.isEmpty {
                    (" ", .plain)
                } else {
                    ("-", .secondary)
                }
            if let last = row.last, last.role == part.role, last.text.last == part.text.last {
                row[row.count - 1].text += part.text
            } else {
                row.append(part)
            }
        }
        return row
    }

    /// A bar below the beginning of each mark.
    private func connectors(_ marks: [Mark]) -> (row: [(text: String, role: StyledText.Role)], width: Int) {
        var row: [(text: String, role: StyledText.Role)] = []
        var width = 0
        for mark in marks.reversed() where mark.columns.lowerBound >= width {
            row.append((String(repeating: " ", count: mark.columns.lowerBound - width), .plain))
            row.append(("|", role(mark)))
            width = mark.columns.lowerBound + 1
        }
        return (row, width)
    }
}
