/// A text in the `man` macros of roff.
struct RoffText {
    private(set) var text = ""

    mutating func heading(_ name: String, version: String) {
        text += ".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\" \"User Commands\"\n"
    }

    mutating func section(_ name: String) { text += ".SH \(name)\n" }

    mutating func subsection(_ name: String) { text += ".SS \(Self.escaped(name))\n" }

    mutating func paragraph(_ paragraph: String) { text += ".PP\n\(Self.escaped(paragraph))\n" }

    /// Lines that stay as they are.
    mutating func example(_ lines: [String]) {
        text += ".nf\n" + lines.map { Self.escaped($0) + "\n" }.joined() + ".fi\n"
    }

    /// A term and what it means.
    mutating func item(_ term: String, _ meaning: String) {
        text += ".TP\n.B \(Self.escaped(term))\n\(Self.escaped(meaning))\n"
    }

    /// Text as text: nothing in it is a command, and a hyphen is one that can be copied. What is in backticks is set
    /// bold.
    private static func escaped(_ text: String) -> String {
        var result = ""
        var isBold = false
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "`":
                isBold.toggle()
                result += isBold ? "\\fB" : "\\fR"
            case "\n": result += " "
            default: result.append(character)
            }
        }
        // A period or an apostrophe at the start of a line would be a command.
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}
