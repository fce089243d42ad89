/// How many columns of a terminal text takes (Unicode 15: UAX #11, UTS #51).
package enum DisplayWidth {
    /// The columns of a scalar on its own: 0 for marks, joiners and controls, 2 for East Asian wide and fullwidth
    /// characters and for emoji, else 1. Characters of ambiguous width count 1, half of a flag too.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x7F { return value < 0x20 ? 0 : 1 }
        // Latin, Greek and Cyrillic letters have no entry in any table below.
        if value >= 0xA0, value < 0x300 { return 1 }
        if isZeroWidth(scalar) { return 0 }
        if isWide(value) { return 2 }
        if isRegionalIndicator(value) { return 1 }
        return scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// The columns of a text, sequences of emoji counting as one.
    package static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return columns(of: text[...])
    }

    /// The columns of a part of a text.
    package static func columns(of text: Substring) -> Int {
        var counter = Counter()
        for scalar in text.unicodeScalars { counter.add(scalar) }
        return counter.columns
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Vowels and final consonants of Hangul join the initial one.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true
        // Signs that stand before Arabic, Syriac and Kaithi digits are formats, but visible.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func isRegionalIndicator(_ value: UInt32) -> Bool {
        (0x1F1E6...0x1F1FF).contains(value)
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= wideRanges[0].lowerBound else { return false }
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wideRanges.count && wideRanges[low].contains(value)
    }

    /// East Asian width W and F, apart from emoji. Unassigned places between wide characters are taken along.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        // Hangul initials; angle brackets.
        0x1100...0x115F, 0x2329...0x232A,
        // Radicals, CJK symbols, kana, bopomofo, enclosed and compatibility forms, extension A.
        0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
        // Unified ideographs, Yi; Hangul extension A and syllables; compatibility ideographs.
        0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        // Vertical, compatibility and small forms; fullwidth forms and signs.
        0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        // Tangut, Khitan, Nushu and kana supplements.
        0x16FE0...0x18D08, 0x1AFF0...0x1B2FB,
        // Enclosed ideographs; the two planes of ideographs.
        0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}

extension DisplayWidth {
    /// Adds up columns scalar by scalar, so that the width of every prefix is known too.
    package struct Counter: Sendable {
        package private(set) var columns = 0
        /// The last scalar that took columns, and how many.
        private var base: Unicode.Scalar = " "
        private var baseColumns = 1
        /// Whether a zero width joiner after an emoji waits for the next one.
        private var isJoining = false

        package init() {}

        /// Adds the next scalar and returns by how many columns the text grew.
        @discardableResult
        package mutating func add(_ scalar: Unicode.Scalar) -> Int {
            let added = growth(scalar)
            columns += added
            return added
        }

        private mutating func growth(_ scalar: Unicode.Scalar) -> Int {
            if scalar.isASCII { return start(scalar, scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1) }
            switch scalar.value {
            case 0x200D:
                isJoining = base.value > 0xFF && base.properties.isEmoji
                return 0
            // Variation selector 16 asks for the emoji form.
            case 0xFE0F:
                return base.properties.isEmoji ? widen() : 0
            case 0x1F3FB...0x1F3FF where base.properties.isEmojiModifierBase:
                return widen()
            default:
                break
            }
            if isJoining, scalar.properties.isEmoji {
                isJoining = false
                return widen()
            }
            return start(scalar, DisplayWidth.columns(of: scalar))
        }

        private mutating func start(_ scalar: Unicode.Scalar, _ columns: Int) -> Int {
            if columns > 0 {
                base = scalar
                baseColumns = columns
                isJoining = false
            }
            return columns
        }

        /// Makes the character that has begun two columns wide.
        private mutating func widen() -> Int {
            let added = 2 - baseColumns
            baseColumns = 2
            return added
        }
    }
}
