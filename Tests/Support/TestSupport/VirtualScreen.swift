import CLibEdit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a terminal shows after the bytes it was sent: enough of an xterm to compare whole screens.
///
/// It wraps as xterm does (the cursor waits in the last column until the next character), knows wide characters, and
/// notes every sequence that it does not understand, so that a test cannot pass by accident.
package struct VirtualScreen {
    package private(set) var columns: Int
    package private(set) var rows: Int
    package private(set) var row = 0
    package private(set) var column = 0
    package private(set) var isCursorVisible = true
    package private(set) var isBracketedPaste = false
    package private(set) var unknownSequences: [String] = []
    /// Lines that have left at the top.
    package private(set) var scrolledOff: [String] = []

    /// A wide character is followed by an empty cell.
    private var cells: [[String]]
    private var waitsToWrap = false
    private var input: [UInt8] = []

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
        setlocale(LC_CTYPE, "C.UTF-8")
    }

    /// The lines without spaces at the end, and without empty lines at the end.
    package var lines: [String] {
        var lines = cells.map(Self.text)
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Everything printed, with the lines that have scrolled away.
    package var transcript: [String] { scrolledOff + lines }

    package var cursorLine: String { Self.text(cells[row]) }

    /// The text left of the cursor.
    package var textBeforeCursor: String { cells[row][..<column].joined() }

    private static func text(_ cells: [String]) -> String {
        var text = cells.joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// A window that changes its size without moving its content, as xterm does.
    package mutating func resize(columns newColumns: Int) {
        for index in cells.indices {
            let blanks = Array(repeating: " ", count: max(0, newColumns - columns))
            cells[index] = Array((cells[index] + blanks).prefix(newColumns))
        }
        columns = newColumns
        column = min(column, columns - 1)
        waitsToWrap = false
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        input += bytes
        var index = 0
        while let length = sequenceLength(at: index) {
            handle(Array(input[index..<index + length]))
            index += length
        }
        input.removeFirst(index)
    }

    /// The length of the character or escape sequence at an offset; nil while it is incomplete.
    private func sequenceLength(at index: Int) -> Int? {
        guard index < input.count else { return nil }
        let rest = input[index...]
        switch input[index] {
        case 0x1B:
            guard rest.count > 1 else { return nil }
            switch input[index + 1] {
            case UInt8(ascii: "["):
                return rest.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }.map { $0 - index + 1 }
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                return rest.count > 2 ? 3 : nil
            default:
                return 2
            }
        case 0xC0..<0xE0: return rest.count >= 2 ? 2 : nil
        case 0xE0..<0xF0: return rest.count >= 3 ? 3 : nil
        case 0xF0...: return rest.count >= 4 ? 4 : nil
        default: return 1
        }
    }

    private mutating func handle(_ sequence: [UInt8]) {
        switch sequence[0] {
        case 0x07: break
        case 0x08: move(toColumn: column - 1)
        case 0x09: move(toColumn: (column / 8 + 1) * 8)
        case 0x0A: lineFeed()
        case 0x0D: move(toColumn: 0)
        case 0x1B: handleEscape(String(decoding: sequence.dropFirst(), as: UTF8.self))
        case 0x00..<0x20: unknownSequences.append(String(sequence[0], radix: 16))
        default: put(String(decoding: sequence, as: UTF8.self))
        }
    }

    private mutating func handleEscape(_ text: String) {
        guard text.first == "[", let final = text.last else {
            if !["(B", ")B", "=", ">"].contains(text) { unknownSequences.append(text) }
            return
        }
        let body = text.dropFirst().dropLast()
        let number = Int(body.split(separator: ";").first ?? "")
        switch final {
        case "A": move(toRow: row - (number ?? 1))
        case "B": move(toRow: row + (number ?? 1))
        case "C": move(toColumn: column + (number ?? 1))
        case "D": move(toColumn: column - (number ?? 1))
        case "G": move(toColumn: (number ?? 1) - 1)
        case "H":
            let parts = body.split(separator: ";").compactMap { Int($0) }
            move(toRow: (parts.first ?? 1) - 1)
            move(toColumn: (parts.count > 1 ? parts[1] : 1) - 1)
        case "J" where number ?? 0 == 0:
            clear(row: row, from: column)
            for below in rows > row + 1 ? row + 1..<rows : 0..<0 { clear(row: below, from: 0) }
        case "J" where number == 2: for row in 0..<rows { clear(row: row, from: 0) }
        case "K" where number ?? 0 == 0: clear(row: row, from: column)
        case "P":
            let count = min(number ?? 1, columns - column)
            cells[row].removeSubrange(column..<column + count)
            cells[row] += Array(repeating: " ", count: count)
        case "@":
            let count = min(number ?? 1, columns - column)
            cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
            cells[row].removeLast(count)
        case "m": break
        case "h" where body == "?25", "l" where body == "?25": isCursorVisible = final == "h"
        case "h" where body == "?2004", "l" where body == "?2004": isBracketedPaste = final == "h"
        case "h" where body == "?2026", "l" where body == "?2026": break
        case "h" where body == "4", "l" where body == "4": unknownSequences.append("insert mode")
        default: unknownSequences.append(text)
        }
    }

    private mutating func put(_ text: String) {
        let width = text.unicodeScalars.first.map { Int(wcwidth(wchar_t(truncatingIfNeeded: $0.value))) } ?? 0
        if width <= 0 {
            let target = waitsToWrap ? column : max(0, column - 1)
            cells[row][target] += text
            return
        }
        if waitsToWrap || column + width > columns {
            move(toColumn: 0)
            lineFeed()
        }
        cells[row][column] = text
        for extra in 1..<max(1, width) + 1 where extra < width { cells[row][column + extra] = "" }
        if column + width >= columns {
            column = columns - 1
            waitsToWrap = true
        } else {
            column += width
        }
    }

    private mutating func lineFeed() {
        waitsToWrap = false
        if row + 1 < rows {
            row += 1
        } else {
            scrolledOff.append(Self.text(cells.removeFirst()))
            cells.append(Array(repeating: " ", count: columns))
        }
    }

    private mutating func move(toColumn target: Int) {
        column = min(max(0, target), columns - 1)
        waitsToWrap = false
    }

    private mutating func move(toRow target: Int) {
        row = min(max(0, target), rows - 1)
        waitsToWrap = false
    }

    private mutating func clear(row: Int, from column: Int) {
        for index in column..<columns { cells[row][index] = " " }
    }
}
