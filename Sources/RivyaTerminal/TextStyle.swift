/// How a span of text looks. Styles combine: `[.bold, .red]`; of several colours the last in the list below wins.
package struct TextStyle: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let plain: TextStyle = []
    package static let bold = TextStyle(rawValue: 1 << 0)
    package static let dim = TextStyle(rawValue: 1 << 1)
    package static let underlined = TextStyle(rawValue: 1 << 2)
    package static let red = TextStyle(rawValue: 1 << 3)
    package static let green = TextStyle(rawValue: 1 << 4)
    package static let yellow = TextStyle(rawValue: 1 << 5)
    package static let blue = TextStyle(rawValue: 1 << 6)
    package static let magenta = TextStyle(rawValue: 1 << 7)
    package static let cyan = TextStyle(rawValue: 1 << 8)

    private static let codes: [(style: TextStyle, code: String)] = [
        (.bold, "1"), (.dim, "2"), (.underlined, "4"),
        (.red, "31"), (.green, "32"), (.yellow, "33"), (.blue, "34"), (.magenta, "35"), (.cyan, "36"),
    ]

    /// The escape sequence that switches the style on; empty for plain text.
    var opening: String {
        if isEmpty { return "" }
        let codes = Self.codes.filter { contains($0.style) }.map(\.code)
        return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }

    static let closing = "\u{1B}[0m"
}
