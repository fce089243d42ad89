extension Parser {
    /// Remarks about characters outside of strings and comments that look like others: no-break spaces, typographic
    /// quotes around a word, dashes in the place of hyphens.
    mutating func remarkUnusualCharacters() {
        guard holdsMoreThanASCII else { return }
        var index = file.hasByteOrderMark ? 3 : 0
        let known = (lexer.comments + stringRanges).sorted { $0.lower < $1.lower }
        var place = 0
        var word = 0..<0
        var remarks = 0
        var isRemarked = false
        while index < lexer.bytes.count, remarks < Self.mostRemarks {
            while place < known.count, Int(known[place].upper) <= index { place += 1 }
            if place < known.count, Int(known[place].lower) <= index {
                index = Int(known[place].upper)
                continue
            }
            guard lexer.bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            let (scalar, length) = scalar(at: index)
            if let unusual = UnusualCharacter(scalar) {
                if !word.contains(index) {
                    word = wordRange(around: index)
                    isRemarked = false
                }
                if !isRemarked, isSuspicious(unusual, at: index, length, in: word) {
                    diagnostics.append(remark(unusual, word, at: index, length))
                    remarks += 1
                    isRemarked = true
                }
            }
            index += length
        }
    }

    private static let mostRemarks = 1000

    private func remark(_ unusual: UnusualCharacter, _ word: Range<Int>, at index: Int, _ length: Int) -> Diagnostic {
        let shown = text(word.lowerBound, word.upperBound)
        let message =
            word.count == length || shown.unicodeScalars.count > 40
            ? "here is \(unusual.phrase)"
            : "`\(TerminalText.safe(shown))` holds \(unusual.phrase)"
        return Diagnostic(
            .unusualCharacter, message, file: file, range: SourceRange(index, index + length), severity: .warning,
            help: unusual.help)
    }

    /// Quotes count at the ends of a word, dashes at its start: inside they are text as any other.
    private func isSuspicious(
        _ unusual: UnusualCharacter, at index: Int, _ length: Int, in word: Range<Int>
    ) -> Bool {
        switch unusual.kind {
        case .space, .invisible: true
        case .dash: index == word.lowerBound || index == word.lowerBound + 1 && lexer.bytes[index - 1] == 0x2D
        case .quote: index == word.lowerBound || index + length == word.upperBound
        }
    }

    /// From the last delimiter before an offset to the next one behind it. Other spaces of Unicode delimit nothing.
    private func wordRange(around index: Int) -> Range<Int> {
        var lower = index
        while lower > 0, !delimits(lexer.bytes[lower - 1]) { lower -= 1 }
        if lower == 0, file.hasByteOrderMark { lower = min(3, index) }
        var upper = index
        while upper < lexer.bytes.count, !delimits(lexer.bytes[upper]) { upper += 1 }
        return lower..<upper
    }

    private func delimits(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "()[]{},;\"'$<>|=".utf8.contains(byte)
    }

    /// The text is valid.
    private func scalar(at index: Int) -> (Unicode.Scalar, Int) {
        let length = lexer.bytes[index] >= 0xF0 ? 4 : lexer.bytes[index] >= 0xE0 ? 3 : 2
        let end = min(index + length, lexer.bytes.count)
        let scalar = text(index, end).unicodeScalars.first ?? "\u{FFFD}"
        return (scalar, end - index)
    }
}

extension [Diagnostic] {
    /// Where a statement fails on a line with a character that looks like another one, the error names it, and there is
    /// no remark.
    package var namingUnusualCharacters: [Diagnostic] {
        guard contains(where: { $0.code == .unusualCharacter }) else { return self }
        var result = self
        var (named, told): (Set<Int>, Set<Int>) = ([], [])
        for (place, remark) in enumerated() where remark.code == .unusualCharacter {
            let line = remark.file.line(at: remark.range.lower)
            let error = firstIndex { error in
                error.severity == .error && error.file === remark.file
                    && error.file.line(at: error.range.lower) == line
            }
            guard let error else { continue }
            told.insert(place)
            guard named.insert(error).inserted else { continue }
            result[error].help = "\(remark.message): \(remark.help ?? "")"
        }
        return result.enumerated().filter { !told.contains($0.offset) }.map(\.element)
    }
}
