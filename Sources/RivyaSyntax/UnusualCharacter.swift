/// A character that looks like another one, or like nothing, and that editors and web pages put into text unasked.
package struct UnusualCharacter: Sendable, Hashable {
    package enum Kind: Sendable {
        case space, invisible, dash, quote
    }

    package let scalar: Unicode.Scalar
    package let kind: Kind
    private let name: String

    /// nil for every other character.
    package init?(_ scalar: Unicode.Scalar) {
        guard scalar.value >= 0x80, let (kind, name) = Self.known(scalar) else { return nil }
        self.scalar = scalar
        self.kind = kind
        self.name = name
    }

    /// What it is: `a no-break space (U+00A0)`.
    package var phrase: String { "\(name) (\(Self.code(scalar)))" }

    /// What stands for it where the language has a meaning for it.
    package var replacement: String {
        switch kind {
        case .space: "a space"
        case .invisible: "nothing"
        case .dash: "`-`"
        case .quote: "`\"`"
        }
    }

    /// What to do about it outside of a string.
    package var help: String {
        switch kind {
        case .space: "put a space in its place"
        case .invisible: "remove it"
        case .dash: "write `-` (options begin with `--`), or put the text in quotes"
        case .quote: "put text between `\"` and `\"`"
        }
    }

    /// `U+00A0`
    package static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    private static func known(_ scalar: Unicode.Scalar) -> (Kind, String)? {
        switch scalar.value {
        case 0xA0: (.space, "a no-break space")
        case 0x202F: (.space, "a narrow no-break space")
        case 0x2007: (.space, "a figure space")
        case 0x2000...0x2006, 0x2008...0x200A, 0x205F: (.space, "a typographic space")
        case 0x3000: (.space, "an ideographic space")
        case 0x85, 0x2028, 0x2029: (.space, "a line separator")
        case 0xAD: (.invisible, "a soft hyphen")
        case 0x200B: (.invisible, "a zero-width space")
        case 0x200E, 0x200F, 0x061C: (.invisible, "a direction mark")
        case 0x202A...0x202E, 0x2066...0x2069: (.invisible, "a direction control")
        case 0x2060: (.invisible, "a word joiner")
        case 0x2061...0x2064: (.invisible, "an invisible operator")
        case 0xFEFF: (.invisible, "a byte order mark")
        case 0x115F, 0x1160, 0x3164, 0xFFA0: (.invisible, "an invisible letter")
        case 0x2800: (.invisible, "an empty braille pattern")
        case 0x80...0x84, 0x86...0x9F: (.invisible, "a control character")
        case 0xE0000...0xE007F: (.invisible, "an invisible tag")
        case 0x2010, 0x2011: (.dash, "a typographic hyphen")
        case 0x2012: (.dash, "a figure dash")
        case 0x2013: (.dash, "an en dash")
        case 0x2014, 0x2015: (.dash, "an em dash")
        case 0x2212: (.dash, "a minus sign")
        case 0xFF0D: (.dash, "a full-width hyphen")
        case 0x2018...0x201F, 0xAB, 0xBB, 0x2039, 0x203A, 0x301D...0x301F, 0xFF02, 0xFF07:
            (.quote, "a typographic quote")
        default: nil
        }
    }
}
