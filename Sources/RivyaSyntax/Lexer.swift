/// Cuts tokens out of UTF-8 text, one at a time and only when asked: what a word may hold depends on where the parser
/// is, and strings hold expressions, so the parser decides how to read on.
///
/// The text is valid UTF-8 (`UTF8Validation` has seen it before). Every function is linear in what it consumes.
struct Lexer {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the text starts: behind a byte order mark.
    private let textStart: Int
    var offset: Int
    /// Whether a newline is white space (inside parentheses) or a token.
    var newlinesAreSpaces = false
    /// The end of the text that may be read: inside a one-line string, its line.
    var limit: Int
    private(set) var comments: [SourceRange] = []

    init(bytes: UnsafeBufferPointer<UInt8>, from offset: Int) {
        self.bytes = bytes
        self.offset = offset
        textStart = offset
        limit = bytes.count
    }

    /// A lexer that reads on from here and keeps no comments: for looking ahead. A copy that did would copy them all.
    var ahead: Lexer {
        var lexer = self
        lexer.comments = []
        return lexer
    }

    func byte(at index: Int) -> UInt8 { index < limit ? bytes[index] : 0 }

    /// Reads the next token from `offset` and moves behind it.
    mutating func next() -> Token {
        let start = offset
        // Most tokens stand directly here or behind one space.
        if byte(at: offset) == 0x20 { offset += 1 }
        if !startsToken(byte(at: offset)) {
            offset = start
            skipSpaces()
        }
        let isSpaced = offset > start || start == textStart || isSpace(bytes[start - 1]) || bytes[start - 1] == 0x0A
        let lower = offset
        guard lower < limit else { return Token(kind: .endOfFile, lower: lower, upper: lower, isSpaced: true) }

        func single(_ kind: Token.Kind) -> Token {
            offset = lower + 1
            return Token(kind: kind, lower: lower, upper: lower + 1, isSpaced: isSpaced)
        }
        func double(_ second: UInt8, _ long: Token.Kind, _ short: Token.Kind) -> Token {
            guard byte(at: lower + 1) == second else { return single(short) }
            offset = lower + 2
            return Token(kind: long, lower: lower, upper: lower + 2, isSpaced: isSpaced)
        }

        switch bytes[lower] {
        case 0x0A:
            offset = lower + 1
            skipBlankLines()
            return Token(kind: .newline, lower: lower, upper: lower + 1, isSpaced: true)
        case 0x0D:
            // Only before a newline: other carriage returns are white space.
            offset = lower + 2
            skipBlankLines()
            return Token(kind: .newline, lower: lower, upper: lower + 2, isSpaced: true)
        case UInt8(ascii: "("): return single(.leftParen)
        case UInt8(ascii: ")"): return single(.rightParen)
        case UInt8(ascii: "["): return single(.leftBracket)
        case UInt8(ascii: "]"): return single(.rightBracket)
        case UInt8(ascii: "{"): return single(.leftBrace)
        case UInt8(ascii: "}"): return single(.rightBrace)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: ";"): return single(.semicolon)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return single(.quote)
        case UInt8(ascii: "="): return double(UInt8(ascii: "="), .equalEqual, .equals)
        case UInt8(ascii: "<"): return double(UInt8(ascii: "="), .lessEqual, .less)
        case UInt8(ascii: ">"): return double(UInt8(ascii: "="), .greaterEqual, .greater)
        case UInt8(ascii: "|"), UInt8(ascii: "&"): return single(.unknown)
        case UInt8(ascii: "!") where byte(at: lower + 1) == UInt8(ascii: "="):
            return double(UInt8(ascii: "="), .notEqual, .notEqual)
        case UInt8(ascii: "$"):
            let end = identifierEnd(from: lower + 1)
            guard end > lower + 1 else { return single(.unknown) }
            offset = end
            return Token(kind: .variable, lower: lower, upper: end, isSpaced: isSpaced)
        case UInt8(ascii: "-")
        where byte(at: lower + 1) == UInt8(ascii: "$") || byte(at: lower + 1) == UInt8(ascii: "("):
            return single(.minus)
        default:
            return lexWord(from: lower, isSpaced: isSpaced)
        }
    }

    /// After an operand and without a space: `.`, `..` or `..<`, which elsewhere would start a word.
    mutating func nextAfterOperand() -> Token? {
        guard byte(at: offset) == UInt8(ascii: "."), offset < limit else { return nil }
        return lexPeriods(from: offset, isSpaced: false)
    }

    /// `.`, `..` or `..<`
    private mutating func lexPeriods(from lower: Int, isSpaced: Bool) -> Token {
        guard byte(at: lower + 1) == UInt8(ascii: ".") else {
            offset = lower + 1
            return Token(kind: .period, lower: lower, upper: offset, isSpaced: isSpaced)
        }
        let isExclusive = byte(at: lower + 2) == UInt8(ascii: "<")
        offset = lower + (isExclusive ? 3 : 2)
        return Token(kind: isExclusive ? .rangeExclusive : .range, lower: lower, upper: offset, isSpaced: isSpaced)
    }

    /// A word or a number. `1..5` ends the number before its periods, and `..` alone is an operator.
    private mutating func lexWord(from lower: Int, isSpaced: Bool) -> Token {
        if bytes[lower] == UInt8(ascii: "."), byte(at: lower + 1) == UInt8(ascii: ".") {
            let end = byte(at: lower + 2) == UInt8(ascii: "<") ? lower + 3 : lower + 2
            let after = byte(at: end)
            // `.. $b`, `..<$b` and `1..5` are operators, and so is `..` alone; `../boat.png` is a word.
            if isBehindOperand(lower) || end == lower + 3 || end >= limit || wordClass(after) == .outside {
                return lexPeriods(from: lower, isSpaced: isSpaced)
            }
        }
        let number = numberEnd(from: lower)
        if number > lower {
            if byte(at: number) == UInt8(ascii: "."), byte(at: number + 1) == UInt8(ascii: ".") {
                offset = number
                return Token(kind: .number, lower: lower, upper: number, isSpaced: isSpaced)
            }
            let end = wordEnd(from: number)
            offset = end
            return Token(kind: end == number ? .number : .word, lower: lower, upper: end, isSpaced: isSpaced)
        }
        offset = wordEnd(from: lower)
        guard offset > lower else {
            offset = lower + 1
            return Token(kind: .unknown, lower: lower, upper: offset, isSpaced: isSpaced)
        }
        return Token(kind: .word, lower: lower, upper: offset, isSpaced: isSpaced)
    }

    private func isBehindOperand(_ offset: Int) -> Bool {
        guard offset > 0 else { return false }
        let previous = bytes[offset - 1]
        return isDigit(previous) || isIdentifierStart(previous) || previous == UInt8(ascii: ")")
            || previous == UInt8(ascii: "]")
    }

    /// Reads a word such as `..5`, which stands where an operator is due, as that operator.
    mutating func relexAsRange(_ word: Token) -> Token? {
        guard word.kind == .word, bytes[word.lower] == UInt8(ascii: "."), byte(at: word.lower + 1) == UInt8(ascii: ".")
        else {
            return nil
        }
        return lexPeriods(from: word.lower, isSpaced: word.isSpaced)
    }

    /// The end of `-?digits[.digits]`, with `_` between digits, or `lower` where no number starts.
    func numberEnd(from lower: Int) -> Int {
        var index = lower
        if byte(at: index) == UInt8(ascii: "-") { index += 1 }
        guard isDigit(byte(at: index)) else { return lower }
        let whole = digitsEnd(from: index)
        guard byte(at: whole) == UInt8(ascii: ".") else { return whole }
        let fraction = digitsEnd(from: whole + 1)
        return fraction > whole + 1 ? fraction : whole
    }

    private func digitsEnd(from lower: Int) -> Int {
        var index = lower
        while isDigit(byte(at: index)) {
            index += 1
            if byte(at: index) == UInt8(ascii: "_"), isDigit(byte(at: index + 1)) { index += 1 }
        }
        return index
    }

    /// The end of a run of word characters. With `takesEquals` it may hold `=` and `&`, as after `key=`.
    func wordEnd(from lower: Int, takesEquals: Bool = false) -> Int {
        var index = lower
        while index < limit {
            if isPlainInWord(bytes[index]) {
                index &+= 1
                continue
            }
            switch wordClass(bytes[index]) {
            case .inside: index += 1
            case .exclamation:
                if !takesEquals, byte(at: index + 1) == UInt8(ascii: "=") { return index }
                index += 1
            case .equals:
                if !takesEquals { return index }
                index += 1
            case .backslash:
                // A backslash that joins two lines ends a word; any other one belongs to it.
                let next = byte(at: index + 1)
                if next == 0x0A || (next == 0x0D && byte(at: index + 2) == 0x0A) { return index }
                index += 1
            case .outside: return index
            }
        }
        return index
    }

    /// The end of `[A-Za-z_][A-Za-z0-9_]*`, or `lower`.
    func identifierEnd(from lower: Int) -> Int {
        guard isIdentifierStart(byte(at: lower)) else { return lower }
        var index = lower + 1
        while index < limit, isIdentifierStart(bytes[index]) || isDigit(bytes[index]) { index &+= 1 }
        return index
    }

    /// Moves over white space, comments and joined lines, and over newlines where they are white space.
    mutating func skipSpaces() {
        let start = offset
        while offset < limit {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0B, 0x0C: offset += 1
            case 0x0D:
                if byte(at: offset + 1) == 0x0A {
                    guard newlinesAreSpaces else { return }
                    offset += 1
                }
                offset += 1
            case 0x0A:
                guard newlinesAreSpaces else { return }
                offset += 1
            case UInt8(ascii: "\\"):
                if byte(at: offset + 1) == 0x0A {
                    offset += 2
                } else if byte(at: offset + 1) == 0x0D, byte(at: offset + 2) == 0x0A {
                    offset += 3
                } else {
                    return
                }
            case UInt8(ascii: "#"):
                // Only where a token could start: at the start of a line or after white space.
                guard offset > start || offset == textStart || isSpace(bytes[offset - 1]) || bytes[offset - 1] == 0x0A
                else { return }
                lexComment()
            default: return
            }
        }
    }

    /// Several newlines in a row are one token.
    private mutating func skipBlankLines() {
        while true {
            skipSpaces()
            if byte(at: offset) == 0x0A, offset < limit {
                offset += 1
            } else if byte(at: offset) == 0x0D, byte(at: offset + 1) == 0x0A {
                offset += 2
            } else {
                return
            }
        }
    }

    private mutating func lexComment() {
        let lower = offset
        offset = min(firstIndex(of: 0x0A, in: bytes, from: lower) ?? limit, limit)
        var upper = offset
        if upper > lower, bytes[upper - 1] == 0x0D {
            upper -= 1
            offset = upper
        }
        // The parser looks ahead and comes back: a comment is recorded once.
        if let last = comments.last, last.lower >= UInt32(lower) { return }
        comments.append(SourceRange(lower, upper))
    }
}

func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0B || byte == 0x0C }

func isIdentifierStart(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") }

/// What needs no second look inside a word: letters, digits, and `-`, `.`, `/`, `:`, `_`.
@inline(__always)
private func isPlainInWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- UInt8(ascii: "-") < 14 || byte == UInt8(ascii: "_")
}

/// Neither white space nor what may start a comment or a joined line.
@inline(__always)
private func startsToken(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != UInt8(ascii: "#") && byte != UInt8(ascii: "\\")
}

private enum WordClass {
    case inside, outside, exclamation, equals, backslash
}

/// What a byte means inside a word.
@inline(__always)
private func wordClass(_ byte: UInt8) -> WordClass {
    switch byte {
    case 0x00, 0x09...0x0D, 0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""),
        UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"):
        .outside
    case UInt8(ascii: "="), UInt8(ascii: "&"): .equals
    case UInt8(ascii: "!"): .exclamation
    case UInt8(ascii: "\\"): .backslash
    default: .inside
    }
}
