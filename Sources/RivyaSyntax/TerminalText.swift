/// Makes text safe to show on a terminal, whoever wrote it.
package enum TerminalText {
    /// What is shown for a scalar: a picture for a control character, U+FFFD for what would reorder, hide or break the
    /// line, else the scalar itself.
    package static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        // The control pictures have the order of the characters.
        case 0x00..<0x20: return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x20..<0x7F: return scalar
        case 0x7F: return "\u{2421}"
        // Soft hyphens, joiners and the tags of flags belong to ordinary text.
        case 0xAD, 0x200C, 0x200D, 0xE0020...0xE007F: return scalar
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        // Marks that order text from right to left are formats without a width; signs before digits have one.
        case .format: return DisplayWidth.columns(of: scalar) == 0 ? "\u{FFFD}" : scalar
        default: return scalar
        }
    }

    /// A text as it can be shown within a line: newlines are pictures too.
    package static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(shown(scalar)) }
        return String(result)
    }
}
