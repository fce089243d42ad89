extension Parser {
    /// statements = { statement ( newline | ";" ) }
    mutating func parseStatements(inBlock: Bool = false) -> [Statement] {
        var statements: [Statement] = []
        while true {
            while accept(.newline) || accept(.semicolon) {}
            let token = peek()
            if token.kind == .endOfFile { return statements }
            if token.kind == .rightBrace {
                if inBlock { return statements }
                report(
                    .unexpectedToken, "this `}` closes nothing", token.range,
                    help: "remove it, or add the `{` that belongs to it")
                presume(.rightBrace)
                continue
            }
            let outerBrackets = openBrackets.count
            let outerDepth = depth
            do throws(Failure) {
                let statement = try parseStatement()
                if case .expression = statement {
                    // What follows it is wrong, then, and not that its value is unused.
                    try parseStatementEnd()
                    statements.append(statement)
                } else {
                    statements.append(statement)
                    if let failure { throw failure }
                    try parseStatementEnd()
                }
            } catch {
                depth = outerDepth
                recover(from: error, outerBrackets: outerBrackets)
            }
        }
    }

    private mutating func parseStatementEnd() throws(Failure) {
        let token = peek()
        switch token.kind {
        case .newline, .semicolon, .rightBrace, .endOfFile: return
        case .rightParen, .rightBracket:
            report(
                .unexpectedToken, "this \(token.kind.name) closes nothing", token.range,
                help: "remove it, or add the bracket that belongs to it")
            throw .statement
        default:
            throw unexpected(
                "the end of the statement", help: "start a new line, or put `;` between two statements")
        }
    }

    /// statement = let | assignment | param | gen | for | if | def | break | continue | return | call | print | wait
    ///           | defaults | set | import | assert | fail
    private mutating func parseStatement() throws(Failure) -> Statement {
        let token = peek()
        switch token.kind {
        case .variable: return try parseAssignment()
        case .word: break
        default: return .expression(try parseExpression())
        }
        guard let keyword = Keyword(bytes: lexer.bytes[token.lower..<token.upper]) else {
            if lexer.byte(at: token.upper) == UInt8(ascii: "("), lexer.identifierEnd(from: token.lower) == token.upper {
                return try parseCallStatement()
            }
            return try parseStrayWord(token)
        }
        switch keyword {
        case .let: return try parseLet()
        case .param: return try parseParam()
        case .gen: return .gen(try parseGen())
        case .for: return try parseFor()
        case .if: return try parseIf()
        case .def: return try parseFunction()
        case .break: return .breakLoop(presume(.word).range)
        case .continue: return .continueLoop(presume(.word).range)
        case .return: return try parseReturn()
        case .print:
            presume(.word)
            let items = try parseItems()
            return .print(.init(items: items, range: range(from: token)))
        case .wait:
            presume(.word)
            let items = try parseItems()
            return .wait(.init(items: items, range: range(from: token)))
        case .defaults: return try parseDefaults()
        case .set: return try parseSet()
        case .import: return try parseImport()
        case .assert: return try parseAssert()
        case .fail: return try parseFail()
        case .else:
            report(
                .unexpectedToken, "this `else` belongs to no `if`", token.range,
                help: "put it behind the `}` of an `if`, or on the next line")
            throw .statement
        }
    }

    /// From a token to the end of what was read last.
    @inline(__always)
    func range(from token: Token) -> SourceRange { SourceRange(token.lower, max(previousEnd, token.upper)) }

    /// A statement that starts with a word that is no keyword: most likely a misspelt one.
    private mutating func parseStrayWord(_ token: Token) throws(Failure) -> Statement {
        let word = text(token)
        presume(.word)
        let next = peek()
        switch next.kind {
        case .newline, .semicolon, .endOfFile, .rightBrace, .equals, .word, .number, .variable, .quote, .leftBrace:
            let known = Keyword.allCases.map(\.rawValue)
            var help: String?
            if next.kind == .equals {
                help = "write `let \(word) = ...` to declare it, `$\(word) = ...` to assign it"
            } else if let near = Suggestion.nearest(to: word, among: known) {
                help = "did you mean `\(near)`?"
            } else if next.kind == .word || next.kind == .quote {
                help = "a statement starts with one of: \(known.joined(separator: ", "))"
            }
            if help == nil {
                rewind(to: token)
                return .expression(try parseExpression())
            }
            report(.unexpectedToken, "`\(word)` starts no statement", token.range, help: help)
            throw .statement
        default:
            rewind(to: token)
            return .expression(try parseExpression())
        }
    }

    /// name = identifier
    private mutating func parseName(_ purpose: String) throws(Failure) -> Identifier {
        let token = peek()
        if token.kind == .variable {
            presume(.variable)
            let name = text(token.lower + 1, token.upper)
            report(
                .badIdentifier, "\(purpose) is written without `$` where it is declared", token.range,
                help: "write `\(name)`")
            return Identifier(name: name, range: token.range)
        }
        guard token.kind == .word || token.kind == .number else {
            throw unexpected(
                purpose, help: "a name has letters from `a` to `z`, digits and `_`, and starts with no digit")
        }
        guard token.kind == .word, lexer.identifierEnd(from: token.lower) == token.upper else {
            report(
                .badIdentifier, "`\(text(token))` cannot be a name", token.range,
                help: nameSuggestion(token)
                    + "a name has letters from `a` to `z`, digits and `_`, and starts with no digit")
            throw .statement
        }
        presume(.word)
        return Identifier(name: text(token), range: token.range)
    }

    private func nameSuggestion(_ token: Token) -> String {
        var name = ""
        for scalar in text(token).unicodeScalars {
            let isPlain = scalar.isASCII && (isIdentifierStart(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)))
            name.unicodeScalars.append(isPlain ? scalar : "_")
        }
        guard let first = name.utf8.first, isIdentifierStart(first), name.contains(where: { $0 != "_" }) else {
            return ""
        }
        return "write `\(name)`: "
    }

    /// The value of a declaration. Where it does not parse, the name is declared all the same, so that its uses are
    /// no errors of their own.
    private mutating func parseDeclaredValue() -> Expression {
        let start = peek()
        do throws(Failure) {
            return try parseValue()
        } catch {
            failure = error
            return .malformed(SourceRange(start.lower, start.lower))
        }
    }

    /// value = gen | expression
    mutating func parseValue() throws(Failure) -> Expression {
        if peekWord("gen") { return .gen(try parseGen()) }
        return try parseExpression()
    }

    /// let = "let" name "=" value
    private mutating func parseLet() throws(Failure) -> Statement {
        let start = presume(.word)
        let name = try parseName("a name")
        try expect(.equals, "`=` and a value", help: "write `let \(name.name) = ...`")
        let value = parseDeclaredValue()
        return .letBinding(.init(name: name, value: value, range: range(from: start)))
    }

    /// param = "param" name "=" expression
    private mutating func parseParam() throws(Failure) -> Statement {
        let start = presume(.word)
        let name = try parseName("a name")
        try expect(.equals, "`=` and a default", help: "a script parameter has a default: `param \(name.name) = ...`")
        let value = parseDeclaredValue()
        return .param(.init(name: name, value: value, range: range(from: start)))
    }

    /// assignment = "$" name "=" value
    private mutating func parseAssignment() throws(Failure) -> Statement {
        let variable = presume(.variable)
        guard peek().kind == .equals else {
            rewind(to: variable)
            let expression = try parseExpression()
            if peek().kind == .equals {
                report(
                    .unexpectedToken, "only a variable can be assigned", peek().range,
                    help: "lists and records do not change: assign a new one, as in `$r = $r + {key: value}`")
                throw .statement
            }
            return .expression(expression)
        }
        presume(.equals)
        let name = Identifier(name: text(variable.lower + 1, variable.upper), range: variable.range)
        let value = try parseValue()
        return .assignment(.init(name: name, value: value, range: range(from: variable)))
    }

    /// for = "for" forClause { "," forClause } block
    private mutating func parseFor() throws(Failure) -> Statement {
        let start = presume(.word)
        let outerBrackets = openBrackets.count
        let outerDepth = depth
        var clauses: [ForClause] = []
        repeat {
            let first = peek()
            let (names, takesApart) = try parsePattern()
            do throws(Failure) {
                let iterable = try parseIn()
                clauses.append(
                    ForClause(names: names, takesApart: takesApart, iterable: iterable, range: range(from: first)))
            } catch {
                clauses.append(
                    ForClause(
                        names: names, takesApart: takesApart, iterable: .malformed(first.range),
                        range: range(from: first)))
                guard case .statement = error, recoverToBlock(outerBrackets: outerBrackets) else { throw error }
                depth = outerDepth
                break
            }
        } while accept(.comma)
        let body = try parseBlock("a `{` that starts the loop's block", help: "write `for name in $list { ... }`")
        return .forLoop(.init(clauses: clauses, body: body, range: range(from: start)))
    }

    /// pattern = name | "(" name { "," name } ")"
    mutating func parsePattern() throws(Failure) -> (names: [Identifier], takesApart: Bool) {
        guard peek().kind == .leftParen else { return ([try parseName("a name")], false) }
        let open = presume(.leftParen)
        let names = try bracketed(open, .isSpace) { (parser) throws(Failure) in
            var names: [Identifier] = []
            repeat {
                if parser.peek().kind == .rightParen, !names.isEmpty { break }
                names.append(try parser.parseName("a name"))
            } while parser.accept(.comma)
            try parser.expect(.rightParen, "`,` or `)`", help: "write `(a, b) in $pairs` to take items apart")
            return names
        }
        return (names, true)
    }

    /// in = "in" expression
    mutating func parseIn() throws(Failure) -> Expression {
        guard acceptWord("in") else { throw unexpected("`in` and a list", help: "write `for name in $list`") }
        return try parseExpression()
    }

    /// if = "if" expression block { "else" "if" expression block } [ "else" block ]
    private mutating func parseIf() throws(Failure) -> Statement {
        let start = presume(.word)
        var branches: [Statement.If.Branch] = []
        var otherwise: Block?
        while true {
            let condition = try parseCondition()
            branches.append(
                .init(
                    condition: condition,
                    body: try parseBlock("a `{` that starts the block", help: "write `if condition { ... }`")))
            guard acceptElse() else { break }
            if acceptWord("if") { continue }
            otherwise = try parseBlock("`if` or a `{`", help: "write `else { ... }` or `else if condition { ... }`")
            break
        }
        return .ifElse(.init(branches: branches, otherwise: otherwise, range: range(from: start)))
    }

    private mutating func parseCondition() throws(Failure) -> Expression {
        let outerBrackets = openBrackets.count
        let outerDepth = depth
        let start = peek()
        do throws(Failure) {
            let condition = try parseExpression()
            if peek().kind == .equals {
                throw unexpected("a `{` that starts the block", help: "equality is `==`")
            }
            return condition
        } catch {
            guard case .statement = error, recoverToBlock(outerBrackets: outerBrackets) else { throw error }
            depth = outerDepth
            return .malformed(start.range)
        }
    }

    /// `else` behind a block, also on one of the next lines.
    private mutating func acceptElse() -> Bool {
        let token = peek()
        if token.kind == .newline {
            presume(.newline)
            if acceptWord("else") { return true }
            rewind(to: token)
            return false
        }
        return acceptWord("else")
    }

    /// block = "{" statements "}"
    private mutating func parseBlock(_ purpose: String, help: String) throws(Failure) -> Block {
        let open = try expect(.leftBrace, purpose, help: help)
        try descend(at: open.range)
        let outerMode = newlineMode
        newlineMode = .endsStatement
        blockDepth += 1
        let statements = parseStatements(inBlock: true)
        blockDepth -= 1
        depth -= 1
        newlineMode = outerMode
        let end = peek()
        if end.kind == .rightBrace {
            presume(.rightBrace)
        } else {
            if lexer.limit == lexer.bytes.count { isIncomplete = true }
            reportUnclosed(OpenBracket(kind: .leftBrace, range: open.range))
        }
        return Block(statements: statements, range: range(from: open))
    }

    /// def = "def" name parameters block
    private mutating func parseFunction() throws(Failure) -> Statement {
        let start = presume(.word)
        let name = try parseName("a function's name")
        let outerBrackets = openBrackets.count
        let outerDepth = depth
        var parameters: [Statement.Function.Parameter] = []
        var isIncomplete = false
        do throws(Failure) {
            parameters = try parseParameters()
        } catch {
            guard case .statement = error, recoverToBlock(outerBrackets: outerBrackets) else { throw error }
            depth = outerDepth
            isIncomplete = true
        }
        let body = try parseBlock("a `{` that starts the function's block", help: "write `def name(a, b=5) { ... }`")
        return .function(
            .init(
                name: name, parameters: parameters, isIncomplete: isIncomplete, body: body, range: range(from: start)))
    }

    /// parameters = "(" [ parameter { "," parameter } ] ")"
    private mutating func parseParameters() throws(Failure) -> [Statement.Function.Parameter] {
        let open = try expect(
            .leftParen, "`(` and the function's parameters", help: "write `def name(a, b=5) { ... }`")
        return try bracketed(open, .isSpace) { (parser) throws(Failure) in
            var parameters: [Statement.Function.Parameter] = []
            while parser.peek().kind != .rightParen {
                let name = try parser.parseName("a parameter's name")
                var defaultValue: Expression?
                if parser.accept(.equals) { defaultValue = try parser.parseExpression() }
                parameters.append(.init(name: name, defaultValue: defaultValue))
                guard parser.accept(.comma) else { break }
            }
            try parser.expect(.rightParen, "`,` or `)`", help: "put `,` between two parameters")
            return parameters
        }
    }

    /// return = "return" [ value ]
    private mutating func parseReturn() throws(Failure) -> Statement {
        let start = presume(.word)
        var value: Expression?
        switch peek().kind {
        case .newline, .semicolon, .rightBrace, .endOfFile: break
        default: value = try parseValue()
        }
        return .returnValue(.init(value: value, range: range(from: start)))
    }

    /// A call as a statement: its value is dropped.
    private mutating func parseCallStatement() throws(Failure) -> Statement {
        let expression = try parseExpression()
        if case .call(let call) = expression { return .call(call) }
        return .expression(expression)
    }

    /// set = "set" name item
    private mutating func parseSet() throws(Failure) -> Statement {
        let start = presume(.word)
        let token = peek()
        guard token.kind == .word else { throw unexpected("a setting's name", help: "write `set NAME VALUE`") }
        presume(.word)
        let name = Identifier(name: text(token), range: token.range)
        if peek().kind == .equals {
            throw unexpected("a value", help: "write `set \(name.name) VALUE`, without `=`")
        }
        let value = try parseItem(
            "a value for `\(name.name)`", help: "write `set \(name.name) VALUE`")
        return .set(.init(name: name, value: value, range: range(from: start)))
    }

    /// import = "import" ( string | word )
    private mutating func parseImport() throws(Failure) -> Statement {
        let start = presume(.word)
        let token = peek()
        let item = try parseItem("the path of a script", help: "write `import \"path.rivya\"`")
        let path: String
        switch item {
        case .word(let word, _): path = word
        case .string(let literal):
            guard let constant = literal.constant else { fallthrough }
            path = constant
        default:
            report(
                .unexpectedToken, "the path of an import is known before the script runs", item.range,
                help: "write the path as a word or a string without values in it")
            throw .statement
        }
        return .importFile(.init(path: path, pathRange: item.range, range: range(from: start).union(token.range)))
    }

    /// assert = "assert" item [ item ]
    private mutating func parseAssert() throws(Failure) -> Statement {
        let start = presume(.word)
        let condition = try parseItem("a condition", help: "write `assert (condition) \"message\"`")
        switch peek().kind {
        case .equalEqual, .notEqual, .less, .lessEqual, .greater, .greaterEqual:
            throw unexpected("a message", help: "put the condition in parentheses: `assert (...) \"message\"`")
        default: break
        }
        let message = atItemsEnd ? nil : try parseItem("a message")
        return .assert(.init(condition: condition, message: message, range: range(from: start)))
    }

    /// fail = "fail" item
    private mutating func parseFail() throws(Failure) -> Statement {
        let start = presume(.word)
        let message = try parseItem("a message", help: "write `fail \"message\"`")
        return .fail(.init(message: message, range: range(from: start)))
    }
}
