extension Formatter {
    // MARK: - The source

    /// Where the next token starts, and whether a line ends before it.
    var nextToken: (offset: Int, isOnNewLine: Bool) {
        let bytes = file.bytes
        var index = cursor
        var comment = nextComment
        var isOnNewLine = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A:
                isOnNewLine = true
                index += 1
            case 0x20, 0x09, 0x0B, 0x0C, 0x0D: index += 1
            case UInt8(ascii: "\\"):
                guard isJoin(at: index) else { return (index, isOnNewLine) }
                index += 1
            case UInt8(ascii: "#"):
                while comment < comments.count, comments[comment].lower < index { comment += 1 }
                guard comment < comments.count, comments[comment].lower == index else { return (index, isOnNewLine) }
                index = Int(comments[comment].upper)
            default: return (index, isOnNewLine)
            }
        }
        return (index, isOnNewLine)
    }

    private func isJoin(at backslash: Int) -> Bool {
        let bytes = file.bytes
        guard backslash + 1 < bytes.count else { return false }
        if bytes[backslash + 1] == 0x0A { return true }
        return bytes[backslash + 1] == 0x0D && backslash + 2 < bytes.count && bytes[backslash + 2] == 0x0A
    }

    func hasComments(before offset: Int) -> Bool {
        nextComment < comments.count && comments[nextComment].lower < offset
    }

    /// Comments before a separator stay to be laid out: they come behind it.
    @discardableResult
    mutating func skip(_ separator: UInt8) -> Bool {
        let offset = nextToken.offset
        guard offset < file.bytes.count, file.bytes[offset] == separator else { return false }
        cursor = offset + 1
        return true
    }

    mutating func skipSemicolons() {
        while skip(UInt8(ascii: ";")) {}
    }

    // MARK: - Comments

    /// Writes comments that stand on lines of their own, or behind the statement before them.
    mutating func writeComments(before offset: Int, level: Int) {
        while hasComments(before: offset) {
            output.write(comment: comments[nextComment], level: level)
            passComment()
        }
    }

    /// Lays comments out that stand inside a bracket.
    mutating func addComments(before offset: Int) {
        guard hasComments(before: offset) else { return }
        if let bracket = layouts.lastIndex(where: \.isBracket) { layouts[bracket].isForced = true }
        while hasComments(before: offset) {
            append(.comment(comments[nextComment]))
            passComment()
        }
    }

    private mutating func passComment() {
        cursor = max(cursor, Int(comments[nextComment].upper))
        nextComment += 1
    }

    // MARK: - Pieces

    mutating func append(_ piece: FormatterLayout.Piece, columns: Int = 0, endsLine: Bool = false) {
        layouts[layouts.count - 1].append(piece, columns: columns, endsLine: endsLine)
    }

    /// Lays out what belongs together, such as a bracket.
    mutating func addLayout(_ kind: FormatterLayout.Kind, _ body: (inout Formatter) -> Void) {
        layouts.append(FormatterLayout(kind))
        body(&self)
        let layout = layouts.removeLast()
        layouts[layouts.count - 1].append(layout)
    }

    /// A space before the next token. Outside of brackets only a backslash lets a line end there, and it stays.
    mutating func addSpace() {
        if bracketDepth == 0, nextToken.isOnNewLine {
            append(.join, columns: 2, endsLine: true)
        } else {
            append(.space, columns: 1)
        }
    }

    /// Lays a token out. Comments in it are part of its text: a string may hold an expression with a comment.
    mutating func addToken(_ range: SourceRange) {
        addComments(before: Int(range.lower))
        let text = file.bytes[Int(range.lower)..<Int(range.upper)]
        let lineEnd = text.firstIndex(of: 0x0A)
        append(
            .token(range), columns: displayColumns(of: text[..<(lineEnd ?? text.endIndex)]), endsLine: lineEnd != nil)
        cursor = Int(range.upper)
        while hasComments(before: cursor) { nextComment += 1 }
    }

    /// Lays out the next token, which the tree has no range of.
    mutating func addToken(_ text: StaticString) {
        let offset = nextToken.offset
        addToken(SourceRange(offset, offset + text.utf8CodeUnitCount))
    }
}
