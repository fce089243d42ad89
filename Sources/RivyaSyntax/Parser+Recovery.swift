extension Parser {
    /// After a failure: goes on behind the statement that failed.
    ///
    /// Where a bracket of the statement is never closed, that is what is reported instead, at the bracket, and the
    /// text goes on at the line after it.
    mutating func recover(from failure: Failure, outerBrackets: Int) {
        let brackets = Array(openBrackets[outerBrackets...])
        openBrackets.removeSubrange(outerBrackets...)
        newlineMode = .endsStatement
        if let token = lookahead { rewind(to: token) }
        self.failure = nil
        guard case .statement = failure else {
            skipLine()
            // Brackets of earlier lines may still be closed further down.
            let line = file.line(at: UInt32(lexer.offset))
            let earlier = brackets.filter { file.line(at: $0.range.lower) < line }
            let position = lexer.offset
            if !earlier.isEmpty, skipStatement(open: earlier) != nil { move(to: position) }
            return
        }
        if let unclosed = skipStatement(open: brackets) {
            // Another kind of error has told what is wrong already; the open bracket follows from it.
            if let last = diagnostics.last, last.code == .unexpectedToken {
                diagnostics.removeLast()
                reportUnclosed(unclosed)
            }
        }
    }

    mutating func reportUnclosed(_ bracket: OpenBracket) {
        let (open, close) =
            switch bracket.kind {
            case .leftParen: ("(", ")")
            case .leftBracket: ("[", "]")
            default: ("{", "}")
            }
        report(
            .unclosedBracket, "this `\(open)` is never closed", bracket.range,
            help: "add the `\(close)` that belongs to it")
    }

    private mutating func skipLine() {
        var offset = lexer.offset
        while offset < lexer.bytes.count, lexer.bytes[offset] != 0x0A { offset += 1 }
        move(to: offset)
    }

    /// Moves to the next line that starts like a statement: what stands before it most likely belongs to a bracket
    /// that was never closed.
    private mutating func skipToNextStatement() {
        while true {
            skipLine()
            guard lexer.offset < lexer.bytes.count else { return }
            let end = lexer.offset
            let token = peek()
            _ = presume(token.kind)
            let word = peek()
            if word.kind == .word, Keyword(bytes: lexer.bytes[word.lower..<word.upper]) != nil {
                move(to: end)
                return
            }
            rewind(to: word)
        }
    }

    /// Moves to the end of the statement, brackets balanced. Returns a bracket that turns out to be unclosed, the
    /// position then being the end of its line.
    private mutating func skipStatement(open: [OpenBracket]) -> OpenBracket? {
        var stack = open
        var braces = open.count { $0.kind == .leftBrace }
        let outermost = open.count
        let start = lexer.offset
        var scan = lexer.ahead
        while true {
            let token = scan.next()
            switch token.kind {
            case .leftParen, .leftBracket, .leftBrace:
                stack.append(OpenBracket(kind: token.kind, range: token.range))
                if token.kind == .leftBrace { braces += 1 }
            case .rightParen, .rightBracket:
                if stack.popLast()?.kind == .leftBrace { braces -= 1 }
            case .rightBrace:
                if braces > 0, let opening = stack.lastIndex(where: { $0.kind == .leftBrace }) {
                    // Brackets opened inside it were forgotten.
                    stack.removeSubrange(opening...)
                    braces -= 1
                } else if blockDepth > 0 {
                    // It closes the block around the statement.
                    let unclosed = stack.isEmpty ? nil : stack[max(0, min(outermost, stack.count) - 1)]
                    if let unclosed, !open.isEmpty {
                        // The lines between belong to the block, and not to the bracket.
                        rescanAllowance -= token.lower - start
                        lexer.offset = Int(unclosed.range.upper)
                        lookahead = nil
                        skipToNextStatement()
                        if lexer.offset < token.lower { return unclosed }
                    }
                    lexer.offset = token.lower
                    lookahead = nil
                    return unclosed
                } else if !stack.isEmpty {
                    stack.removeLast()
                }
            case .quote:
                scan.offset = skippedString(from: token.lower, in: scan)
            case .newline where stack.isEmpty, .semicolon where stack.isEmpty:
                lexer.offset = token.lower
                lookahead = nil
                return nil
            case .newline where rescanAllowance <= 0:
                // So many brackets were open to the end that this one most likely is, too.
                guard let unclosed = open.last else {
                    move(to: token.lower)
                    return nil
                }
                lexer.offset = Int(unclosed.range.upper)
                skipToNextStatement()
                return unclosed
            case .endOfFile:
                guard let unclosed = stack.last else {
                    lexer.offset = token.lower
                    lookahead = nil
                    return nil
                }
                rescanAllowance -= token.lower - start
                if open.isEmpty {
                    // Opened after the error: what is wrong is told already.
                    skipLine()
                    return nil
                }
                isIncomplete = true
                let reported = stack.count > outermost ? open[outermost - 1] : unclosed
                lexer.offset = Int(reported.range.upper)
                skipToNextStatement()
                return reported
            default: break
            }
        }
    }

    /// The end of a string that starts at `lower`, found without reading it closely.
    private func skippedString(from lower: Int, in lexer: Lexer) -> Int {
        let quote = lexer.bytes[lower]
        let isMultiline =
            quote == UInt8(ascii: "\"") && lexer.byte(at: lower + 1) == quote && lexer.byte(at: lower + 2) == quote
        var index = lower + (isMultiline ? 3 : 1)
        while index < lexer.limit {
            let byte = lexer.bytes[index]
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
                continue
            }
            if byte == quote {
                if !isMultiline { return index + 1 }
                if lexer.byte(at: index + 1) == quote, lexer.byte(at: index + 2) == quote { return index + 3 }
            }
            if byte == 0x0A, !isMultiline { return index }
            index += 1
        }
        return min(index, lexer.limit)
    }

    /// After an error in the head of a block statement: the block's `{` at the end of this line, if there is one.
    mutating func recoverToBlock(outerBrackets: Int) -> Bool {
        var scan = lexer.ahead
        scan.newlinesAreSpaces = false
        if let lookahead { scan.offset = lookahead.lower }
        var candidate: Token?
        scanning: while true {
            let token = scan.next()
            switch token.kind {
            case .quote: scan.offset = skippedString(from: token.lower, in: scan)
            case .newline, .endOfFile: break scanning
            default: candidate = token
            }
        }
        guard let candidate, candidate.kind == .leftBrace else { return false }
        openBrackets.removeSubrange(outerBrackets...)
        newlineMode = .endsStatement
        move(to: candidate.lower)
        return true
    }
}
