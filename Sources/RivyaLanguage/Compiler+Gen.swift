import RivyaCatalog
import RivyaSyntax

extension Compiler {
    mutating func compile(_ gen: Gen, target: Int32?) -> Operand {
        let card = checkModel(gen.model)
        let base = held.count
        let lastChange = gen.items.lastIndex { !$0.value.isPlain } ?? -1
        let model = compileOperand(
            gen.model, canChange: lastChange >= 0 || gen.prompt.map { !$0.isPlain } ?? false)
        held.append(model)
        var prompt: Operand?
        if let expression = gen.prompt {
            let operand = compileOperand(expression, canChange: lastChange >= 0)
            prompt = operand
            held.append(operand)
            if let card { checkPrompt(expression, card) }
        }
        var items: [Program.GenSite.Item] = []
        items.reserveCapacity(gen.items.count)
        var written = GivenNames(capacity: gen.items.count)
        var hasSpread = false
        for (place, item) in gen.items.enumerated() {
            let operand = compileOperand(item.value, canChange: place < lastChange)
            held.append(operand)
            switch item {
            case .argument(let argument):
                guard checkRepeated(argument.key, "parameter", &written) else { continue }
                items.append(lower(argument, operand, card))
            case .spread(let spread):
                hasSpread = true
                items.append(.spread(value: operand.slot, range: spread.range))
            case .option(let option):
                if let item = lower(option, operand, &written) { items.append(item) }
            }
        }
        if let card, card.hasRequiredParameters, !hasSpread { checkMissing(gen, card, written: written) }
        if let card, gen.prompt == nil, let problem = card.promptProblem(nil) { report(problem, gen.keyword) }
        releaseHeld(from: base)
        program.genSites.append(
            .init(
                model: model.slot, card: card, modelRange: gen.model.range, prompt: prompt?.slot ?? -1,
                promptRange: gen.prompt?.range ?? gen.keyword, items: items,
                defaults: lastDefaults, axes: axes, keyword: gen.keyword, range: gen.range, unit: module.unit,
                line: file.line(at: gen.keyword.lower)))
        let destination =
            target.map { Operand(slot: $0, isTemporary: false) } ?? Operand(slot: temporary(), isTemporary: true)
        emit(.gen, destination.slot, Int32(program.genSites.count - 1), at: gen.range)
        return destination
    }

    /// The model, where the text says which; reports one that cannot be used.
    private mutating func checkModel(_ expression: Expression) -> ModelCard? {
        guard let value = constantValue(expression) else { return nil }
        guard case .string(let id) = value else {
            report(
                .typeMismatch, "a model is text, not \(value.typePhrase)", expression.range,
                help: "give the id of a model: `rivya models` lists them")
            return nil
        }
        guard let card = catalog[id] else {
            report(catalog.unknownModelProblem(id), expression.range)
            return nil
        }
        if let problem = card.callProblem {
            report(problem, expression.range)
            return nil
        }
        if let warning = card.uncheckedWarning, uncheckedModels.insert(id).inserted {
            report(warning, expression.range, severity: .warning)
        }
        return card
    }

    private mutating func checkPrompt(_ expression: Expression, _ card: ModelCard) {
        guard let value = constantValue(expression) else { return }
        switch value {
        case .string(let text):
            if let problem = card.promptProblem(text) { report(problem, expression.range) }
        case .null: if let problem = card.promptProblem(nil) { report(problem, expression.range) }
        default:
            report(
                .typeMismatch, "a prompt is text, not \(value.typePhrase)", expression.range,
                help: "put the prompt in quotes")
        }
    }

    /// False, and reported, for a name that was there before.
    @discardableResult
    private mutating func checkRepeated(
        _ name: Identifier, _ what: String, _ written: inout GivenNames
    ) -> Bool {
        guard let first = written.insert(name)?.range else { return true }
        report(
            .repeatedArgument, "the \(what) `\(name.name)` is given twice", name.range, help: "remove one of the two",
            notes: [.init("first given here", at: .init(file: file, range: first))])
        return false
    }

    private mutating func lower(
        _ argument: Gen.Argument, _ operand: Operand, _ card: ModelCard?
    ) -> Program.GenSite.Item {
        let key = argument.key.name
        if key == "ref" {
            if let card, let problem = card.noReferencesProblem, !isNull(argument.value) {
                report(problem, argument.key.range)
            }
            var itemRanges: [SourceRange] = []
            if case .list(let list) = argument.value { itemRanges = list.items.map(\.range) }
            return .reference(
                value: operand.slot, keyRange: argument.key.range, valueRange: argument.value.range,
                itemRanges: itemRanges)
        }
        let slot = card?.slot(of: key) ?? -1
        if let card { check(argument, card, slot: slot) }
        return .argument(
            key: key, slot: slot, value: operand.slot, keyRange: argument.key.range, valueRange: argument.value.range)
    }

    private func isNull(_ expression: Expression) -> Bool {
        if case .null? = constantValue(expression) { return true }
        return false
    }

    /// A parameter's name, and its value where the text has it.
    /// - Parameter slot: the parameter's place on the model, -1 where it has none of that name.
    private mutating func check(_ argument: Gen.Argument, _ card: ModelCard, slot: Int) {
        guard slot >= 0 else {
            if !card.passesParametersThrough {
                report(card.unknownParameterProblem(argument.key.name), argument.key.range)
            }
            return
        }
        guard let value = constantValue(argument.value), let given = ArgumentValue(value) else { return }
        do throws(CatalogProblem) {
            _ = try card.convert(given, toParameter: slot)
        } catch {
            report(error, argument.value.range)
        }
    }

