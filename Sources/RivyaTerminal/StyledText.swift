import RivyaSyntax

/// Text with styles, turned into plain text or ANSI sequences only where it is printed.
///
/// Every piece of text is made harmless when it enters (`TerminalText.safeLines`), so a styled text can never carry an
/// escape sequence other than its own styles.
///
///     let line: StyledText = "\("failed", .red) \(path): \(message)"
package struct StyledText: Hashable, Sendable {
    package struct Span: Hashable, Sendable {
        package let text: String
        package let style: TextStyle

        init(_ text: String, _ style: TextStyle) {
            self.text = text
            self.style = style
        }
    }

    package private(set) var spans: [Span] = []

    package init() {}

    package init(_ text: String, _ style: TextStyle = .plain) {
        append(text, style)
    }

    package var isEmpty: Bool { spans.isEmpty }

    /// The text without styles.
    package var plain: String { spans.map(\.text).joined() }

    /// The number of terminal columns of a text of one line.
    package var width: Int { spans.reduce(0) { $0 + $1.text.columns } }

    package mutating func append(_ text: String, _ style: TextStyle = .plain) {
        appendSafe(TerminalText.safeLines(text), style)
    }

    package mutating func append(_ other: StyledText) {
        for span in other.spans { appendSafe(span.text, span.style) }
    }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.append(right)
        return sum
    }

    package static func += (left: inout StyledText, right: StyledText) {
        left.append(right)
    }

    /// The text for a terminal with or without colours.
    package func rendered(color: Bool) -> String {
        guard color else { return plain }
        var result = ""
        for span in spans {
            if span.style.isEmpty {
                result += span.text
            } else {
                result += span.style.opening + span.text + TextStyle.closing
            }
        }
        return result
    }

    private mutating func appendSafe(_ text: String, _ style: TextStyle) {
        if text.isEmpty { return }
        if let last = spans.last, last.style == style {
            spans[spans.count - 1] = Span(last.text + text, style)
        } else {
            spans.append(Span(text, style))
        }
    }
}

extension StyledText: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        var text = StyledText()

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            text.append(literal)
        }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible, _ style: TextStyle = .plain) {
            text.append(value.description, style)
        }
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.text
    }
}
