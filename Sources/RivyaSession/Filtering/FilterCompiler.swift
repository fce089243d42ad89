import RivyaSyntax

/// Turns the expression of a filter into a function of a job, and finds what is wrong with it on the way.
struct FilterCompiler {
    /// A part of a filter.
    struct Operand {
        var kind: JobField.Kind
        /// nil for what is the same for every job.
        var field: String?
        /// What stands in the filter itself.
        var constant: JSONValue?
        var range: SourceRange
        var value: @Sendable (JobField.Row) -> JSONValue

        static func constant(_ value: JSONValue, _ kind: JobField.Kind, _ range: SourceRange) -> Operand {
            Operand(kind: kind, constant: value, range: range) { _ in value }
        }

        var readsAsNumber: Bool { constant?.string.flatMap { Number($0) } != nil }
    }

    let file: SourceFile
    let axes: [String]
    private(set) var diagnostics: [Diagnostic] = []

    init(file: SourceFile, axes: [String]) {
        self.file = file
        self.axes = axes
    }

    mutating func report(_ code: DiagnosticCode, _ message: String, _ range: SourceRange, help: String? = nil) {
        // What follows from an error that was told of is no news.
        guard diagnostics.isEmpty else { return }
        diagnostics.append(Diagnostic(code, message, file: file, range: range, help: help))
    }

    private mutating func malformed(_ range: SourceRange) -> Operand { .constant(.null, .anything, range) }

    mutating func compileCondition(_ expression: Expression) -> Operand {
        let operand = compile(expression)
        switch operand.kind {
        case .flag, .anything: break
        case .text, .number, .texts:
            if operand.field == nil, case .word(let word, let range) = expression.ungrouped {
                reportUnknown(word, range)
            } else {
                let name = operand.field ?? file.text(operand.range)
                let example =
                    operand.kind == .number ? "\(name) >= 4" : "\(name) == \"...\"` or `\"...\" in \(name)"
                report(
                    .typeMismatch, "`\(name)` is \(operand.kind.phrase), not a condition", operand.range,
                    help: "compare it, as in `\(example)`")
            }
        }
        return operand
    }

    mutating func compile(_ expression: Expression) -> Operand {
        switch expression {
        case .null(let range): return .constant(.null, .anything, range)
        case .bool(let value, let range): return .constant(.bool(value), .flag, range)
        case .number(let number, let range): return .constant(.number(number), .number, range)
        case .word(let word, let range):
            return field(word, range) ?? .constant(.string(word), .text, range)
        case .string(let literal):
            guard let text = literal.constant else { return unsupported("put values into text", literal.range) }
            return .constant(.string(text), .text, literal.range)
        case .variable, .path: return compileName(expression)
        case .list(let list): return compile(list)
        case .prefix(let prefix): return compile(prefix)
        case .chain(let chain): return compile(chain)
        case .comparison(let comparison): return compile(comparison)
        case .call(let call): return compile(call)
        case .group(let inner, let range):
            var operand = compile(inner)
            operand.range = range
            return operand
        case .record(let record): return unsupported("hold records", record.range)
        case .range(let range): return unsupported("hold ranges: write `a >= 1 and a <= 5`", range.range)
        case .conditional(let conditional): return unsupported("choose with `if`", conditional.range)
        case .comprehension(let comprehension): return unsupported("loop", comprehension.range)
        case .gen(let gen): return unsupported("make requests", gen.range)
        case .malformed(let range): return malformed(range)
        }
    }

    private mutating func unsupported(_ what: String, _ range: SourceRange) -> Operand {
        report(.typeMismatch, "a filter cannot \(what)", range)
        return malformed(range)
    }

    // MARK: - Names

    private func field(_ name: String, _ range: SourceRange) -> Operand? {
        var found = JobField.all.first { $0.name == name }
        if name.hasPrefix(JobField.axisPrefix) {
            let axis = String(name.dropFirst(JobField.axisPrefix.count))
            if axes.contains(axis) { found = .axis(axis) }
        }
        return found.map { Operand(kind: $0.kind, field: name, range: range, value: $0.value) }
    }

