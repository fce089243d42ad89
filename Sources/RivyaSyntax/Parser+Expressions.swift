extension Parser {
    /// expression = conditional | or
    mutating func parseExpression() throws(Failure) -> Expression {
        if peekWord("if") { return try parseConditional() }
        return try parseOr()
    }

    /// conditional = "if" expression "then" expression "else" expression
    private mutating func parseConditional() throws(Failure) -> Expression {
        let start = presume(.word)
        try descend(at: start.range)
        let condition = try parseExpression()
        guard acceptContinuation("then") else {
            throw unexpected("`then`", help: "a value chosen by a condition is `if c then a else b`")
        }
        let then = try parseExpression()
        guard acceptContinuation("else") else {
            throw unexpected("`else`", help: "`if c then a else b` needs both values")
        }
        let otherwise = try parseExpression()
        depth -= 1
        return .conditional(
            .init(condition: condition, then: then, otherwise: otherwise, range: range(from: start)))
    }

    /// or = and { "or" and }
    mutating func parseOr() throws(Failure) -> Expression {
        try parseChain { (parser) throws(Failure) in
            try parser.parseAnd()
        } operator: { parser in
            parser.peekContinuation { $0.isWord($1, "or") ? .or : nil }
        }
    }

    /// and = not { "and" not }
    private mutating func parseAnd() throws(Failure) -> Expression {
        try parseChain { (parser) throws(Failure) in
            try parser.parseNot()
        } operator: { parser in
            parser.peekContinuation { $0.isWord($1, "and") ? .and : nil }
        }
    }

    /// not = "not" not | comparison
    private mutating func parseNot() throws(Failure) -> Expression {
        let token = peek()
        guard isWord(token, "not") else { return try parseComparison() }
        presume(.word)
        try descend(at: token.range)
        let operand = try parseNot()
        depth -= 1
        return .prefix(.init(operator: .not, operand: operand, range: range(from: token)))
    }

    /// comparison = range [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) range ]
    private mutating func parseComparison() throws(Failure) -> Expression {
        let start = peek()
        let left = try parseRange()
        guard let (comparison, token) = acceptComparison() else { return left }
        let right = try parseRange()
        if let (_, second) = acceptComparison() {
            report(
                .chainedComparison, "comparisons do not chain", second.range,
                help: "join two comparisons with `and`, or use parentheses")
            throw .statement
        }
        return .comparison(
            .init(
                operator: comparison, operatorRange: token.range, left: left, right: right, range: range(from: start)))
    }

    private mutating func acceptComparison() -> (Expression.Comparison.Operator, Token)? {
        let found: Expression.Comparison.Operator? = peekContinuation { parser, token in
            switch token.kind {
            case .equalEqual: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessEqual: .lessOrEqual
            case .greater: .greater
            case .greaterEqual: .greaterOrEqual
            case .word: parser.isWord(token, "in") ? .contains : nil
            default: nil
            }
        }
        guard let found else { return nil }
        let token = peek()
        presume(token.kind)
        skipNewlineInItem()
        return (found, token)
    }

    /// range = sum [ ( ".." | "..<" ) sum [ "by" sum ] ]
    private mutating func parseRange() throws(Failure) -> Expression {
        let start = peek()
        let lower = try parseSum()
        if let word = lookahead, let token = lexer.relexAsRange(word) { lookahead = token }
        let includesUpper: Bool? = peekContinuation { _, token in
            switch token.kind {
            case .range: true
            case .rangeExclusive: false
            default: nil
            }
        }
        guard let includesUpper else { return lower }
        presume(peek().kind)
        skipNewlineInItem()
        let upper = try parseSum()
        var step: Expression?
        if acceptContinuation("by") { step = try parseSum() }
        return .range(
            .init(lower: lower, upper: upper, includesUpper: includesUpper, step: step, range: range(from: start)))
    }

    /// sum = product { ( "+" | "-" ) product }
    private mutating func parseSum() throws(Failure) -> Expression {
        try parseChain { (parser) throws(Failure) in
            try parser.parseProduct()
        } operator: { parser in
            parser.peekContinuation { parser, token in
                switch parser.operatorByte(token) {
                case UInt8(ascii: "+"): .add
                case UInt8(ascii: "-"): .subtract
                default: nil
                }
            }
        }
    }

    /// product = negation { ( "*" | "/" | "%" ) negation }
    private mutating func parseProduct() throws(Failure) -> Expression {
        try parseChain { (parser) throws(Failure) in
            try parser.parseNegation()
        } operator: { parser in
            parser.peekContinuation { parser, token in
                switch parser.operatorByte(token) {
                case UInt8(ascii: "*"): .multiply
                case UInt8(ascii: "/"): .divide
                case UInt8(ascii: "%"): .remainder
                default: nil
                }
            }
        }
    }

    /// negation = "-" negation | postfix
    private mutating func parseNegation() throws(Failure) -> Expression {
        let token = peek()
        guard token.kind == .minus else {
            if let name = negatedCall(token) {
                throw misreadMinus(token, help: "write `-(\(name)(...))`")
            }
            let value = try parsePostfix("a value")
            try checkOperatorSpacing()
            return value
        }
        presume(.minus)
        try descend(at: token.range)
        let operand = try parseNegation()
        depth -= 1
        return .prefix(.init(operator: .minus, operand: operand, range: range(from: token)))
    }

    /// `$a-1` and `$a -$b`: operators have spaces on both sides.
    private mutating func checkOperatorSpacing() throws(Failure) {
        let token = peek()
        switch token.kind {
        case .minus:
            break
        case .word, .number, .variable, .quote:
            guard !token.isSpaced else { return }
        default: return
        }
        let first = lexer.byte(at: token.lower)
        if token.kind == .minus || (token.kind != .quote && operators.contains(first)) {
            let shown = UnicodeScalar(first)
            report(
                .unspacedOperator, "`\(shown)` needs a space on both sides to be an operator",
                SourceRange(token.lower, token.lower + 1),
                help: "write ` \(shown) `")
        } else {
            report(
                .touchingItems, "two values touch", token.range,
                help: "join text in one string, as in `\"${a}b\"`, or separate the values")
        }
        throw .statement
    }

    private var operators: [UInt8] { Array("+-*/%".utf8) }

    /// The operator that a token of one character between spaces is, else 0.
    private func operatorByte(_ token: Token) -> UInt8 {
        guard token.kind == .word, token.upper - token.lower == 1, token.isSpaced else { return 0 }
        return lexer.bytes[token.lower]
    }

    /// operand { operator operand }, flat
    private mutating func parseChain(
        operand: (inout Parser) throws(Failure) -> Expression,
        operator next: (inout Parser) -> Expression.Chain.Operator?
    ) throws(Failure) -> Expression {
        let start = peek()
        let first = try operand(&self)
        guard var link = next(&self) else { return first }
        var links: [Expression.Chain.Link] = []
        while true {
            let token = peek()
            presume(token.kind)
            skipNewlineInItem()
            let right = try operand(&self)
            links.append(.init(operator: link, operatorRange: token.range, operand: right))
            guard let another = next(&self) else { break }
            link = another
        }
        return .chain(.init(first: first, links: links, range: range(from: start)))
    }

    /// Whether the next token continues the expression. In a list or record it may stand on a later line: a newline
    /// ends an item only where what follows cannot continue it.
    private mutating func peekContinuation<T>(_ match: (Parser, Token) -> T?) -> T? {
        let token = peek()
        if token.kind == .newline {
            guard newlineMode == .separatesItems else { return nil }
            presume(.newline)
            if let found = match(self, peek()) { return found }
            rewind(to: token)
            return nil
        }
        return match(self, token)
    }

    /// Behind an operator the expression goes on, also on the next line of a list or record.
    private mutating func skipNewlineInItem() {
        if newlineMode == .separatesItems { _ = accept(.newline) }
    }

    private mutating func acceptContinuation(_ word: StaticString) -> Bool {
        guard peekContinuation({ $0.isWord($1, word) ? true : nil }) != nil else { return false }
        presume(.word)
        skipNewlineInItem()
        return true
    }

    /// postfix = primary { "." name | "[" expression "]" }
    mutating func parsePostfix(
        _ purpose: @autoclosure () -> String, help: @autoclosure () -> String? = nil
    ) throws(Failure) -> Expression {
        let start = peek()
        let base = try parsePrimary(purpose(), help: help())
        switch base {
        case .variable, .call, .group, .list, .record, .comprehension: break
        default: return base
        }
        var steps: [Expression.Path.Step] = []
        while lookahead == nil {
            if let token = lexer.nextAfterOperand() {
                guard token.kind == .period else {
                    lookahead = token
                    break
                }
                previousEnd = token.upper
                steps.append(.field(try parseField(after: token)))
            } else if lexer.byte(at: lexer.offset) == UInt8(ascii: "["), lexer.offset < lexer.limit {
                let open = presume(.leftBracket)
                let index = try bracketed(open, .isSpace) { (parser) throws(Failure) in
                    let index = try parser.parseExpression()
                    try parser.expect(.rightBracket, "`]`")
                    return index
                }
                steps.append(.index(index, SourceRange(open.lower, previousEnd)))
            } else {
                break
            }
        }
        if steps.isEmpty { return base }
        return .path(.init(base: base, steps: steps, range: range(from: start)))
    }

    /// The name behind a period, or the period's own place where there is none.
    private mutating func parseField(after period: Token) throws(Failure) -> Identifier {
        let end = lexer.identifierEnd(from: period.upper)
        guard end > period.upper else {
            report(
                .unexpectedToken, "a field's name follows the period", period.range,
                help: "write `$record.field`; for another key `$record[\"a key\"]`; in text put `${name}` in quotes")
            throw .statement
        }
        move(to: end)
        return Identifier(name: text(period.upper, end), range: SourceRange(period.upper, end))
    }

    /// primary = literal | variable | call | "(" value ")" | list | record
    private mutating func parsePrimary(
        _ purpose: @autoclosure () -> String, help: @autoclosure () -> String?
    ) throws(Failure) -> Expression {
        let token = peek()
        switch token.kind {
        case .number:
            presume(.number)
            return numberLiteral(token)
        case .word:
            presume(.word)
            if lexer.byte(at: token.upper) == UInt8(ascii: "("), token.upper < lexer.limit,
                lexer.identifierEnd(from: token.lower) == token.upper
            {
                return .call(try parseCall(token))
            }
            return wordLiteral(token)
        case .variable:
            presume(.variable)
            return .variable(Identifier(name: text(token.lower + 1, token.upper), range: token.range))
        case .quote:
            return .string(try parseString())
        case .leftParen:
            presume(.leftParen)
            return try parseGroup(token)
        case .leftBracket:
            presume(.leftBracket)
            return try parseList(token)
        case .leftBrace:
            presume(.leftBrace)
            return .record(try parseRecord(token))
        case .equals:
            throw unexpected(purpose(), help: "equality is `==`")
        default:
            throw unexpected(purpose(), help: help() ?? valueHelp(token))
        }
    }

    private func wordLiteral(_ token: Token) -> Expression {
        if isWord(token, "true") { return .bool(true, token.range) }
        if isWord(token, "false") { return .bool(false, token.range) }
        if isWord(token, "null") { return .null(token.range) }
        return .word(text(token), token.range)
    }

    private mutating func numberLiteral(_ token: Token) -> Expression {
        let slice = UnsafeBufferPointer(rebasing: lexer.bytes[token.lower..<token.upper])
        if let number = Number(literal: slice) { return .number(number, token.range) }
        report(
            .numberTooLarge, "this number is too large", token.range,
            help: "numbers reach up to 10 to the power of 6000")
        return .malformed(token.range)
    }

    /// group = "(" value ")"
    private mutating func parseGroup(_ open: Token) throws(Failure) -> Expression {
        let value = try bracketed(open, .isSpace) { (parser) throws(Failure) in
            let value = try parser.parseValue()
            try parser.expect(
                .rightParen, "`)`", help: "parentheses hold one value: put text of several words in quotes")
            return value
        }
        return .group(value, range(from: open))
    }

    /// call = name "(" [ callArgument { "," callArgument } ] ")"
    private mutating func parseCall(_ name: Token) throws(Failure) -> Call {
        let open = presume(.leftParen)
        let arguments = try bracketed(open, .isSpace) { (parser) throws(Failure) in
            var arguments: [Call.Argument] = []
            while parser.peek().kind != .rightParen {
                arguments.append(try parser.parseCallArgument(after: arguments.last))
                guard parser.accept(.comma) else { break }
            }
            try parser.expect(.rightParen, "`,` or `)`", help: "put `,` between two arguments")
            return arguments
        }
        return Call(
            name: Identifier(name: text(name), range: name.range), arguments: arguments, range: range(from: name))
    }

    /// callArgument = [ name "=" ] expression
    private mutating func parseCallArgument(after previous: Call.Argument?) throws(Failure) -> Call.Argument {
        let token = peek()
        if token.kind == .word, lexer.identifierEnd(from: token.lower) == token.upper {
            presume(.word)
            if accept(.equals) {
                let name = Identifier(name: text(token), range: token.range)
                return Call.Argument(name: name, value: try parseExpression())
            }
            rewind(to: token)
        }
        if let name = previous?.name {
            report(
                .unexpectedToken, "an argument without a name cannot follow `\(name.name)=`", token.range,
                help: "put the arguments without a name first")
            throw .statement
        }
        return Call.Argument(name: nil, value: try parseExpression())
    }

    /// list = "[" [ expression { separator expression } ] "]" | comprehension
    private mutating func parseList(_ open: Token) throws(Failure) -> Expression {
        try bracketed(open, .separatesItems) { (parser) throws(Failure) in
            var items: [Expression] = []
            items.reserveCapacity(4)
            _ = parser.accept(.newline)
            while parser.peek().kind != .rightBracket {
                let item = try parser.parseExpression()
                if items.isEmpty, let parts = try parser.parseComprehensionParts() {
                    try parser.expect(.rightBracket, "`for`, `if` or `]`", help: "write `[value for name in $list]`")
                    return .comprehension(.init(element: item, parts: parts, range: parser.range(from: open)))
                }
                items.append(item)
                guard try parser.parseSeparator(before: .rightBracket) else { break }
            }
            try parser.expect(.rightBracket, "`,` or `]`", help: "put `,` or a new line between two items")
            return .list(.init(items: items, range: parser.range(from: open)))
        }
    }

    /// comprehension = "[" expression "for" forClause { "for" forClause | "if" or } "]"
    private mutating func parseComprehensionParts() throws(Failure) -> [Expression.Comprehension.Part]? {
        guard acceptContinuation("for") else { return nil }
        var parts: [Expression.Comprehension.Part] = []
        repeat {
            let start = peek()
            let (names, takesApart) = try parsePattern()
            let iterable = try parseIn()
            parts.append(
                .loop(ForClause(names: names, takesApart: takesApart, iterable: iterable, range: range(from: start))))
            while acceptContinuation("if") { parts.append(.condition(try parseOr())) }
        } while acceptContinuation("for")
        _ = accept(.newline)
        return parts
    }

    /// separator = "," | newline
    ///
    /// Takes what stands between two items; false where nothing does.
    private mutating func parseSeparator(before close: Token.Kind) throws(Failure) -> Bool {
        let isNewLine = accept(.newline)
        if accept(.comma) {
            _ = accept(.newline)
            return true
        }
        return isNewLine
    }

    /// record = "{" [ field { separator field } ] "}"
    private mutating func parseRecord(_ open: Token) throws(Failure) -> Expression.Record {
        try bracketed(open, .separatesItems) { (parser) throws(Failure) in
            var fields: [Expression.Record.Field] = []
            var keys = GivenNames()
            _ = parser.accept(.newline)
            while parser.peek().kind != .rightBrace {
                fields.append(try parser.parseRecordField(known: &keys))
                guard try parser.parseSeparator(before: .rightBrace) else { break }
            }
            try parser.expect(.rightBrace, "`,` or `}`", help: "put `,` or a new line between two fields")
            return Expression.Record(fields: fields, range: parser.range(from: open))
        }
    }

    /// field = ( word | string ) ":" expression
    private mutating func parseRecordField(
        known keys: inout GivenNames
    ) throws(Failure) -> Expression.Record.Field {
        let token = peek()
        let key: Identifier
        let isQuoted: Bool
        switch token.kind {
        case .quote:
            let literal = try parseString()
            guard let constant = literal.constant else {
                report(
                    .unexpectedToken, "a key holds no values", literal.range,
                    help: "write the key as it is")
                throw .statement
            }
            key = Identifier(name: constant, range: literal.range)
            isQuoted = true
            if lexer.byte(at: lexer.offset) == 0x20 { lexer.skipSpaces() }
        case .word, .number, .range, .rangeExclusive:
            // A key ends at its first colon, so it is read here and not as the word that the lexer saw.
            var end = token.lower
            let limit = lexer.wordEnd(from: token.lower)
            while end < limit, lexer.bytes[end] != UInt8(ascii: ":") { end += 1 }
            guard end > token.lower else { throw unexpected("a key", help: "a record is `{key: value, ...}`") }
            key = Identifier(name: text(token.lower, end), range: SourceRange(token.lower, end))
            isQuoted = false
            move(to: end)
            lexer.skipSpaces()
        default:
            throw unexpected("a key and `:`", help: "a record is `{key: value, ...}`")
        }
        guard lexer.offset < lexer.limit, lexer.byte(at: lexer.offset) == UInt8(ascii: ":") else {
            throw unexpected("`:` behind the key `\(key.name)`", help: "a record is `{key: value, ...}`")
        }
        move(to: lexer.offset + 1)
        if let first = keys.insert(key) {
            report(
                .repeatedKey, "the key `\(key.name)` is repeated", key.range, help: "remove one of the two",
                notes: [.init("first given here", at: .init(file: file, range: first.range))])
        }
        return .init(key: key, isQuoted: isQuoted, value: try parseExpression())
    }
}
