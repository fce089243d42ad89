import RivyaSyntax

extension Compiler {
    /// Lowers an expression; its value is in the slot returned, which is `target` where one is given and needed.
    @discardableResult
    mutating func compile(_ expression: Expression, target: Int32? = nil) -> Operand {
        switch expression {
        case .null: return constant(.null)
        case .bool(let value, _): return constant(.bool(value))
        case .number(let value, _): return constant(.number(value))
        case .word(let text, _): return constant(.string(text))
        case .string(let literal): return compile(literal, target: target)
        case .variable(let identifier): return compileVariable(identifier)
        case .path(let path): return compile(path, target: target)
        case .call(let call): return compile(call, target: target)
        case .list(let list): return compile(list, target: target)
        case .record(let record): return compile(record, target: target)
        case .prefix(let prefix):
            let operand = compile(prefix.operand)
            release(operand)
            let destination = destination(target)
            emit(prefix.operator == .minus ? .negate : .not, destination.slot, operand.slot, at: prefix.range)
            return destination
        case .chain(let chain): return compile(chain, target: target)
        case .comparison(let comparison): return compile(comparison, target: target)
        case .range(let range):
            let operands = compileRangeOperands(range)
            let destination = destination(target)
            emit(.makeRange, destination.slot, operands, range.includesUpper ? 1 : 0, at: range.range)
            return destination
        case .conditional(let conditional): return compile(conditional, target: target)
        case .comprehension(let comprehension): return compile(comprehension, target: target)
        case .gen(let gen): return compile(gen, target: target)
        case .group(let inner, _): return compile(inner, target: target)
        case .malformed: return constant(.null)
        }
    }

    /// Lowers an expression so that its value ends up in a slot.
    mutating func compile(_ expression: Expression, into slot: Int32) {
        let operand = compile(expression, target: slot)
        if operand.slot != slot {
            emit(.move, slot, operand.slot, at: expression.range)
            release(operand)
        }
    }

    /// Lowers an operand whose value must survive what is lowered after it.
    /// - Parameter canChange: whether something that follows could assign a variable: then it is copied.
    mutating func compileOperand(_ expression: Expression, canChange: @autoclosure () -> Bool) -> Operand {
        let operand = compile(expression)
        guard !operand.isTemporary, expression.isVariable, canChange() else { return operand }
        let copy = temporary()
        emit(.move, copy, operand.slot, at: expression.range)
        return Operand(slot: copy, isTemporary: true)
    }

    private mutating func constant(_ value: Value) -> Operand { Operand(slot: newSlot(value), isTemporary: false) }

    private mutating func destination(_ target: Int32?) -> Operand {
        if let target { return Operand(slot: target, isTemporary: false) }
        return Operand(slot: temporary(), isTemporary: true)
    }

    private mutating func compileVariable(_ identifier: Identifier) -> Operand {
        guard let binding = binding(of: identifier.name) else {
            reportUnknownVariable(identifier)
            return constant(.null)
        }
        if currentFunction != nil, binding.isTopLevel {
            emit(.checkDeclared, binding.slot, name(identifier.name), at: identifier.range)
        }
        if binding.slot == program.jobListSlot { emit(.listJobs, binding.slot, at: identifier.range) }
        return Operand(slot: binding.slot, isTemporary: false)
    }

    private mutating func compile(_ literal: Expression.StringLiteral, target: Int32?) -> Operand {
        if let text = literal.constant { return constant(.string(text)) }
        let base = held.count
        let lastChange = literal.parts.lastIndex { part in
            if case .value(let value) = part { return !value.isPlain }
            return false
        }
        for (place, part) in literal.parts.enumerated() {
            switch part {
            case .text(let text): held.append(constant(.string(text)))
            case .value(let value):
                let wasInText = isInText
                isInText = true
                held.append(compileOperand(value, canChange: place < lastChange ?? 0))
                isInText = wasInText
            }
        }
        let first = operands(heldFrom: base)
        let destination = destination(target)
        emit(.join, destination.slot, first, Int32(literal.parts.count), at: literal.range)
        return destination
    }

    private mutating func compile(_ path: Expression.Path, target: Int32?) -> Operand {
        var base = compileOperand(
            path.base,
            canChange: path.steps.contains { step in
                if case .index(let index, _) = step { return !index.isPlain }
                return false
            })
        for (place, step) in path.steps.enumerated() {
            let isLast = place == path.steps.count - 1
            let index: Operand?
            if case .index(let expression, _) = step { index = compile(expression) } else { index = nil }
            if let index { release(index) }
            release(base)
            let destination = destination(isLast ? target : nil)
            switch step {
            case .field(let field):
                emit(.field, destination.slot, base.slot, name(field.name), at: field.range)
            case .index(let expression, _):
                emit(.index, destination.slot, base.slot, index!.slot, at: expression.range)
            }
            base = destination
        }
        return base
    }

