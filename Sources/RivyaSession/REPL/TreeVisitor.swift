import RivyaSyntax

/// Goes through all expressions of statements, from the outside in.
struct TreeVisitor {
    /// What an expression is to what it stands in.
    enum Role {
        case value
        /// A file to refer to.
        case reference
        /// The path or the pattern that a function of files reads.
        case path
    }

    var onExpression: (Expression, Role) -> Void = { _, _ in }
    var onCall: (Call) -> Void = { _ in }
    var onGen: (Gen) -> Void = { _ in }

    func visit(_ statement: Statement) {
        switch statement {
        case .letBinding(let binding): visit(binding.value)
        case .assignment(let assignment): visit(assignment.value)
        case .param(let param): visit(param.value)
        case .gen(let gen): visit(gen)
        case .forLoop(let loop):
            for clause in loop.clauses { visit(clause.iterable) }
            visit(loop.body)
        case .ifElse(let choice):
            for branch in choice.branches {
                visit(branch.condition)
                visit(branch.body)
            }
            if let otherwise = choice.otherwise { visit(otherwise) }
        case .function(let function):
            for parameter in function.parameters { if let value = parameter.defaultValue { visit(value) } }
            visit(function.body)
        case .returnValue(let value): if let value = value.value { visit(value) }
        case .call(let call): visit(call)
        case .print(let print): for item in print.items { visit(item) }
        case .wait(let wait): for item in wait.items { visit(item) }
        case .defaults(let defaults):
            visit(defaults.model)
            for argument in defaults.arguments { visit(argument.value) }
        case .set(let set): visit(set.value)
        case .assert(let assert):
            visit(assert.condition)
            if let message = assert.message { visit(message) }
        case .fail(let fail): visit(fail.message)
        case .expression(let expression): visit(expression)
        case .breakLoop, .continueLoop, .importFile: break
        }
    }

    private func visit(_ block: Block) { block.statements.forEach(visit) }

    private func visit(_ gen: Gen) {
        onGen(gen)
        visit(gen.model)
        if let prompt = gen.prompt { visit(prompt) }
        for item in gen.items {
            switch item {
            case .argument(let argument): visit(argument.value, argument.key.name == "ref" ? .reference : .value)
            case .spread(let spread): visit(spread.value)
            case .option(let option): visit(option.value)
            }
        }
    }

    private func visit(_ call: Call) {
        onCall(call)
        for (place, argument) in call.arguments.enumerated() {
            let name = argument.name?.name
            let isPath = place == 0 && name == nil || name == "path" || name == "pattern"
            visit(argument.value, isPath && FileFunctions.names.contains(call.name.name) ? .path : .value)
        }
    }

    func visit(_ expression: Expression, _ role: Role = .value) {
        onExpression(expression, role)
        switch expression {
        case .null, .bool, .number, .word, .variable, .malformed: break
        case .string(let literal):
            for part in literal.parts { if case .value(let value) = part { visit(value) } }
        case .path(let path):
            visit(path.base)
            for step in path.steps { if case .index(let index, _) = step { visit(index) } }
        case .call(let call): visit(call)
        case .list(let list): for item in list.items { visit(item, role) }
        case .record(let record): for field in record.fields { visit(field.value) }
        case .prefix(let prefix): visit(prefix.operand)
        case .chain(let chain):
            visit(chain.first)
            for link in chain.links { visit(link.operand) }
        case .comparison(let comparison):
            visit(comparison.left)
            visit(comparison.right)
        case .range(let range):
            visit(range.lower)
            visit(range.upper)
            if let step = range.step { visit(step) }
        case .conditional(let choice):
            visit(choice.condition)
            visit(choice.then, role)
            visit(choice.otherwise, role)
        case .comprehension(let comprehension):
            visit(comprehension.element, role)
            for part in comprehension.parts {
                switch part {
                case .loop(let clause): visit(clause.iterable)
                case .condition(let condition): visit(condition)
                }
            }
        case .gen(let gen): visit(gen)
        case .group(let inner, _): visit(inner, role)
        }
    }
}
