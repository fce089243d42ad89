/// What is said about shapes that look right and mean something else.
extension Parser {
    /// The word `gen` directly before something that it would take, as in `[gen z-image "a fox"]`: there it was read
    /// as a bare word.
    func bareGen(before token: Token) -> SourceRange? {
        switch token.kind {
        case .word, .number, .variable, .quote: break
        default: return nil
        }
        let lower = previousEnd - 3
        guard lower >= 0, token.isSpaced,
            isWord(Token(kind: .word, lower: lower, upper: previousEnd, isSpaced: true), "gen")
        else { return nil }
        // Behind other word characters it is the end of another word, and behind a quote or a `$` none.
        let isWhole = lower == 0 || lexer.wordEnd(from: lower - 1) < previousEnd
        return isWhole && !isQuoteOrDollar(at: lower - 1) ? SourceRange(lower, previousEnd) : nil
    }

    private func isQuoteOrDollar(at index: Int) -> Bool {
        guard index >= 0 else { return false }
        return [UInt8(ascii: "$"), UInt8(ascii: "\""), UInt8(ascii: "'")].contains(lexer.bytes[index])
    }

    /// The function's name where a word is `-name` directly before a parenthesis: a minus stands before `$`, `(` and
    /// digits, and is part of a word anywhere else.
    func negatedCall(_ token: Token) -> String? {
        guard token.kind == .word, lexer.bytes[token.lower] == UInt8(ascii: "-"),
            lexer.byte(at: token.upper) == UInt8(ascii: "("), token.upper - token.lower > 1,
            lexer.identifierEnd(from: token.lower + 1) == token.upper
        else { return nil }
        return text(token.lower + 1, token.upper)
    }

    mutating func misreadMinus(_ token: Token, help: String) -> Failure {
        report(.unexpectedToken, "`\(text(token))` is a word and cannot be called", token.range, help: help)
        return .statement
    }

    /// Where a value is missing.
    func valueHelp(_ token: Token) -> String? {
        switch token.kind {
        case .comma: "remove the `,`, or put a value before it"
        case .unknown: nil
        default: "a value is a word, a number, text in quotes, `$name`, `f(...)`, `[...]` or `{...}`"
        }
    }
}
