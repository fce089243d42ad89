extension Formatter {
    /// - Parameter indents: whether later lines of an operation are indented below its first.
    mutating func add(_ expression: Expression, indents: Bool = true) {
        switch expression {
        case .null, .bool, .number, .word, .string, .variable, .malformed: addToken(expression.range)
        case .path(let path): add(path)
        case .call(let call): add(call)
        case .list(let list):
            addBracket(list.items, .newlineOrComma) { $0.add($1) }
        case .record(let record):
            addBracket(record.fields, .newline) { formatter, field in
                formatter.addToken(field.key.range)
                formatter.addToken(":")
                formatter.addSpace()
                formatter.add(field.value)
            }
        case .prefix(let prefix):
            switch prefix.operator {
            case .minus: addToken("-")
            case .not:
                addToken("not")
                addSpace()
            }
            add(prefix.operand)
        case .chain(let chain):
            addOperation(indents: indents) { formatter in
                formatter.add(chain.first)
                for link in chain.links { formatter.addLink(link.operatorRange, link.operand) }
            }
        case .comparison(let comparison):
            addOperation(indents: indents) { formatter in
                formatter.add(comparison.left)
                formatter.addLink(comparison.operatorRange, comparison.right)
            }
        case .range(let range): add(range)
        case .conditional(let conditional):
            addOperation(indents: indents) { formatter in
                formatter.addToken("if")
                formatter.addSpace()
                formatter.add(conditional.condition)
                formatter.addLink("then", conditional.then)
                formatter.addLink("else", conditional.otherwise)
            }
        case .comprehension(let comprehension): add(comprehension)
        case .gen(let gen): add(gen)
        case .group(let inner, _): addBracket([inner], .newline) { $0.add($1, indents: false) }
        }
    }

    private mutating func add(_ path: Expression.Path) {
        add(path.base)
        for step in path.steps {
            switch step {
            case .field(let name):
                addToken(".")
                addToken(name.range)
            case .index(let index, _): addBracket([index], .newline) { $0.add($1, indents: false) }
            }
        }
    }

    mutating func add(_ call: Call) {
        addToken(call.name.range)
        var hugs = false
        if call.arguments.count == 1, call.arguments[0].name == nil {
            switch call.arguments[0].value {
            case .list, .record, .comprehension: hugs = true
            default: break
            }
        }
        addBracket(call.arguments, .comma, hugs: hugs) { formatter, argument in
            if let name = argument.name {
                formatter.addToken(name.range)
                formatter.addToken("=")
            }
            formatter.add(argument.value)
        }
    }

    /// Without spaces between plain bounds, as in `1..5`.
    private mutating func add(_ range: Expression.Range) {
        add(range.lower)
        let token: StaticString = range.includesUpper ? ".." : "..<"
        let isTight =
            range.lower.isPlainBound && range.upper.isPlainBound
            && !hasComments(before: Int(range.upper.range.lower))
        if !isTight { addSpace() }
        addToken(token)
        if !isTight { addSpace() }
        add(range.upper)
        guard let step = range.step else { return }
        addSpace()
        addToken("by")
        addSpace()
        add(step)
    }

    // MARK: - Operations

    private mutating func addOperation(indents: Bool, _ body: (inout Formatter) -> Void) {
        guard bracketDepth > 0 else { return body(&self) }
        addLayout(.operation(indents: indents), body)
    }

    private mutating func addLink(_ operatorRange: SourceRange, _ operand: Expression) {
        beginLink()
        addToken(operatorRange)
        endLink(operand)
    }

    private mutating func addLink(_ word: StaticString, _ operand: Expression) {
        beginLink()
        addToken(word)
        endLink(operand)
    }

    private mutating func beginLink() {
        guard bracketDepth > 0 else { return addSpace() }
        if nextToken.isOnNewLine { layouts[layouts.count - 1].isLoose = true }
        append(.link, columns: 1)
    }

    private mutating func endLink(_ operand: Expression) {
        if bracketDepth > 0, nextToken.isOnNewLine { layouts[layouts.count - 1].isLoose = true }
        addSpace()
        add(operand)
    }

    // MARK: - Brackets

    /// What stands between two items that have lines of their own.
    enum Separator {
        case comma
        case newline
        /// A newline, and a comma where the next item would read as what the one before it goes on with.
        case newlineOrComma
    }

    /// Lays out a bracket and its items.
    mutating func addBracket<Item>(
        _ items: [Item], _ separator: Separator, hugs: Bool = false, _ add: (inout Formatter, Item) -> Void
    ) {
        inBracket { formatter in
            formatter.layouts[formatter.layouts.count - 1].hugs = hugs
            for (index, item) in items.enumerated() {
                if index > 0 { formatter.add(separator) }
                add(&formatter, item)
            }
            formatter.skip(UInt8(ascii: ","))
            if separator == .comma, !items.isEmpty { formatter.append(.brokenComma) }
        }
    }

    private mutating func add(_ comprehension: Expression.Comprehension) {
        inBracket { formatter in
            formatter.add(comprehension.element)
            for part in comprehension.parts {
                formatter.append(.item, columns: 1)
                switch part {
                case .loop(let clause):
                    formatter.addToken("for")
                    formatter.addSpace()
                    formatter.add(clause)
                case .condition(let condition):
                    formatter.addToken("if")
                    formatter.addSpace()
                    formatter.add(condition)
                }
            }
        }
    }

    private mutating func inBracket(_ body: (inout Formatter) -> Void) {
        bracketDepth += 1
        addLayout(.bracket) { formatter in
            let open = formatter.nextToken.offset
            formatter.addToken(SourceRange(open, open + 1))
            let first = formatter.nextToken
            let isEmpty = formatter.closesBracket(at: first.offset)
            if first.isOnNewLine, !isEmpty { formatter.layouts[formatter.layouts.count - 1].isForced = true }
            // A word that starts with `#` would be a comment behind white space.
            if formatter.file.bytes[first.offset] != UInt8(ascii: "#") { formatter.append(.opening) }
            body(&formatter)
            let end = formatter.nextToken.offset
            if formatter.hasComments(before: end) {
                if !isEmpty { formatter.append(.item, columns: 1) }
                formatter.addComments(before: end)
            }
            formatter.append(.closing)
            formatter.addToken(SourceRange(end, end + 1))
        }
        bracketDepth -= 1
    }

    private func closesBracket(at offset: Int) -> Bool {
        switch file.bytes[offset] {
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): true
        default: false
        }
    }

    private mutating func add(_ separator: Separator) {
        skip(UInt8(ascii: ","))
        let next = nextToken.offset
        if file.bytes[next] == UInt8(ascii: "#") {
            addComments(before: next)
            return append(.comma, columns: 1)
        }
        let needsComma = separator == .comma || (separator == .newlineOrComma && continuesItem(at: next))
        append(needsComma ? .comma : .flatComma, columns: 1)
        append(.item, columns: 1)
    }

    /// Whether an item starts with a word that would go on with the item on the line before it.
    private func continuesItem(at offset: Int) -> Bool {
        let word = file.bytes[offset...].prefix { byte in
            switch byte {
            case 0...0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
                UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""),
                UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "!"):
                false
            default: true
            }
        }
        switch word.count {
        case 1: return "+-*/%".utf8.contains(word.first!)
        case 2: return ["in", "or", "by", "if"].contains { word.elementsEqual($0.utf8) }
        case 3: return ["and", "for"].contains { word.elementsEqual($0.utf8) }
        case 4: return ["then", "else"].contains { word.elementsEqual($0.utf8) }
        default: return false
        }
    }
}

extension Expression {
    fileprivate var isPlainBound: Bool {
        switch self {
        case .number, .variable, .path, .call, .group: true
        default: false
        }
    }
}
