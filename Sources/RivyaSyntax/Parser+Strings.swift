extension Parser {
    /// string = "'" ... "'" | '"' { text | escape | interpolation } '"' | '"""' ... '"""'
    mutating func parseString() throws(Failure) -> Expression.StringLiteral {
        let literal = try parseLiteral(presume(.quote))
        if holdsMoreThanASCII { stringRanges.append(literal.range) }
        return literal
    }

    private mutating func parseLiteral(_ quote: Token) throws(Failure) -> Expression.StringLiteral {
        if lexer.bytes[quote.lower] == UInt8(ascii: "'") { return try parseRawString(quote) }
        if lexer.byte(at: quote.lower + 1) == UInt8(ascii: "\""), lexer.byte(at: quote.lower + 2) == UInt8(ascii: "\"")
        {
            return try parseMultilineString(quote)
        }
        return try parseQuotedString(quote)
    }

    private mutating func parseRawString(_ quote: Token) throws(Failure) -> Expression.StringLiteral {
        var index = quote.upper
        while index < lexer.limit, lexer.bytes[index] != 0x0A {
            if lexer.bytes[index] == UInt8(ascii: "'") {
                move(to: index + 1)
                let value = text(quote.upper, index)
                let literal = Expression.StringLiteral(
                    form: .raw, parts: value.isEmpty ? [] : [.text(value)], range: SourceRange(quote.lower, index + 1))
                return checked(literal, length: index - quote.upper)
            }
            index += 1
        }
        throw unterminated(quote, length: 1, isMultiline: false)
    }

    private mutating func parseQuotedString(_ quote: Token) throws(Failure) -> Expression.StringLiteral {
        let outerLimit = lexer.limit
        var lineEnd = lineEnd(from: quote.upper)
        if lineEnd < outerLimit, lexer.bytes[lineEnd - 1] == 0x0D { lineEnd -= 1 }
        // What a one-line string holds ends with its line, also what it interpolates.
        lexer.limit = lineEnd
        defer { lexer.limit = outerLimit }

        let outerBrackets = openBrackets.count
        var pieces = StringPieces()
        var index = quote.upper
        while index < lineEnd {
            switch lexer.bytes[index] {
            case UInt8(ascii: "\""):
                move(to: index + 1)
                let literal = Expression.StringLiteral(
                    form: .quoted, parts: pieces.finish(), range: SourceRange(quote.lower, index + 1))
                return checked(literal, length: pieces.length)
            case UInt8(ascii: "\\"):
                index = parseEscape(at: index, into: &pieces)
            case UInt8(ascii: "$"):
                do throws(Failure) {
                    index = try parseInterpolation(at: index, into: &pieces)
                } catch {
                    lexer.limit = outerLimit
                    let end = quotedEnd(from: quote.lower, spansLines: rescanAllowance > 0)
                    let isClosed = end > quote.upper && lexer.byte(at: end - 1) == UInt8(ascii: "\"")
                    if !isClosed { rescanAllowance -= end - quote.lower }
                    if isClosed, end > lineEnd {
                        // The newline is the mistake; what the parser then missed on the first line follows from it.
                        if let last = diagnostics.last, last.code == .unexpectedToken { diagnostics.removeLast() }
                        _ = unterminated(quote, length: 1, isMultiline: false)
                    }
                    throw leaveString(
                        openBrackets: outerBrackets, at: isClosed ? end : lineEnd, isClosed ? .statement : .line)
                }
            default:
                let start = index
                while index < lineEnd, !isSpecialInString(lexer.bytes[index]) { index += 1 }
                pieces.append(UnsafeBufferPointer(rebasing: lexer.bytes[start..<index]))
            }
        }
        throw unterminated(quote, length: 1, isMultiline: false)
    }

    /// After an error inside a string: goes on behind it, so that its text is not read as statements.
    private mutating func leaveString(openBrackets count: Int, at end: Int, _ failure: Failure) -> Failure {
        openBrackets.removeSubrange(count...)
        move(to: end)
        return failure
    }

    private func isSpecialInString(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "$")
    }

    private mutating func unterminated(_ quote: Token, length: Int, isMultiline: Bool) -> Failure {
        if isMultiline { isIncomplete = true }
        let range = SourceRange(quote.lower, quote.lower + length)
        report(
            .unterminatedString, "this string is never closed", range,
            help: isMultiline
                ? "close it with `\"\"\"`"
                : "close it on the same line, or write text of several lines between `\"\"\"`")
        // Nothing tells where a string of several lines was meant to end: all that follows may be its text.
        move(to: isMultiline ? lexer.limit : quote.upper)
        return .line
    }

    private mutating func checked(
        _ literal: Expression.StringLiteral, length: Int
    ) -> Expression.StringLiteral {
        if length > Self.maximumStringLength {
            report(
                .stringTooLong, "this string is longer than 1 MiB", literal.range,
                help: "put long text into a file and read it with `read(\"path\")`")
        }
        return literal
    }

    /// escape = "\" ( "n" | "t" | "r" | '"' | "\" | "$" | "u{" hex { hex } "}" )
    ///
    /// Returns the offset behind it. A wrong one is reported and left out.
    private mutating func parseEscape(at backslash: Int, into pieces: inout StringPieces) -> Int {
        switch lexer.byte(at: backslash + 1) {
        case UInt8(ascii: "n"): pieces.append(0x0A)
        case UInt8(ascii: "t"): pieces.append(0x09)
        case UInt8(ascii: "r"): pieces.append(0x0D)
        case UInt8(ascii: "\""): pieces.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): pieces.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "$"): pieces.append(UInt8(ascii: "$"))
        case UInt8(ascii: "u") where lexer.byte(at: backslash + 2) == UInt8(ascii: "{"):
            return parseScalarEscape(at: backslash, into: &pieces)
        default:
            var end = min(backslash + 2, lexer.limit)
            while end < lexer.limit, lexer.bytes[end] & 0xC0 == 0x80 { end += 1 }
            report(
                .badEscape, "`\(text(backslash, end))` is no escape", SourceRange(backslash, end),
                help: "the escapes are `\\n`, `\\t`, `\\r`, `\\\"`, `\\\\`, `\\$` and `\\u{1F98A}`; "
                    + "text in single quotes has none, as in `'C:\\pictures'`")
            return end
        }
        return backslash + 2
    }

    private mutating func parseScalarEscape(at backslash: Int, into pieces: inout StringPieces) -> Int {
        var index = backslash + 3
        var value: UInt32 = 0
        var digits = 0
        while let digit = hexDigit(lexer.byte(at: index)), digits < 9 {
            value = value << 4 | digit
            digits += 1
            index += 1
        }
        guard (1...6).contains(digits), lexer.byte(at: index) == UInt8(ascii: "}"), let scalar = Unicode.Scalar(value)
        else {
            let end = lexer.byte(at: index) == UInt8(ascii: "}") ? index + 1 : index
            report(
                .badEscape, "`\(text(backslash, end))` is no Unicode scalar", SourceRange(backslash, end),
                help: "write one to six hexadecimal digits, as in `\\u{1F98A}`")
            return end
        }
        for byte in String(scalar).utf8 { pieces.append(byte) }
        return index + 1
    }

    private func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    /// interpolation = "$" name | "${" path "}" | "$(" value ")"
    ///
    /// Returns the offset behind it. A `$` that starts none of these is itself.
    private mutating func parseInterpolation(at dollar: Int, into pieces: inout StringPieces) throws(Failure) -> Int {
        let next = lexer.byte(at: dollar + 1)
        if next == UInt8(ascii: "{") {
            pieces.append(value: try parseInterpolatedPath(at: dollar))
        } else if next == UInt8(ascii: "(") {
            move(to: dollar + 1)
            let open = presume(.leftParen)
            let value = try bracketed(open, .isSpace) { (parser) throws(Failure) in
                let value = try parser.parseValue()
                try parser.expect(.rightParen, "`)`")
                return value
            }
            pieces.append(value: value)
        } else {
            let end = lexer.identifierEnd(from: dollar + 1)
            guard end > dollar + 1 else {
                pieces.append(UInt8(ascii: "$"))
                return dollar + 1
            }
            move(to: end)
            pieces.append(
                value: .variable(Identifier(name: text(dollar + 1, end), range: SourceRange(dollar, end))))
        }
        return lexer.offset
    }

    /// path = name { "." name | "[" ( number | word | string ) "]" }
    private mutating func parseInterpolatedPath(at dollar: Int) throws(Failure) -> Expression {
        let nameStart = dollar + 2
        let nameEnd = lexer.identifierEnd(from: nameStart)
        guard nameEnd > nameStart else { throw badPath(at: nameStart, dollar: dollar) }
        let base = Identifier(name: text(nameStart, nameEnd), range: SourceRange(dollar, nameEnd))
        move(to: nameEnd)
        var steps: [Expression.Path.Step] = []
        while true {
            switch lexer.byte(at: lexer.offset) {
            case UInt8(ascii: "}"):
                let end = lexer.offset
                move(to: end + 1)
                if steps.isEmpty { return .variable(base) }
                return .path(.init(base: .variable(base), steps: steps, range: SourceRange(dollar, end + 1)))
            case UInt8(ascii: "."):
                let start = lexer.offset + 1
                let end = lexer.identifierEnd(from: start)
                guard end > start else { throw badPath(at: start, dollar: dollar) }
                steps.append(.field(Identifier(name: text(start, end), range: SourceRange(start, end))))
                move(to: end)
            case UInt8(ascii: "["):
                let open = presume(.leftBracket)
                let index = try bracketed(open, .isSpace) { (parser) throws(Failure) in
                    let token = parser.peek()
                    guard token.kind == .number || token.kind == .word || token.kind == .quote else {
                        throw parser.badPath(at: token.lower, dollar: dollar)
                    }
                    let index = try parser.parsePostfix("an index")
                    try parser.expect(.rightBracket, "`]`")
                    return index
                }
                steps.append(.index(index, SourceRange(open.lower, previousEnd)))
            default:
                throw badPath(at: lexer.offset, dollar: dollar)
            }
        }
    }

    private mutating func badPath(at offset: Int, dollar: Int) -> Failure {
        if offset >= lexer.limit {
            report(
                .unclosedBracket, "this `{` is never closed", SourceRange(dollar + 1, dollar + 2),
                help: "write `${name}`")
        } else {
            report(
                .badInterpolation, "`${...}` holds a path such as `row.prompt` or `shots[0].text`",
                SourceRange(offset, offset + 1),
                help: lexer.bytes[offset] == UInt8(ascii: "$")
                    ? "leave out the inner `$`" : "put any other expression into `$(...)`")
        }
        return .line
    }
}

