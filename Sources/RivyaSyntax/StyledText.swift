/// Lines of text whose parts know what they are; colours are only chosen when it is written out.
struct StyledText {
    enum Role {
        case plain
        case error
        case warning
        /// What is read first.
        case strong
        /// Line numbers, bars and arrows.
        case gutter
        /// A place that explains the primary one.
        case secondary
    }

    private var lines: [[(text: String, role: Role)]] = [[]]

    /// Adds a part to the last line. The text must be safe to show.
    mutating func append(_ text: String, _ role: Role = .plain) {
        if !text.isEmpty { lines[lines.count - 1].append((text, role)) }
    }

    mutating func endLine() {
        lines.append([])
    }

    /// The text with a newline at the end of each line and no white space before it.
    func serialized(_ style: DiagnosticRenderer.Style) -> String {
        var result = ""
        for line in lines.dropLast() {
            for (index, part) in line.enumerated() {
                var text = part.text[...]
                if index == line.count - 1 {
                    while text.last == " " { text.removeLast() }
                }
                let code = style == .ansi ? part.role.code : ""
                if code.isEmpty || text.isEmpty {
                    result += text
                } else {
                    result += "\u{1B}[\(code)m\(text)\u{1B}[0m"
                }
            }
            result += "\n"
        }
        return result
    }
}

extension StyledText.Role {
    /// The parameters of the terminal's "select graphic rendition".
    fileprivate var code: String {
        switch self {
        case .plain: ""
        case .error: "1;31"
        case .warning: "1;33"
        case .strong: "1"
        case .gutter, .secondary: "1;34"
        }
    }
}