    private mutating func lower(
        _ option: Gen.Option, _ operand: Operand, _ written: inout GivenNames
    ) -> Program.GenSite.Item? {
        guard let kind = GenOption(rawValue: option.name.name) else {
            let options = GenOption.allCases.map(\.rawValue)
            let near = Suggestion.nearest(to: option.name.name, among: options)
            report(
                .unknownOption, "`gen` has no option `--\(option.name.name)`", option.name.range,
                help: near.map { "did you mean `--\($0)`?" }
                    ?? "the options are: \(options.map { "--\($0)" }.joined(separator: ", "))")
            return nil
        }
        if kind != .tag {
            checkRepeated(Identifier(name: "--\(option.name.name)", range: option.name.range), "option", &written)
        }
        if let value = constantValue(option.value), let problem = GenOption.problem(kind, value) {
            report(problem, option.value.range)
        }
        return .option(kind, value: operand.slot, nameRange: option.name.range, valueRange: option.value.range)
    }

    /// Required parameters that nothing can give.
    private mutating func checkMissing(_ gen: Gen, _ card: ModelCard, written: GivenNames) {
        var values = [WireValue?](repeating: nil, count: card.parameters.count)
        for key in written.names {
            if let slot = card.slot(of: key.name) { values[slot] = .string("") }
        }
        for line in program.defaultsLines(upTo: lastDefaults) {
            for argument in program.defaultsLines[line].arguments {
                if let slot = card.slot(of: argument.key) { values[slot] = .string("") }
            }
        }
        for problem in card.missingParameterProblems(values) { report(problem, gen.keyword) }
    }

    mutating func compile(_ defaults: Statement.Defaults) {
        let constant = constantValue(defaults.model)
        var isForAll = false
        var card: ModelCard?
        if case .string("*")? = constant {
            isForAll = true
        } else {
            card = checkModel(defaults.model)
        }
        let base = held.count
        let lastChange = defaults.arguments.lastIndex { !$0.value.isPlain } ?? -1
        let model = compileOperand(defaults.model, canChange: lastChange >= 0)
        held.append(model)
        var arguments: [Program.DefaultsLine.Argument] = []
        var written = GivenNames()
        for (place, argument) in defaults.arguments.enumerated() {
            checkRepeated(argument.key, "parameter", &written)
            if argument.key.name == "ref" {
                report(
                    .unknownParameter, "`ref` has no default", argument.key.range,
                    help: "give reference media at each `gen`, or spread a record with `ref`")
            } else if let card {
                check(argument, card, slot: card.slot(of: argument.key.name) ?? -1)
            } else if isForAll, !catalog.models.contains(where: { $0.slot(of: argument.key.name) != nil }) {
                reportUnknownEverywhere(argument.key)
            }
            let operand = compileOperand(argument.value, canChange: place < lastChange)
            held.append(operand)
            arguments.append(
                .init(
                    key: argument.key.name, stored: newSlot(.unset), value: operand.slot,
                    keyRange: argument.key.range, valueRange: argument.value.range))
        }
        releaseHeld(from: base)
        let line = program.defaultsLines.count
        program.defaultsLines.append(
            .init(
                model: model.slot, isForAll: isForAll, storedModel: newSlot(.unset), modelRange: defaults.model.range,
                arguments: arguments, unit: module.unit, previous: lastDefaults))
        emit(.defaults, Int32(line), at: defaults.range)
        lastDefaults = line
        if isTopLevel { module.lastDefaults = line }
    }

    private mutating func reportUnknownEverywhere(_ key: Identifier) {
        var keys: [String] = []
        for model in catalog.models {
            for parameter in model.parameters where !keys.contains(parameter.key) { keys.append(parameter.key) }
        }
        let near = Suggestion.nearest(to: key.name, among: keys)
        report(
            .unknownParameter, "no model has a parameter `\(key.name)`", key.range,
            help: near.map { "did you mean `\($0)`?" } ?? "`rivya model ID` lists the parameters of a model")
    }

    /// The value of an expression that is the same whenever it is evaluated, where the text shows it.
    func constantValue(_ expression: Expression) -> Value? {
        switch expression {
        case .null: return .null
        case .bool(let value, _): return .bool(value)
        case .number(let value, _): return .number(value)
        case .word(let text, _): return .string(text)
        case .string(let literal): return literal.constant.map { .string($0) }
        case .group(let inner, _): return constantValue(inner)
        case .list(let list):
            var items: [Value] = []
            items.reserveCapacity(list.items.count)
            for item in list.items {
                guard let value = constantValue(item) else { return nil }
                items.append(value)
            }
            return .list(items)
        case .record(let record):
            var fields: [RecordValue.Field] = []
            for field in record.fields {
                guard let value = constantValue(field.value) else { return nil }
                fields.append(.init(key: field.key.name, value: value))
            }
            return .record(RecordValue([]).merging(fields))
        default: return nil
        }
    }
}

extension Gen.Item {
    var value: Expression {
        switch self {
        case .argument(let argument): argument.value
        case .spread(let spread): spread.value
        case .option(let option): option.value
        }
    }
}
