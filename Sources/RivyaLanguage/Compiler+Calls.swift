import RivyaSyntax

extension Compiler {
    mutating func compile(_ call: Call, target: Int32?) -> Operand {
        if let function = module.functions[call.name.name] { return compileCall(of: function, call, target: target) }
        if let builtin = Builtin.index(of: call.name.name) { return compileBuiltin(builtin, call, target: target) }
        var help = "`rivya doc functions` lists the built-in functions; your own start with `def`"
        if let near = suggestion(
            for: call.name.name, among: { Builtin.all.map(\.name) + $0.module.functions.keys.sorted() })
        {
            help = "did you mean `\(near)`?"
        } else if binding(of: call.name.name) != nil {
            help = "`$\(call.name.name)` is a variable, not a function"
        }
        report(.unknownFunction, "there is no function `\(call.name.name)`", call.name.range, help: help)
        for argument in call.arguments { release(compile(argument.value)) }
        return Operand(slot: newSlot(.null), isTemporary: false)
    }

    /// Puts a call's arguments to the parameters they are for. Reports what does not fit.
    private mutating func assign(
        _ call: Call, parameters: [String], required: Int, signature: @autoclosure () -> String
    ) -> [Int?]? {
        var places = [Int?](repeating: nil, count: parameters.count)
        var isFine = true
        for (place, argument) in call.arguments.enumerated() {
            guard let name = argument.name else {
                guard place < parameters.count else {
                    report(
                        .wrongArguments,
                        "`\(call.name.name)` takes \(count(parameters.count)), here are \(call.arguments.count)",
                        call.name.range, help: "it is `\(signature())`")
                    isFine = false
                    break
                }
                places[place] = place
                continue
            }
            guard let parameter = parameters.firstIndex(of: name.name) else {
                let near = Suggestion.nearest(to: name.name, among: parameters)
                report(
                    .wrongArguments, "`\(call.name.name)` has no parameter `\(name.name)`", name.range,
                    help: near.map { "did you mean `\($0)`?" } ?? "it is `\(signature())`")
                isFine = false
                continue
            }
            if places[parameter] != nil {
                report(.wrongArguments, "`\(name.name)` is given twice", name.range, help: "remove one of the two")
                isFine = false
                continue
            }
            places[parameter] = place
        }
        if isFine, let missing = places.prefix(required).firstIndex(where: { $0 == nil }) {
            report(
                .wrongArguments, "`\(call.name.name)` needs `\(parameters[missing])`", call.name.range,
                help: "it is `\(signature())`")
            isFine = false
        }
        return isFine ? places : nil
    }

    private func count(_ number: Int) -> String {
        switch number {
        case 0: "no arguments"
        case 1: "one argument"
        default: "\(number) arguments"
        }
    }

    /// Lowers a call's arguments, and puts their slots to the parameters that `assign` found; -1 where there is none.
    private mutating func compileArguments(_ call: Call, places: [Int?]?) -> [Int32] {
        let base = held.count
        holdAll(call.arguments) { $0.value }
        let slots = places?.map { place in place.map { held[base + $0].slot } ?? -1 } ?? []
        releaseHeld(from: base)
        return slots
    }

    private mutating func compileCall(of function: Int, _ call: Call, target: Int32?) -> Operand {
        let declaration = functions[function].declaration
        let parameters = declaration.parameters
        let places: [Int?]? =
            declaration.isIncomplete
            ? nil
            : assign(
                call, parameters: parameters.map(\.name.name),
                required: parameters.prefix { $0.defaultValue == nil }.count,
                signature: declaration.signature)
        let arguments = compileArguments(call, places: places)
        if let caller = currentFunction, places != nil {
            callEdges[caller, default: []].append((function, call.range, module.unit))
        }
        program.callSites.append(
            .init(
                function: function, arguments: arguments, range: call.range, axes: axes))
        let destination =
            target.map { Operand(slot: $0, isTemporary: false) } ?? Operand(slot: temporary(), isTemporary: true)
        emit(.callFunction, destination.slot, Int32(program.callSites.count - 1), at: call.range)
        return destination
    }

    private mutating func compileBuiltin(_ builtin: Int, _ call: Call, target: Int32?) -> Operand {
        let description = Builtin.all[builtin]
        var places: [Int?]?
        if description.isVariadic {
            if let named = call.arguments.first(where: { $0.name != nil })?.name {
                report(
                    .wrongArguments, "`\(description.name)` has no parameter `\(named.name)`", named.range,
                    help: "it is `\(description.signature)`")
            } else if call.arguments.count < description.required {
                report(
                    .wrongArguments, "`\(description.name)` needs \(count(description.required)) or more",
                    call.name.range,
                    help: "it is `\(description.signature)`")
            } else {
                places = call.arguments.indices.map { $0 }
            }
        } else {
            places = assign(
                call, parameters: description.parameters, required: description.required,
                signature: description.signature)
        }
        let arguments = compileArguments(call, places: places)
        program.builtinSites.append(
            .init(
                builtin: builtin, arguments: arguments,
                argumentRanges: places?.map { place in place.map { call.arguments[$0].value.range } ?? call.name.range }
                    ?? [],
                nameRange: call.name.range))
        let destination =
            target.map { Operand(slot: $0, isTemporary: false) } ?? Operand(slot: temporary(), isTemporary: true)
        emit(.callBuiltin, destination.slot, Int32(program.builtinSites.count - 1), at: call.range)
        return destination
    }
}

extension Statement.Function {
    /// How it is called, for messages: `name(a, b=...)`.
    fileprivate var signature: String {
        let parameters = parameters.map { $0.defaultValue == nil ? $0.name.name : "\($0.name.name)=..." }
        return "\(name.name)(\(parameters.joined(separator: ", ")))"
    }
}
