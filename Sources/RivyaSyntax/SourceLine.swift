/// A line of source text as it is shown: tabs are four columns, what cannot be shown is replaced, and of a line that is
/// too long only a part.
struct SourceLine {
    /// A scalar, or a malformed byte.
    private struct Cell {
        var offset: Int
        var column: Int
        var columns: Int
        var text: String
    }

    /// What is shown, an ellipsis where something is left out.
    let text: String
    private let cells: [Cell]
    /// The bytes that are shown.
    private let offsets: Range<Int>
    /// The column of the first cell within the text.
    private let indentation: Int
    private let isCutAtEnd: Bool

    private static let tabColumns = 4

    /// - Parameter annotations: what must be visible; the first, and the others as far as they fit.
    init(_ file: SourceFile, _ number: Int, around annotations: [Annotation], columns: Int) {
        let bytes = file.lineBytes(number)
        let focus = Int(annotations[0].range.lower)
        // Text beyond this reach cannot be visible; a line of megabytes is not looked at as a whole.
        let reach = columns * 16
        let near = SourceLine.scalarBoundary(bytes, focus - reach)..<SourceLine.scalarBoundary(bytes, focus + reach)
        let all = SourceLine.cells(bytes[near])
        let end = (all.last?.column ?? 0) + (all.last?.columns ?? 0)
        let isWhole = near == bytes.startIndex..<bytes.endIndex

        guard !isWhole || end > columns else {
            cells = all
            text = all.map(\.text).joined()
            offsets = near
            indentation = 0
            isCutAtEnd = false
            return
        }
        // The ellipses take two columns.
        let room = columns - 2
        let places = annotations.map { SourceLine.columns(of: $0.range, all, end) }
        var wanted = places[0]
        let hull = places.map(\.lowerBound).min()!..<places.map(\.upperBound).max()!
        if hull.count <= room * 2 / 3 { wanted = hull }
        // Two thirds of the spare room lie behind the place, and none beyond the end of the line.
        let start = wanted.lowerBound - (room - min(room, wanted.count)) / 3
        let window = max(0, min(start, end + 1 - room))
        let visible = all.indices.filter {
            all[$0].column >= window && all[$0].column + all[$0].columns <= window + room
        }
        let shown = all[visible[0]...visible[visible.count - 1]]
        let upper = shown.endIndex < all.endIndex ? all[shown.endIndex].offset : near.upperBound
        cells = Array(shown)
        offsets = cells[0].offset..<upper
        isCutAtEnd = upper < bytes.endIndex
        indentation = offsets.lowerBound > bytes.startIndex ? 1 : 0
        text = (indentation > 0 ? "…" : "") + shown.map(\.text).joined() + (isCutAtEnd ? "…" : "")
    }

    /// Whether the beginning of a range is visible. The end of the line, whatever follows there, is a place too.
    func shows(_ range: SourceRange) -> Bool {
        let offset = Int(range.lower)
        let isCutAway = indentation > 0 && offset < offsets.lowerBound || isCutAtEnd && offset >= offsets.upperBound
        return !isCutAway
    }

    /// The columns of `text` to underline, at least one.
    func columns(of range: SourceRange) -> Range<Int> {
        guard let first = cells.first, let last = cells.last else { return 0..<1 }
        let columns = SourceLine.columns(of: range, cells, last.column + last.columns)
        let shift = indentation - first.column
        return columns.lowerBound + shift..<columns.upperBound + shift
    }

    private static func columns(of range: SourceRange, _ cells: [Cell], _ end: Int) -> Range<Int> {
        var start = cells.first { $0.offset >= Int(range.lower) }?.column ?? end
        let upper = cells.first { $0.offset >= Int(range.upper) }?.column ?? end
        // A mark without a width of its own is seen on the character before it.
        if start == upper, start > 0, cells.contains(where: { $0.offset >= range.lower && $0.offset < range.upper }) {
            start -= 1
        }
        return start..<max(start + 1, upper)
    }

    private static func cells(_ bytes: ArraySlice<UInt8>) -> [Cell] {
        var cells: [Cell] = []
        var counter = DisplayWidth.Counter()
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let column = counter.columns
            let decoded = UTF8Scalar.decode(bytes, at: index)
            let scalar = decoded?.scalar ?? "\u{FFFD}"
            var text = ""
            if scalar == "\t" {
                text = String(repeating: " ", count: tabColumns)
                for blank in text.unicodeScalars { counter.add(blank) }
            } else {
                let shown = TerminalText.shown(scalar)
                text.unicodeScalars.append(shown)
                counter.add(shown)
            }
            cells.append(Cell(offset: index, column: column, columns: counter.columns - column, text: text))
            index += decoded?.length ?? 1
        }
        return cells
    }

    /// An offset moved into the line, and out of the scalar that it may lie in.
    private static func scalarBoundary(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> Int {
        guard offset > bytes.startIndex else { return bytes.startIndex }
        guard offset < bytes.endIndex else { return bytes.endIndex }
        // A scalar has three continuation bytes at most; more of them are malformed.
        return (offset..<min(offset + 3, bytes.endIndex)).first { bytes[$0] & 0xC0 != 0x80 } ?? offset
    }
}