    /// `$rating` is `rating`, as in a script.
    private mutating func compileName(_ expression: Expression) -> Operand {
        let name = String(file.text(expression.range).drop { $0 == "$" })
        if let field = field(name, expression.range) { return field }
        reportUnknown(name, expression.range)
        return malformed(expression.range)
    }

    private mutating func reportUnknown(_ name: String, _ range: SourceRange) {
        let names = JobField.all.map(\.name) + axes.map { JobField.axisPrefix + $0 }
        let isAxis = name.hasPrefix(JobField.axisPrefix)
        let help =
            Suggestion.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
            ?? (isAxis
                ? (axes.isEmpty ? "these jobs have no axes" : "the axes are: \(axes.joined(separator: ", "))")
                : "the fields are: \(names.joined(separator: ", "))")
        report(
            .unknownField, isAxis ? "no job has the axis `\(name.dropFirst(5))`" : "`\(name)` is no field of a job",
            range, help: help)
    }

    // MARK: - Operators

    private mutating func compile(_ list: Expression.List) -> Operand {
        let items = list.items.map { compile($0) }
        let values = items.map(\.value)
        return Operand(kind: .texts, field: items.lazy.compactMap(\.field).first, range: list.range) { row in
            .array(values.map { $0(row) })
        }
    }

    private mutating func compile(_ prefix: Expression.Prefix) -> Operand {
        switch prefix.operator {
        case .not:
            let operand = compileCondition(prefix.operand)
            return Operand(kind: .flag, field: operand.field, range: prefix.range) { [value = operand.value] row in
                .bool(value(row).bool != true)
            }
        case .minus:
            let operand = number(compile(prefix.operand))
            return Operand(kind: .number, field: operand.field, range: prefix.range) { [value = operand.value] row in
                value(row).number.flatMap { Number.whole(0).subtracting($0) }.map(JSONValue.number) ?? .null
            }
        }
    }

    private mutating func number(_ operand: Operand) -> Operand {
        if operand.kind != .number, operand.kind != .anything {
            report(
                .typeMismatch, "only numbers can be calculated with, not \(operand.kind.phrase)", operand.range)
        }
        return operand
    }

    private mutating func compile(_ chain: Expression.Chain) -> Operand {
        if case .and? = chain.links.first?.operator { return compileConditions(chain, isAnd: true) }
        if case .or? = chain.links.first?.operator { return compileConditions(chain, isAnd: false) }
        var result = number(compile(chain.first))
        for link in chain.links {
            let operand = number(compile(link.operand))
            let (left, right, symbol) = (result.value, operand.value, link.operator)
            result = Operand(kind: .number, field: result.field ?? operand.field, range: chain.range) { row in
                guard let a = left(row).number, let b = right(row).number else { return .null }
                return Self.calculate(symbol, a, b).map(JSONValue.number) ?? .null
            }
        }
        return result
    }

    private static func calculate(_ symbol: Expression.Chain.Operator, _ a: Number, _ b: Number) -> Number? {
        switch symbol {
        case .add: a.adding(b)
        case .subtract: a.subtracting(b)
        case .multiply: a.multiplied(by: b)
        case .divide: b.isZero ? nil : a.divided(by: b)
        case .remainder: b.isZero ? nil : a.remainder(dividingBy: b)
        case .and, .or: nil
        }
    }

    private mutating func compileConditions(_ chain: Expression.Chain, isAnd: Bool) -> Operand {
        let operands = ([chain.first] + chain.links.map(\.operand)).map { compileCondition($0) }
        let values = operands.map(\.value)
        return Operand(kind: .flag, field: operands.lazy.compactMap(\.field).first, range: chain.range) { row in
            .bool(
                isAnd
                    ? values.allSatisfy { $0(row).bool == true } : values.contains { $0(row).bool == true })
        }
    }