/// The parts of a string as they are found.
struct StringPieces {
    private var parts: [Expression.StringLiteral.Part] = []
    /// Text of the script that has not been put into `text` yet: mostly it is all of a part.
    private var run = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var text: [UInt8] = []
    private(set) var length = 0

    mutating func append(_ byte: UInt8) {
        takeRun()
        text.append(byte)
        length += 1
    }

    /// - Parameter bytes: of the script, which outlives this value.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        takeRun()
        if text.isEmpty { run = bytes } else { text.append(contentsOf: bytes) }
        length += bytes.count
    }

    private mutating func takeRun() {
        guard !run.isEmpty else { return }
        text.append(contentsOf: run)
        run = UnsafeBufferPointer(start: nil, count: 0)
    }

    mutating func append(value: Expression) {
        if parts.isEmpty { parts.reserveCapacity(4) }
        flush()
        parts.append(.value(value))
    }

    mutating func finish() -> [Expression.StringLiteral.Part] {
        flush()
        return parts
    }

    private mutating func flush() {
        if !run.isEmpty {
            parts.append(.text(String(decoding: run, as: UTF8.self)))
            run = UnsafeBufferPointer(start: nil, count: 0)
            return
        }
        guard !text.isEmpty else { return }
        parts.append(.text(String(decoding: text, as: UTF8.self)))
        text.removeAll(keepingCapacity: true)
    }
}

