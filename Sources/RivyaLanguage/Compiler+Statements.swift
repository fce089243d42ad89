import RivyaCatalog
import RivyaSyntax

extension Compiler {
    /// What an import statement of this file leads to, by its place in the text.
    typealias Imports = [UInt32: String]

    mutating func compile(_ statement: Statement, imported: Imports) {
        switch statement {
        case .letBinding(let binding):
            if let slot = slotToRedeclare(binding.name) {
                compileApart(binding.value, into: slot)
                declare(binding.name, slot: slot, isTopLevel: true)
                return
            }
            let slot = newSlot(.unset)
            compileValue(binding.value, into: slot)
            declare(binding.name, slot: slot, isTopLevel: isTopLevel)
        case .assignment(let assignment): compile(assignment)
        case .param(let param): compile(param)
        case .gen(let gen):
            let operand = compile(gen, target: nil)
            if showsValues, isTopLevel {
                emit(.show, operand.slot, at: gen.range)
            } else {
                program.code[program.code.count - 1].c = 1
            }
            release(operand)
        case .forLoop(let loop): compile(loop)
        case .ifElse(let branches): compile(branches)
        case .function(let function):
            if !isTopLevel {
                misplaced("def", SourceRange(Int(function.range.lower), Int(function.range.lower) + 3))
            }
        case .breakLoop(let range):
            guard !loops.isEmpty else { return misplaced("break", range, where: "inside a `for`", to: "into a `for`") }
            loops[loops.count - 1].breaks.append(emit(.jump, 0, at: range))
        case .continueLoop(let range):
            guard !loops.isEmpty else {
                return misplaced("continue", range, where: "inside a `for`", to: "into a `for`")
            }
            loops[loops.count - 1].continues.append(emit(.jump, 0, at: range))
        case .returnValue(let statement): compile(statement)
        case .call(let call):
            let operand = compile(call, target: nil)
            // A function without `return` has nothing to show.
            if showsValues, isTopLevel { emit(.show, operand.slot, 1, at: call.range) }
            release(operand)
        case .print(let print):
            let (first, count) = compileItems(print.items)
            emit(.print, first, count, at: print.range)
        case .wait(let wait):
            if wait.items.isEmpty {
                emit(.waitAll, 0, at: wait.range)
            } else {
                let (first, count) = compileItems(wait.items)
                emit(.wait, first, count, at: wait.items[0].range.union(wait.items.last!.range))
            }
        case .defaults(let defaults): compile(defaults)
        case .set(let set): compile(set)
        case .importFile(let statement): compile(statement, imported: imported)
        case .assert(let assert): compile(assert)
        case .fail(let fail):
            let message = compile(fail.message)
            emit(.fail, message.slot, at: fail.range)
            release(message)
        case .expression(let expression): compileShown(expression)
        }
    }

    private mutating func misplaced(
        _ word: String, _ range: SourceRange, where place: String = "at the top level of a file",
        to goal: String = "to the top level of the file"
    ) {
        report(
            .misplacedStatement, "`\(word)` stands only \(place)", keyword(range, length: word.utf8.count),
            help: "move it \(goal)")
    }

    private func keyword(_ range: SourceRange, length: Int) -> SourceRange {
        SourceRange(Int(range.lower), Int(range.lower) + length)
    }

    private mutating func compileValue(_ value: Expression, into slot: Int32) {
        compile(value, into: slot)
    }

    private mutating func compileShown(_ expression: Expression) {
        if case .malformed = expression { return }
        let operand = compile(expression)
        if showsValues, isTopLevel {
            emit(.show, operand.slot, at: expression.range)
        } else {
            report(
                .bareExpression, "this value is not used", expression.range,
                help: "print it with `print (...)`, or name it with `let`")
        }
        release(operand)
    }

    private mutating func compileItems(_ items: [Expression]) -> (first: Int32, count: Int32) {
        (compileAll(items) { $0 }, Int32(items.count))
    }

    private mutating func compile(_ assignment: Statement.Assignment) {
        guard let binding = binding(of: assignment.name.name) else {
            reportUnknownVariable(assignment.name)
            release(compile(assignment.value))
            return
        }
        if program.isKept(binding.slot) { reportKept(assignment.name) }
        compile(assignment.value, into: binding.slot)
    }

