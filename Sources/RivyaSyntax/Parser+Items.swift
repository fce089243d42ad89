extension Parser {
    /// Whether a command has no further item here.
    var atItemsEnd: Bool {
        mutating get {
            switch peek().kind {
            case .newline, .semicolon, .rightBrace, .endOfFile, .rightParen: true
            default: false
            }
        }
    }

    /// items = { item }
    mutating func parseItems() throws(Failure) -> [Expression] {
        var items: [Expression] = []
        while !atItemsEnd { items.append(try parseItem("an item")) }
        return items
    }

    /// item = word | number | string | path | list | record | call | "(" expression ")"
    mutating func parseItem(
        _ purpose: @autoclosure () -> String, help: @autoclosure () -> String? = nil
    ) throws(Failure) -> Expression {
        let token = peek()
        if let name = negatedCall(token) {
            throw misreadMinus(token, help: "write `(-(\(name)(...)))`")
        }
        switch token.kind {
        case .minus:
            report(
                .unexpectedToken, "operators belong inside parentheses here", token.range,
                help: "put parentheses around the whole expression: `(-...)`")
            throw .statement
        case .less, .lessEqual, .greater, .greaterEqual, .equalEqual, .notEqual:
            throw unexpected(purpose(), help: "put an expression in parentheses")
        case .comma:
            throw unexpected(purpose(), help: "separate items with spaces, without commas")
        case .range where token.isSpaced:
            // Two periods are an operator in expressions and a word here, as `../boat.png` is.
            move(to: lexer.wordEnd(from: token.lower))
            return .word(text(token.lower, lexer.offset), SourceRange(token.lower, lexer.offset))
        default: break
        }
        let item = try parsePostfix(purpose(), help: help())
        try checkTouching(from: token)
        return item
    }

    /// Items are separated by white space: what touches is an error that shows the quoted form.
    mutating func checkTouching(from first: Token) throws(Failure) {
        if lookahead == nil {
            let byte = lexer.byte(at: lexer.offset)
            if lexer.offset >= lexer.limit || byte == 0x20 || byte == 0x0A { return }
        }
        let token = peek()
        guard !token.isSpaced else { return }
        switch token.kind {
        case .word, .number, .variable, .quote, .minus, .leftParen, .leftBracket, .leftBrace, .unknown, .period:
            break
        case .range, .rangeExclusive:
            report(
                .touchingItems, "operators belong inside parentheses here", token.range,
                help: "put parentheses around the range: `(\(text(first.lower, wordRunEnd(from: first.lower))))`")
            throw .statement
        default: return
        }
        report(
            .touchingItems, "two items touch", token.range,
            help: quotedForm(from: first.lower).map { "write it as one string: \($0)" }
                ?? "separate them with a space")
        throw .statement
    }

    private func wordRunEnd(from lower: Int) -> Int {
        var index = lower
        while index < lexer.limit, !isSpace(lexer.bytes[index]), lexer.bytes[index] != 0x0A { index += 1 }
        return index
    }

    /// `out/$name.png` as `"out/${name}.png"`: the run of touching items from `lower` on as one string.
    private func quotedForm(from lower: Int) -> String? {
        // As in a shell.
        if text(lower, min(lower + 6, lexer.limit)) == "$HOME/" {
            return "`~/\(text(lower + 6, wordRunEnd(from: lower)))`, where `~/` is the home folder"
        }
        var result = "\""
        var index = lower
        while index < lexer.limit {
            let byte = lexer.bytes[index]
            switch byte {
            case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"),
                UInt8(ascii: ","):
                return result + "\""
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                var end = index + 1
                while end < lexer.limit, lexer.bytes[end] != byte, lexer.bytes[end] != 0x0A { end += 1 }
                guard lexer.byte(at: end) == byte else { return nil }
                result += text(index + 1, end)
                index = end + 1
            case UInt8(ascii: "$"):
                let end = lexer.identifierEnd(from: index + 1)
                guard end > index + 1 else { return nil }
                var pathEnd = end
                // What starts with a variable was meant with its fields; `out/$name.png` was meant with an extension.
                while index == lower, lexer.byte(at: pathEnd) == UInt8(ascii: ".") {
                    let field = lexer.identifierEnd(from: pathEnd + 1)
                    guard field > pathEnd + 1 else { break }
                    pathEnd = field
                }
                result += "${\(text(index + 1, pathEnd))}"
                index = pathEnd
            case UInt8(ascii: "\\"):
                result += "\\\\"
                index += 1
            default:
                var end = index + 1
                while end < lexer.limit, lexer.bytes[end] & 0xC0 == 0x80 { end += 1 }
                result += text(index, end)
                index = end
            }
        }
        return result + "\""
    }

    /// gen = "gen" item [ item ] { argument | spread | option }
    mutating func parseGen() throws(Failure) -> Gen {
        let keyword = presume(.word)
        if atItemsEnd {
            report(
                .unexpectedToken, "`gen` needs a model", peek().range,
                help: "write `gen MODEL \"prompt\" key=value ...`")
            throw .statement
        }
        let model = try parseItem("a model")
        var prompt: Expression?
        var items: [Gen.Item] = []
        items.reserveCapacity(4)
        while !atItemsEnd {
            let token = peek()
            if token.kind == .word {
                if lexer.byte(at: token.upper) == UInt8(ascii: "="),
                    lexer.byte(at: token.upper + 1) != UInt8(ascii: "=")
                {
                    if let argument = try parseArgument() { items.append(.argument(argument)) }
                    continue
                }
                if startsWith("--", token) {
                    if let option = try parseOption() { items.append(.option(option)) }
                    continue
                }
                if startsWith("...", token) {
                    items.append(.spread(try parseSpread()))
                    continue
                }
            }
            if prompt == nil {
                prompt = try parseItem("a prompt")
                continue
            }
            throw strayItem(token)
        }
        return Gen(
            model: model, prompt: prompt, items: items, keyword: keyword.range, range: range(from: keyword))
    }

    private mutating func strayItem(_ token: Token) -> Failure {
        switch token.kind {
        case .word, .number, .variable, .quote, .leftParen, .leftBracket, .leftBrace:
            report(
                .unexpectedToken, "`gen` has its prompt already", token.range,
                help: "put a prompt of several words in quotes; parameters are `key=value`")
            return .statement
        case .equals:
            return unexpected(
                "a parameter, an option or the end of the line", help: "write `key=value` without spaces around `=`")
        default:
            return unexpected(
                "a parameter, an option or the end of the line",
                help: "separate parameters and options with spaces")
        }
    }

    private func startsWith(_ prefix: StaticString, _ token: Token) -> Bool {
        guard token.upper - token.lower >= prefix.utf8CodeUnitCount else { return false }
        for index in 0..<prefix.utf8CodeUnitCount where lexer.bytes[token.lower + index] != prefix.utf8Start[index] {
            return false
        }
        return true
    }

    /// argument = word "=" item
    ///
    /// nil where the value is missing, which is reported without giving the statement up.
    private mutating func parseArgument() throws(Failure) -> Gen.Argument? {
        let token = presume(.word)
        let key = Identifier(name: text(token), range: token.range)
        presume(.equals)
        let first = peek()
        guard !first.isSpaced, first.kind != .endOfFile else {
            report(
                .unexpectedToken, "`\(key.name)=` needs a value directly behind it", token.range,
                help: "write `\(key.name)=value`, without spaces")
            return nil
        }
        if first.kind == .word || first.kind == .number {
            let end = lexer.wordEnd(from: first.lower, takesEquals: true)
            if startsWith("data:", first), key.name == "ref" {
                report(
                    .badReference, "a reference cannot be a data URL", SourceRange(first.lower, end),
                    help: "save the picture as a file, and give its path")
                throw .line
            }
            if end > first.upper {
                move(to: end)
                let word = SourceRange(first.lower, end)
                try checkTouching(from: first)
                return Gen.Argument(key: key, value: .word(text(first.lower, end), word))
            }
        }
        return Gen.Argument(key: key, value: try parseItem("a value for `\(key.name)`"))
    }

    /// spread = "..." item
    private mutating func parseSpread() throws(Failure) -> Gen.Spread {
        let token = peek()
        let dots = SourceRange(token.lower, token.lower + 3)
        move(to: token.lower + 3)
        guard !peek().isSpaced else {
            report(
                .unexpectedToken, "`...` needs a record directly behind it", dots, help: "write `...$record`")
            throw .statement
        }
        return Gen.Spread(value: try parseItem("a record"), range: dots)
    }

    /// option = "--" name item
    ///
    /// nil where the value is missing, which is reported without giving the statement up.
    private mutating func parseOption() throws(Failure) -> Gen.Option? {
        let token = presume(.word)
        let name = Identifier(name: text(token.lower + 2, token.upper), range: token.range)
        let next = peek()
        let isOther =
            next.kind == .word
            && (startsWith("--", next) || lexer.byte(at: next.upper) == UInt8(ascii: "="))
        if atItemsEnd || isOther {
            report(
                .unexpectedToken, "`--\(name.name)` needs a value", token.range,
                help: "write `--\(name.name) VALUE`")
            return nil
        }
        if next.kind == .equals {
            throw unexpected("a value", help: "write `--\(name.name) VALUE`, with a space")
        }
        return Gen.Option(name: name, value: try parseItem("a value for `--\(name.name)`"))
    }

    /// defaults = "defaults" item { argument }
    mutating func parseDefaults() throws(Failure) -> Statement {
        let start = presume(.word)
        let model = try parseItem("a model or `*`", help: "write `defaults MODEL key=value ...`")
        var arguments: [Gen.Argument] = []
        while !atItemsEnd {
            let token = peek()
            guard token.kind == .word, lexer.byte(at: token.upper) == UInt8(ascii: "=") else {
                throw unexpected("`key=value`", help: "write `defaults MODEL key=value ...`")
            }
            guard let argument = try parseArgument() else { throw .statement }
            arguments.append(argument)
        }
        if arguments.isEmpty { throw unexpected("`key=value`", help: "write `defaults MODEL key=value ...`") }
        return .defaults(.init(model: model, arguments: arguments, range: range(from: start)))
    }
}