    /// Lowers expressions that are the operands of one instruction; returns the first one's place.
    mutating func compileAll<Items: RandomAccessCollection>(
        _ items: Items, _ expression: (Items.Element) -> Expression
    ) -> Int32 {
        let base = held.count
        holdAll(items, expression)
        return operands(heldFrom: base)
    }

    /// Lowers expressions and holds their operands.
    mutating func holdAll<Items: RandomAccessCollection>(
        _ items: Items, _ expression: (Items.Element) -> Expression
    ) {
        let lastChange = items.lastIndex { !expression($0).isPlain } ?? items.startIndex
        for place in items.indices {
            held.append(compileOperand(expression(items[place]), canChange: place < lastChange))
        }
    }

    private mutating func compile(_ list: Expression.List, target: Int32?) -> Operand {
        if list.items.count > 64, let value = constantValue(.list(list)) { return constant(value) }
        let first = compileAll(list.items) { $0 }
        let destination = destination(target)
        emit(.makeList, destination.slot, first, Int32(list.items.count), at: list.range)
        return destination
    }

    private mutating func compile(_ record: Expression.Record, target: Int32?) -> Operand {
        let first = compileAll(record.fields) { $0.value }
        program.shapes.append(record.fields.map(\.key.name))
        let destination = destination(target)
        emit(.makeRecord, destination.slot, Int32(program.shapes.count - 1), first, at: record.range)
        return destination
    }

    private mutating func compile(_ chain: Expression.Chain, target: Int32?) -> Operand {
        switch chain.links[0].operator {
        case .and, .or: return compileLogic(chain, target: target)
        default: break
        }
        var left = compileOperand(chain.first, canChange: chain.links.contains { !$0.operand.isPlain })
        for (place, link) in chain.links.enumerated() {
            let right = compile(link.operand)
            release(right)
            release(left)
            let isLast = place == chain.links.count - 1
            let destination = destination(isLast ? target : nil)
            let opcode: Opcode =
                switch link.operator {
                case .add: .add
                case .subtract: .subtract
                case .multiply: .multiply
                case .divide: .divide
                default: .remainder
                }
            emit(
                opcode, destination.slot, left.slot, right.slot,
                at: opcode == .divide || opcode == .remainder ? link.operand.range : link.operatorRange)
            left = destination
        }
        return left
    }

    /// Short-circuit: what is not needed is not evaluated.
    private mutating func compileLogic(_ chain: Expression.Chain, target: Int32?) -> Operand {
        let result = temporary()
        var jumps: [Int] = []
        compile(chain.first, into: result)
        for (place, link) in chain.links.enumerated() {
            let range = place == 0 ? chain.first.range : chain.links[place - 1].operand.range
            jumps.append(emit(link.operator == .and ? .jumpIfFalse : .jumpIfTrue, result, at: range))
            compile(link.operand, into: result)
        }
        emit(.checkCondition, result, at: chain.links[chain.links.count - 1].operand.range)
        for jump in jumps { program.code[jump].b = here }
        return Operand(slot: result, isTemporary: true)
    }

    private mutating func compile(_ comparison: Expression.Comparison, target: Int32?) -> Operand {
        let left = compileOperand(comparison.left, canChange: !comparison.right.isPlain)
        let right = compile(comparison.right)
        release(right)
        release(left)
        let destination = destination(target)
        let opcode: Opcode =
            switch comparison.operator {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            case .contains: .contains
            }
        emit(opcode, destination.slot, left.slot, right.slot, at: comparison.operatorRange)
        return destination
    }

    private mutating func compileRangeOperands(_ range: Expression.Range) -> Int32 {
        if let step = range.step { return compileAll([range.lower, range.upper, step]) { $0 } }
        let first = compileAll([range.lower, range.upper]) { $0 }
        program.operands.append(-1)
        return first
    }

    private mutating func compile(_ conditional: Expression.Conditional, target: Int32?) -> Operand {
        let result = temporary()
        let jump = compileCondition(conditional.condition)
        compile(conditional.then, into: result)
        let end = emit(.jump, 0, at: conditional.range)
        patch(jump)
        compile(conditional.otherwise, into: result)
        program.code[end].a = here
        return Operand(slot: result, isTemporary: true)
    }

    /// Lowers a decision. The instruction returned goes on where the condition is false; `patch` tells it where.
    mutating func compileCondition(_ condition: Expression) -> Int {
        if case .group(let inner, _) = condition { return compileCondition(inner) }
        if case .comparison(let comparison) = condition, let opcode = fusedOpcode(comparison.operator) {
            let left = compileOperand(comparison.left, canChange: !comparison.right.isPlain)
            let right = compile(comparison.right)
            release(right)
            release(left)
            return emit(opcode, left.slot, right.slot, at: comparison.operatorRange)
        }
        let operand = compile(condition)
        release(operand)
        return emit(.jumpIfFalse, operand.slot, at: condition.range)
    }