    private mutating func compile(_ param: Statement.Param) {
        guard isTopLevel else {
            misplaced("param", param.range)
            return
        }
        let earlier = slotToRedeclare(param.name)
        let slot = earlier ?? newSlot(.unset)
        program.paramSites.append(.init(name: param.name.name, slot: slot, range: param.name.range))
        let jump = emit(.param, slot, Int32(program.paramSites.count - 1), at: param.range)
        if earlier == nil { compile(param.value, into: slot) } else { compileApart(param.value, into: slot) }
        program.code[jump].c = here
        declare(param.name, slot: slot, isTopLevel: true)
    }

    private mutating func compile(_ loop: Statement.For) {
        let outerAxes = axes.count
        var heads: [(start: Int32, exit: Int)] = []
        for clause in loop.clauses {
            openScope()
            heads.append(compileLoopHead(clause))
        }
        loops.append(LoopContext())
        openScope()
        loop.body.statements.forEach { compile($0, imported: [:]) }
        closeScope()
        let context = loops.removeLast()
        for (place, head) in heads.enumerated().reversed() {
            let isLast = place == heads.count - 1
            if isLast { for jump in context.continues { program.code[jump].a = here } }
            endLoopBody(start: head.start, at: loop.clauses[place].range)
            program.code[head.exit].c = here
            if isLast { for jump in context.breaks { program.code[jump].a = here } }
            closeScope()
        }
        axes.removeSubrange(outerAxes...)
    }

    private mutating func compile(_ statement: Statement.If) {
        var ends: [Int] = []
        for (place, branch) in statement.branches.enumerated() {
            let jump = compileCondition(branch.condition)
            compileBlock(branch.body)
            if place < statement.branches.count - 1 || statement.otherwise != nil {
                ends.append(emit(.jump, 0, at: branch.body.range.end))
            }
            patch(jump)
        }
        if let otherwise = statement.otherwise { compileBlock(otherwise) }
        for end in ends { program.code[end].a = here }
    }

    private mutating func compileBlock(_ block: Block) {
        openScope()
        block.statements.forEach { compile($0, imported: [:]) }
        closeScope()
    }

    private mutating func compile(_ statement: Statement.Return) {
        guard currentFunction != nil else {
            misplaced("return", statement.range, where: "inside a `def`", to: "into a `def`")
            return
        }
        guard let value = statement.value else {
            emit(.returnValue, newSlot(.null), at: statement.range)
            return
        }
        let operand = compile(value)
        emit(.returnValue, operand.slot, at: statement.range)
        release(operand)
    }

    private mutating func compile(_ set: Statement.Set) {
        guard isTopLevel else {
            misplaced("set", set.range)
            return
        }
        guard let setting = Setting(rawValue: set.name.name) else {
            let near = Suggestion.nearest(to: set.name.name, among: Setting.allCases.map(\.rawValue))
            report(
                .unknownSetting, "there is no setting `\(set.name.name)`", set.name.range,
                help: near.map { "did you mean `\($0)`?" }
                    ?? "the settings are: \(Setting.allCases.map(\.rawValue).joined(separator: ", "))")
            return
        }
        if let value = constantValue(set.value) {
            var scratch = ProgramSettings()
            do throws(CatalogProblem) {
                try scratch.set(setting, to: value)
            } catch {
                report(error, set.value.range)
                return
            }
        }
        let operand = compile(set.value)
        program.settingSites.append(.init(setting: setting, valueRange: set.value.range))
        emit(.set, Int32(program.settingSites.count - 1), operand.slot, at: set.range)
        release(operand)
    }

    private mutating func compile(_ assert: Statement.Assert) {
        let condition = compileOperand(assert.condition, canChange: assert.message.map { !$0.isPlain } ?? false)
        guard let message = assert.message else {
            emit(.assert, condition.slot, -1, at: assert.condition.range)
            return release(condition)
        }
        // The message is worked out only where it is shown.
        emit(.checkCondition, condition.slot, at: assert.condition.range)
        let jump = emit(.jumpIfTrue, condition.slot, at: assert.condition.range)
        let text = compile(message)
        emit(.assert, condition.slot, text.slot, at: assert.condition.range)
        program.code[jump].b = here
        release(text)
        release(condition)
    }
}
