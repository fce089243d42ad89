/// What of a text can be seen.
package enum VisibleText {
    /// Whether a text has a character that leaves a mark: no blank, no control, nothing invisible.
    package static func isThere(in text: String) -> Bool {
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F { return true }
            if byte >= 0x80 { return text.unicodeScalars.contains(where: isVisible) }
        }
        return false
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value > 0x20 && scalar.value < 0x7F }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default:
            return !properties.isDefaultIgnorableCodePoint && UnusualCharacter(scalar)?.kind != .invisible
        }
    }

    /// The first character that nobody sees and few mean: a control, a zero-width space, a space that is none of the
    /// usual. nil where there is none. Joiners belong to scripts and emoji and do not count, nor do the spaces of
    /// Chinese and Japanese text.
    package static func firstUnseen(in text: String) -> String? {
        var isPlain = true
        for byte in text.utf8 where byte >= 0x7F || (byte < 0x20 && byte != 0x0A && byte != 0x09) {
            isPlain = false
            break
        }
        if isPlain { return nil }
        // A flag such as Scotland's is written with tags.
        var isFlag = false
        for scalar in text.unicodeScalars {
            if scalar.value == 0x1F3F4 { isFlag = true }
            if scalar.value < 0x20 || scalar.value == 0x7F {
                if scalar == "\n" || scalar == "\t" { continue }
                return "a control character (\(UnusualCharacter.code(scalar)))"
            }
            guard let unusual = UnusualCharacter(scalar), scalar.value != 0x3000 else { continue }
            if isFlag, (0xE0020...0xE007F).contains(scalar.value) { continue }
            if unusual.kind == .space || unusual.kind == .invisible { return unusual.phrase }
        }
        return nil
    }
}