extension Parser {
    /// The indentation of the closing quotes is removed from the source text, before escapes and values are put in.
    fileprivate mutating func parseMultilineString(_ quote: Token) throws(Failure) -> Expression.StringLiteral {
        let start = quote.lower + 3
        guard let close = closingQuotes(from: start) else {
            throw unterminated(quote, length: 3, isMultiline: lexer.limit == lexer.bytes.count)
        }
        var end = close
        var indentation = 0..<0
        var lineStart = close
        while lineStart > start, isSpace(lexer.bytes[lineStart - 1]) { lineStart -= 1 }
        if lineStart > start, lexer.bytes[lineStart - 1] == 0x0A {
            // Closing quotes on a line of their own: the newline before them belongs to them.
            indentation = lineStart..<close
            end = lineStart - 1
            if end > start, lexer.bytes[end - 1] == 0x0D { end -= 1 }
        }
        var pieces = StringPieces()
        var index = start
        if lexer.byte(at: index) == 0x0D, lexer.byte(at: index + 1) == 0x0A { index += 1 }
        if lexer.byte(at: index) == 0x0A {
            index += 1
            // A string whose only newline is both the first and the last one is empty.
            if index > end { end = index }
            index = skipIndentation(at: index, end: end, indentation)
        }
        let outerBrackets = openBrackets.count
        let outerLimit = lexer.limit
        lexer.limit = close
        defer { lexer.limit = outerLimit }
        while index < end {
            switch lexer.bytes[index] {
            case UInt8(ascii: "\\"): index = parseEscape(at: index, into: &pieces)
            case UInt8(ascii: "$"):
                do throws(Failure) {
                    index = try parseInterpolation(at: index, into: &pieces)
                } catch {
                    throw leaveString(openBrackets: outerBrackets, at: close + 3, .statement)
                }
            case 0x0D where index + 1 < close && lexer.bytes[index + 1] == 0x0A: index += 1
            case 0x0A:
                pieces.append(0x0A)
                index = skipIndentation(at: index + 1, end: end, indentation)
            default:
                pieces.append(lexer.bytes[index])
                index += 1
            }
        }
        lexer.limit = outerLimit
        move(to: close + 3)
        let literal = Expression.StringLiteral(
            form: .multiline, parts: pieces.finish(), range: SourceRange(quote.lower, close + 3))
        return checked(literal, length: pieces.length)
    }

