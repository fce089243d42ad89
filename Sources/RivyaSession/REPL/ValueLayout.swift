import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

/// A value as a session shows it: on one line where it fits, else an item to a line. Text has quotes, so that `"5"` and
/// `5` are not the same.
struct ValueLayout {
    /// The width of the terminal; nil where lines may be as long as they are.
    var columns: Int?
    var ellipsis = "..."

    private static let shownItems = 20

    func lines(of value: Value) -> [StyledText] {
        switch value {
        case .list(let list) where !fits(value):
            return lines(of: list.items.map { ("", $0) }, between: ("[", "]"), noun: "item")
        case .record(let record) where !fits(value):
            return lines(
                of: record.fields.map { ("\(Self.written($0.key)): ", $0.value) }, between: ("{", "}"), noun: "field")
        default: return [StyledText(Self.line(of: value))]
        }
    }

    private func lines(
        of items: [(key: String, value: Value)], between brackets: (String, String), noun: String
    ) -> [StyledText] {
        var lines = [StyledText(brackets.0)]
        for item in items.prefix(Self.shownItems) {
            let line = StyledText("  \(item.key)\(Self.line(of: item.value))").singleLine
            lines.append(columns.map { line.truncated(to: $0) } ?? line)
        }
        if items.count > Self.shownItems {
            lines.append(
                StyledText("  \(ellipsis) and \(counted(items.count - Self.shownItems, "more \(noun)"))", .dim))
        }
        return lines + [StyledText(brackets.1)]
    }

    /// Long values are never written out only to be measured.
    private func fits(_ value: Value) -> Bool {
        guard let columns else { return true }
        switch value {
        case .list(let list) where list.items.count > columns: return false
        case .record(let record) where record.fields.count > columns: return false
        default: return StyledText(Self.line(of: value)).width <= columns
        }
    }

    /// As the language writes it: `{name: "fox", sizes: [1, 2]}`.
    static func line(of value: Value) -> String {
        switch value {
        case .string: TerminalText.safe(value.json)
        case .list(let list): "[" + list.items.map { line(of: $0) }.joined(separator: ", ") + "]"
        case .record(let record):
            "{" + record.fields.map { written($0.key) + ": " + line(of: $0.value) }.joined(separator: ", ") + "}"
        default: TerminalText.safe(value.text)
        }
    }

    /// A key with quotes where it needs them.
    private static func written(_ key: String) -> String {
        let isWord =
            !key.isEmpty
            && key.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
                    || (0x61...0x7A).contains(byte | 0x20)
            }
        return isWord ? key : TerminalText.safe(Value.string(key).json)
    }
}
