/// Shows a diagnostic with the source text it is about (`Documentation/Language.md`, "Errors").
///
/// The result depends on the diagnostic alone. Nothing in it that comes from a script can reach the terminal as a
/// control sequence.
package struct DiagnosticRenderer: Sendable {
    package enum Style: Sendable {
        case plain
        /// With the colours of a terminal.
        case ansi
    }

    package var style: Style
    /// Columns of a source line that are shown at most; of a longer one a part around the place is.
    package var sourceColumns: Int

    package init(style: Style = .plain, sourceColumns: Int = 100) {
        self.style = style
        self.sourceColumns = max(20, sourceColumns)
    }

    /// The text of one diagnostic, several lines, each with its newline.
    package func render(_ diagnostic: Diagnostic) -> String {
        let primary = Excerpt(diagnostic)
        let placed = diagnostic.notes.compactMap { note in note.location.map { (note.text, Excerpt($0)) } }
        let lastLine = ([primary] + placed.map(\.1)).map(\.lastLine).max() ?? 1
        let margin = String(repeating: " ", count: String(lastLine).utf8.count + 1)

        var output = StyledText()
        let severity: StyledText.Role = diagnostic.severity == .error ? .error : .warning
        appendTitle(
            "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]",
            diagnostic.message,
            severity,
            to: &output
        )
        primary.append(to: &output, margin: margin, primary: severity, columns: sourceColumns)
        for note in diagnostic.notes where note.location == nil {
            appendRemark("note", note.text, margin, to: &output)
        }
        if let help = diagnostic.help { appendRemark("help", help, margin, to: &output) }
        for (text, excerpt) in placed {
            appendTitle("note", text, .strong, to: &output)
            excerpt.append(to: &output, margin: margin, primary: .secondary, columns: sourceColumns)
        }
        return output.serialized(style)
    }

    /// Several diagnostics with an empty line between them.
    package func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map { render($0) }.joined(separator: "\n")
    }

    private func appendTitle(_ title: String, _ text: String, _ role: StyledText.Role, to output: inout StyledText) {
        output.append(title, role)
        output.append(": ", .strong)
        appendLines(text, .strong, indentation: title.utf8.count + 2, to: &output)
    }

    private func appendRemark(_ title: String, _ text: String, _ margin: String, to output: inout StyledText) {
        output.append(margin + " ")
        output.append("= ", .gutter)
        output.append(title, .strong)
        output.append(": ")
        appendLines(text, .plain, indentation: margin.utf8.count + title.utf8.count + 5, to: &output)
    }

    /// A text of several lines continues below its beginning.
    private func appendLines(_ text: String, _ role: StyledText.Role, indentation: Int, to output: inout StyledText) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { output.append(String(repeating: " ", count: indentation)) }
            output.append(TerminalText.safe(String(line)), role)
            output.endLine()
        }
    }
}
