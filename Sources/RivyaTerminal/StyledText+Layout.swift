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

    /// At most `columns` wide: what is cut off the start is replaced by `…`.
    package func truncatedAtStart(to columns: Int) -> StyledText {
        if width <= columns { return self }
        if columns <= 0 { return StyledText() }
        var excess = width - columns + 1
        var result = StyledText()
        for span in spans {
            guard excess > 0 else {
                result.append(span.text, span.style)
                continue
            }
            var rest = span.text[...]
            while excess > 0, let first = rest.first {
                excess -= String(first).columns
                rest.removeFirst()
            }
            if excess <= 0 { result.append("…" + rest, span.style) }
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
