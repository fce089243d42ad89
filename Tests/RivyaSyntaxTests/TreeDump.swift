import RivyaSyntax

/// A tree as text: everything that it holds apart from where it stands.
enum TreeDump {
    static func text(_ script: Script) -> String { script.statements.map(text).joined(separator: "\n") }

    static func text(_ block: Block) -> String { "{\(block.statements.map(text).joined(separator: "; "))}" }

    static func text(_ statement: Statement) -> String {
        switch statement {
        case .letBinding(let binding): "(let \(binding.name.name) \(text(binding.value)))"
        case .assignment(let assignment): "(assign \(assignment.name.name) \(text(assignment.value)))"
        case .param(let param): "(param \(param.name.name) \(text(param.value)))"
        case .gen(let gen): text(gen)
        case .forLoop(let loop): "(for \(loop.clauses.map(text).joined(separator: ", ")) \(text(loop.body)))"
        case .ifElse(let choice): text(choice)
        case .function(let function): text(function)
        case .breakLoop: "(break)"
        case .continueLoop: "(continue)"
        case .returnValue(let statement): node("return", statement.value.map { [$0] } ?? [])
        case .call(let call): text(call)
        case .print(let print): node("print", print.items)
        case .wait(let wait): node("wait", wait.items)
        case .defaults(let defaults):
            "(defaults \(([text(defaults.model)] + defaults.arguments.map(text)).joined(separator: " ")))"
        case .set(let set): "(set \(set.name.name) \(text(set.value)))"
        case .importFile(let file): "(import \(quoted(file.path)))"
        case .assert(let assert): node("assert", [assert.condition] + (assert.message.map { [$0] } ?? []))
        case .fail(let fail): node("fail", [fail.message])
        case .expression(let expression): text(expression)
        }
    }

    private static func node(_ name: String, _ parts: [Expression]) -> String {
        "(\(([name] + parts.map(text)).joined(separator: " ")))"
    }

    private static func text(_ choice: Statement.If) -> String {
        let branches = choice.branches.map { "(\(text($0.condition)) \(text($0.body)))" }
        let otherwise = choice.otherwise.map { ["(else \(text($0)))"] } ?? []
        return "(if \((branches + otherwise).joined(separator: " ")))"
    }

    private static func text(_ function: Statement.Function) -> String {
        let parameters = function.parameters.map { parameter in
            parameter.name.name + (parameter.defaultValue.map { "=\(text($0))" } ?? "")
        }
        return "(def \(function.name.name) (\(parameters.joined(separator: " "))) \(text(function.body)))"
    }

    private static func text(_ clause: ForClause) -> String {
        let names = clause.names.map(\.name).joined(separator: " ")
        return "\(clause.takesApart ? "(\(names))" : names) in \(text(clause.iterable))"
    }

    private static func text(_ gen: Gen) -> String {
        let items = gen.items.map { item in
            switch item {
            case .argument(let argument): text(argument)
            case .spread(let spread): "...\(text(spread.value))"
            case .option(let option): "--\(option.name.name) \(text(option.value))"
            }
        }
        return "(gen \(([text(gen.model)] + (gen.prompt.map { [text($0)] } ?? ["-"]) + items).joined(separator: " ")))"
    }

    private static func text(_ argument: Gen.Argument) -> String { "\(argument.key.name)=\(text(argument.value))" }

    private static func text(_ call: Call) -> String {
        let arguments = call.arguments.map { ($0.name.map { "\($0.name)=" } ?? "") + text($0.value) }
        return "(\(([call.name.name + "()"] + arguments).joined(separator: " ")))"
    }

    static func text(_ expression: Expression) -> String {
        switch expression {
        case .null: "<null>"
        case .bool(let value, _): "<\(value)>"
        case .number(let number, _): "#\(number)"
        case .word(let word, _): word
        case .string(let literal): text(literal)
        case .variable(let name): "$\(name.name)"
        case .path(let path): "(path \(text(path.base)) \(path.steps.map(text).joined(separator: " ")))"
        case .call(let call): text(call)
        case .list(let list): "[\(list.items.map(text).joined(separator: " "))]"
        case .record(let record): "{\(record.fields.map(text).joined(separator: ", "))}"
        case .prefix(let prefix): "(\(prefix.operator) \(text(prefix.operand)))"
        case .chain(let chain):
            "(\(text(chain.first))\(chain.links.map { " \($0.operator) \(text($0.operand))" }.joined()))"
        case .comparison(let comparison):
            "(\(comparison.operator) \(text(comparison.left)) \(text(comparison.right)))"
        case .range(let range):
            "(\(range.includesUpper ? ".." : "..<") \(text(range.lower)) \(text(range.upper))"
                + (range.step.map { " by \(text($0))" } ?? "") + ")"
        case .conditional(let conditional):
            node("choose", [conditional.condition, conditional.then, conditional.otherwise])
        case .comprehension(let comprehension):
            "(collect \(([text(comprehension.element)] + comprehension.parts.map(text)).joined(separator: " ")))"
        case .gen(let gen): text(gen)
        case .group(let inner, _): "(group \(text(inner)))"
        case .malformed: "<malformed>"
        }
    }

    private static func text(_ part: Expression.Comprehension.Part) -> String {
        switch part {
        case .loop(let clause): "(for \(text(clause)))"
        case .condition(let condition): "(if \(text(condition)))"
        }
    }

    private static func text(_ step: Expression.Path.Step) -> String {
        switch step {
        case .field(let name): ".\(name.name)"
        case .index(let index, _): "[\(text(index))]"
        }
    }

    private static func text(_ field: Expression.Record.Field) -> String {
        "\(field.isQuoted ? quoted(field.key.name) : field.key.name): \(text(field.value))"
    }

    private static func text(_ literal: Expression.StringLiteral) -> String {
        let parts = literal.parts.map { part in
            switch part {
            case .text(let text): quoted(text)
            case .value(let value): text(value)
            }
        }
        switch literal.form {
        case .quoted:
            return parts.count == 1 && literal.constant != nil ? parts[0] : "(\(parts.joined(separator: " ")))"
        case .raw: return "(raw \(parts.joined()))"
        case .multiline: return "(lines\(parts.map { " " + $0 }.joined()))"
        }
    }

    /// In quotes, with escapes for what would not be seen.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { result += scalar.escaped(asASCII: false) }
        return result + "\""
    }
}
