extension Formatter {
    /// Lays out a statement without a block.
    mutating func add(_ statement: Statement) {
        switch statement {
        case .letBinding(let binding): addDeclaration("let", binding.name, binding.value)
        case .param(let param): addDeclaration("param", param.name, param.value)
        case .assignment(let assignment):
            addToken(assignment.name.range)
            addValue(assignment.value)
        case .gen(let gen): add(gen)
        case .breakLoop(let range), .continueLoop(let range): addToken(range)
        case .returnValue(let statement): addCommand("return", statement.value.map { [$0] } ?? [])
        case .call(let call): add(call)
        case .print(let print): addCommand("print", print.items)
        case .wait(let wait): addCommand("wait", wait.items)
        case .defaults(let defaults):
            addCommand("defaults", [defaults.model])
            for argument in defaults.arguments {
                addItemSpace()
                add(argument)
            }
        case .set(let set):
            addToken("set")
            addSpace()
            addToken(set.name.range)
            addSpace()
            add(set.value)
        case .importFile(let file):
            addToken("import")
            addSpace()
            addToken(file.pathRange)
        case .assert(let assert): addCommand("assert", [assert.condition] + (assert.message.map { [$0] } ?? []))
        case .fail(let fail): addCommand("fail", [fail.message])
        case .expression(let expression): add(expression)
        // They have blocks, which are written line by line.
        case .forLoop, .ifElse, .function: break
        }
    }

    private mutating func addDeclaration(_ keyword: StaticString, _ name: Identifier, _ value: Expression) {
        addToken(keyword)
        addSpace()
        addToken(name.range)
        addValue(value)
    }

    private mutating func addValue(_ value: Expression) {
        addSpace()
        addToken("=")
        addSpace()
        add(value)
    }

    private mutating func addCommand(_ keyword: StaticString, _ items: [Expression]) {
        addToken(keyword)
        for item in items {
            addSpace()
            add(item)
        }
    }

    /// Up to the space before the block.
    mutating func addHead(of loop: Statement.For) {
        addToken("for")
        addSpace()
        for (index, clause) in loop.clauses.enumerated() {
            if index > 0 {
                addToken(",")
                addSpace()
            }
            add(clause)
        }
        addSpace()
    }

    /// Up to the space before the block.
    mutating func addHead(of function: Statement.Function) {
        addToken("def")
        addSpace()
        addToken(function.name.range)
        addBracket(function.parameters, .comma) { formatter, parameter in
            formatter.addToken(parameter.name.range)
            if let value = parameter.defaultValue {
                formatter.addToken("=")
                formatter.add(value)
            }
        }
        addSpace()
    }

    mutating func add(_ clause: ForClause) {
        if clause.takesApart {
            addBracket(clause.names, .comma) { $0.addToken($1.range) }
        } else {
            addToken(clause.names[0].range)
        }
        addSpace()
        addToken("in")
        addSpace()
        add(clause.iterable)
    }

    // MARK: - gen

    mutating func add(_ gen: Gen) {
        addToken(gen.keyword)
        addItemSpace()
        add(gen.model)
        // The prompt is the first item that is nothing else, and may stand behind others.
        let behind = gen.items.drop { item in gen.prompt.map { item.start < $0.range.lower } ?? true }
        for item in gen.items[..<behind.startIndex] { addItem { $0.add(item) } }
        if let prompt = gen.prompt { addItem { $0.add(prompt) } }
        for item in behind { addItem { $0.add(item) } }
    }

    private mutating func addItem(_ body: (inout Formatter) -> Void) {
        addItemSpace()
        body(&self)
    }

    private mutating func add(_ item: Gen.Item) {
        switch item {
        case .argument(let argument): add(argument)
        case .spread(let spread):
            addToken(spread.range)
            add(spread.value)
        case .option(let option):
            addToken(option.name.range)
            addSpace()
            add(option.value)
        }
    }

    private mutating func add(_ argument: Gen.Argument) {
        addToken(argument.key.range)
        addToken("=")
        add(argument.value)
    }

    /// A space between two items. In parentheses a line may end there, and does where the author ended one.
    private mutating func addItemSpace() {
        if bracketDepth > 0, nextToken.isOnNewLine {
            append(.kept, columns: 1)
        } else {
            addSpace()
        }
    }
}

extension Gen.Item {
    fileprivate var start: UInt32 {
        switch self {
        case .argument(let argument): argument.key.range.lower
        case .spread(let spread): spread.range.lower
        case .option(let option): option.name.range.lower
        }
    }
}
