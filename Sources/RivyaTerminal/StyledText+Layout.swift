import RivyaSyntax

extension StyledText {
    /// At most `columns` wide: what is cut off the end is replaced by `…`.
    package func truncated(to columns: Int) -> StyledText {
        if width <= columns { return self }
        if columns <= 0 { return StyledText() }
        var result = StyledText()
        var remaining = columns - 1
        for span in spans {
            let head = span.text.prefix(columns: remaining)
            result.append(String(head), span.style)
            remaining -= head.columns
            if head.endIndex != span.text.endIndex {
                result.append("…", span.style)
                break
            }
        }
        return result
    }

    /// One line: line breaks are shown as `␊`.
    package var singleLine: StyledText {
        guard spans.contains(where: { $0.text.utf8.contains(0x0A) }) else { return self }
        var result = StyledText()
        for span in spans { result.append(TerminalText.safe(span.text), span.style) }
        return result
    }

    /// The text cut at its line feeds; the empty text is one empty line.
    package var lines: [StyledText] {
        var lines = [StyledText()]
        for span in spans {
            let parts = span.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 { lines.append(StyledText()) }
                lines[lines.count - 1].append(String(part), span.style)
            }
        }
        return lines
    }
}