    /// Makes a jump of `compileCondition` go to the next instruction.
    mutating func patch(_ jump: Int) {
        if program.code[jump].op == .jumpIfFalse {
            program.code[jump].b = here
        } else {
            program.code[jump].c = here
        }
    }

    private func fusedOpcode(_ comparison: Expression.Comparison.Operator) -> Opcode? {
        switch comparison {
        case .equal: .unlessEqual
        case .notEqual: .unlessNotEqual
        case .less: .unlessLess
        case .lessOrEqual: .unlessLessOrEqual
        case .greater: .unlessGreater
        case .greaterOrEqual: .unlessGreaterOrEqual
        case .contains: nil
        }
    }

    private mutating func compile(_ comprehension: Expression.Comprehension, target: Int32?) -> Operand {
        let builder = Int32(program.builders)
        program.builders += 1
        emit(.beginList, builder, at: comprehension.range)
        openScope()
        let outerAxes = axes.count
        var loops: [(Int32, SourceRange, Int)] = []
        var skips: [(jump: Int, loop: Int)] = []
        for part in comprehension.parts {
            switch part {
            case .loop(let clause):
                // A later clause may use an earlier one's names again: each is a scope of its own.
                openScope()
                let head = compileLoopHead(clause)
                loops.append((head.start, clause.range, head.exit))
            case .condition(let condition):
                skips.append((compileCondition(condition), loops.count - 1))
            }
        }
        let element = compile(comprehension.element)
        release(element)
        emit(.append, builder, element.slot, at: comprehension.element.range)
        for (place, loop) in loops.enumerated().reversed() {
            for skip in skips where skip.loop == place { patch(skip.jump) }
            endLoopBody(start: loop.0, at: loop.1)
            program.code[loop.2].c = here
            closeScope()
        }
        axes.removeSubrange(outerAxes...)
        closeScope()
        let destination = destination(target)
        emit(.endList, builder, destination.slot, at: comprehension.range)
        return destination
    }

    /// The head of one loop: its iterator, its variables, its axes. The scope for them is open already.
    mutating func compileLoopHead(_ clause: ForClause) -> (start: Int32, exit: Int) {
        let iterator = Int32(program.iterators)
        program.iterators += 1
        if case .range(let range) = clause.iterable {
            let operands = compileRangeOperands(range)
            emit(.iterateRange, iterator, operands, range.includesUpper ? 1 : 0, at: range.range)
        } else {
            let source = compile(clause.iterable)
            release(source)
            emit(.iterate, iterator, source.slot, at: clause.iterable.range)
        }
        let start = here
        let item = newSlot(.null)
        let exit = emit(.next, iterator, item, at: clause.range)
        if clause.takesApart {
            let slots = clause.names.map { _ in newSlot(.null) }
            let first = operands(slots)
            emit(.takeApart, item, first, Int32(slots.count), at: clause.names[0].range.union(clause.names.last!.range))
            for (name, slot) in zip(clause.names, slots) { declareLoopVariable(name, slot: slot) }
        } else {
            declareLoopVariable(clause.names[0], slot: item)
        }
        return (start, exit)
    }

    /// Closes a loop's body: goes back to its head, and counts what the body costs.
    mutating func endLoopBody(start: Int32, at range: SourceRange) {
        emit(.loop, start, here - start + 1, at: range)
        program.loopSpans.append(.init(start: start, end: here, axes: axes))
    }

    /// A loop variable is an axis with the value that the loop gave it, whatever the body assigns.
    private mutating func declareLoopVariable(_ name: Identifier, slot: Int32) {
        var axisSlot = slot
        if module.assigned.contains(name.name) {
            axisSlot = newSlot(.null)
            emit(.move, axisSlot, slot, at: name.range)
        }
        declare(name, slot: slot, isTopLevel: false)
        axes.append(.init(name: name.name, slot: axisSlot))
    }
}

extension Expression {
    fileprivate var isVariable: Bool {
        switch self {
        case .variable: true
        case .group(let inner, _): inner.isVariable
        default: false
        }
    }

    /// Literals and variables: evaluating them changes nothing.
    var isPlain: Bool {
        switch self {
        case .null, .bool, .number, .word, .variable: true
        case .string(let literal): literal.constant != nil
        case .group(let inner, _): inner.isPlain
        case .path(let path):
            path.base.isPlain
                && path.steps.allSatisfy { step in
                    if case .index(let index, _) = step { return index.isPlain }
                    return true
                }
        default: false
        }
    }
}