    /// The offset of the `"""` that closes a string, quotes inside `$(...)` left out.
    private func closingQuotes(from start: Int) -> Int? {
        var index = start
        var parentheses = 0
        while index < lexer.limit {
            let byte = lexer.bytes[index]
            switch byte {
            case UInt8(ascii: "\\") where parentheses == 0:
                index += 2
                continue
            case UInt8(ascii: "\"") where parentheses == 0:
                if lexer.byte(at: index + 1) == byte, lexer.byte(at: index + 2) == byte { return index }
            case UInt8(ascii: "\"") where parentheses > 0, UInt8(ascii: "'") where parentheses > 0:
                index = quotedEnd(from: index)
                continue
            case UInt8(ascii: "$") where parentheses == 0 && lexer.byte(at: index + 1) == UInt8(ascii: "("):
                parentheses = 1
                index += 2
                continue
            case UInt8(ascii: "(") where parentheses > 0: parentheses += 1
            case UInt8(ascii: ")") where parentheses > 0: parentheses -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Behind a string inside an interpolation, whose own interpolations may hold strings again.
    ///
    /// - Parameter spansLines: go on over newlines inside `$(...)`, to find what was meant.
    private func quotedEnd(from lower: Int, spansLines: Bool = false) -> Int {
        let quote = lexer.bytes[lower]
        var index = lower + 1
        var parentheses = 0
        while index < lexer.limit {
            let byte = lexer.bytes[index]
            if byte == 0x0A, !spansLines || parentheses == 0 { return index }
            if quote == UInt8(ascii: "\"") {
                if byte == UInt8(ascii: "\\") {
                    index += 2
                    continue
                }
                if byte == UInt8(ascii: "$"), lexer.byte(at: index + 1) == UInt8(ascii: "(") {
                    parentheses += 1
                    index += 2
                    continue
                }
                if parentheses > 0 {
                    if byte == UInt8(ascii: "(") { parentheses += 1 }
                    if byte == UInt8(ascii: ")") { parentheses -= 1 }
                    index += 1
                    continue
                }
            }
            if byte == quote { return index + 1 }
            index += 1
        }
        return index
    }

    /// Moves over the indentation of a line. A line that has less of it must be blank.
    private mutating func skipIndentation(at lineStart: Int, end: Int, _ indentation: Range<Int>) -> Int {
        guard !indentation.isEmpty else { return lineStart }
        var index = lineStart
        var expected = indentation.lowerBound
        while expected < indentation.upperBound, index < end, lexer.bytes[index] == lexer.bytes[expected] {
            index += 1
            expected += 1
        }
        if expected == indentation.upperBound { return index }
        // Blank lines may be shorter: nothing of them is left.
        var blank = index
        while blank < end, isSpace(lexer.bytes[blank]) { blank += 1 }
        if blank >= end || lexer.bytes[blank] == 0x0A { return blank }
        report(
            .badIndentation, "this line has less indentation than the closing quotes",
            SourceRange(blank, blank + 1),
            help: "indent it at least as far as the closing `\"\"\"`, with the same spaces and tabs")
        return index
    }
}