    private mutating func compile(_ comparison: Expression.Comparison) -> Operand {
        let (left, right) = (compile(comparison.left), compile(comparison.right))
        if left.field == nil, right.field == nil {
            if case .word(let word, let range) = comparison.left.ungrouped {
                reportUnknown(word, range)
            } else if case .word(let word, let range) = comparison.right.ungrouped {
                reportUnknown(word, range)
            } else {
                report(.typeMismatch, "this comparison asks nothing of a job", comparison.range)
            }
        }
        check(comparison, left, right)
        let (a, b, symbol) = (left.value, right.value, comparison.operator)
        return Operand(kind: .flag, field: left.field ?? right.field, range: comparison.range) { row in
            .bool(FilterComparison.holds(symbol, a(row), b(row)))
        }
    }

    /// What can never hold is a mistake.
    private mutating func check(_ comparison: Expression.Comparison, _ left: Operand, _ right: Operand) {
        switch comparison.operator {
        case .contains:
            if right.kind != .text, right.kind != .texts, right.kind != .anything {
                report(
                    .typeMismatch, "`in` looks into text or a list, not into \(right.kind.phrase)", right.range)
            }
        case .equal, .notEqual:
            for (field, other) in [(left, right), (right, left)] where other.field == nil {
                let isOdd: Bool =
                    switch (field.kind, other.kind) {
                    case (.number, .text): !other.readsAsNumber
                    case (.flag, .text), (.flag, .number), (.number, .flag), (.number, .texts): true
                    default: false
                    }
                if isOdd {
                    report(
                        .typeMismatch,
                        "`\(field.field ?? file.text(field.range))` is \(field.kind.phrase), "
                            + "`\(file.text(other.range))` is \(other.kind.phrase)",
                        other.range)
                }
            }
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            for operand in [left, right] where operand.kind == .flag || operand.kind == .texts {
                report(
                    .typeMismatch, "only numbers and texts have an order, not \(operand.kind.phrase)", operand.range)
            }
            for (field, other) in [(left, right), (right, left)]
            where field.kind == .number && other.kind == .text && other.field == nil && !other.readsAsNumber {
                report(
                    .typeMismatch,
                    "`\(field.field ?? file.text(field.range))` is a number, `\(file.text(other.range))` is text",
                    other.range)
            }
        }
    }

    // MARK: - Functions

    private mutating func compile(_ call: Call) -> Operand {
        guard let function = FilterFunction(rawValue: call.name.name) else {
            let known = FilterFunction.allCases.map(\.rawValue)
            report(
                .unknownFunction, "a filter has no function `\(call.name.name)`", call.name.range,
                help: Suggestion.nearest(to: call.name.name, among: known).map { "did you mean `\($0)`?" }
                    ?? "it has: \(known.joined(separator: ", "))")
            return malformed(call.range)
        }
        var operands: [Operand] = []
        for argument in call.arguments { operands.append(compile(argument.value)) }
        guard operands.count == function.arguments, call.arguments.allSatisfy({ $0.name == nil }) else {
            report(
                .wrongArguments, "`\(function.rawValue)` takes \(counted(function.arguments, "argument"))", call.range)
            return malformed(call.range)
        }
        for operand in operands where operand.kind != .text && operand.kind != .anything {
            report(
                .typeMismatch, "`\(function.rawValue)` needs text, here is \(operand.kind.phrase)", operand.range)
        }
        let values = operands.map(\.value)
        return Operand(
            kind: function.kind, field: operands.lazy.compactMap(\.field).first, range: call.range
        ) { row in
            function.carryOut(values.map { $0(row).string })
        }
    }
}

extension Expression {
    fileprivate var ungrouped: Expression {
        if case .group(let inner, _) = self { return inner.ungrouped }
        return self
    }
}
