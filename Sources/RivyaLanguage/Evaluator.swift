package import RivyaCatalog
import RivyaSyntax

/// Carries a program out: one pass over flat code, values in numbered slots.
///
/// Synchronous, and confined to the thread that calls `run`: effects go through `Host`, which may block that thread.
package final class Evaluator {
    let program: Program
    let catalog: Catalog
    let host: any Host
    /// The host, where it plans.
    let surveyor: (any Surveyor)?
    let limits: Limits
    let parameters: [String: Value]

    /// The settings that the program has made so far.
    package internal(set) var settings: ProgramSettings
    /// How many requests the program has made so far.
    package internal(set) var requestCount = 0
    /// Called with the value of each bare expression.
    package var onShow: ((Value) -> Void)?

    let slots: UnsafeMutablePointer<Value>
    /// Outside of the object, as the slots are: exclusive access to a property would be checked for each item.
    let iterators: UnsafeMutablePointer<SlotIterator>
    let builders: UnsafeMutablePointer<[Value]>
    var frames: [Frame] = []
    var stepsLeft: Int
    /// Steps beyond those: what a session may take is handed out in portions, to look between them whether somebody wants
    /// it to stop.
    var stepReserve = 0
    /// Asked from time to time; true ends the evaluation as interrupted.
    var isInterrupted: (() -> Bool)?
    /// The jobs that the session has made, as values; a script keeps none that it does not read.
    var jobs: [Value] = []
    /// Bytes allocated since live values were counted last.
    var allocated = 0
    var auditThreshold: Int
    /// What the command line gives wins over the script.
    let fixedSettings: Set<Setting>
    /// Result paths so far, by collision key, where a template does not tell jobs apart by itself.
    var outputPaths: [String: ClaimedPath] = [:]
    /// The memory that they take, about.
    var outputPathBytes = 0

    var hasCheckedStandardOutput = false
    /// Requests that were wrong, and were not made.
    var wrongCount = 0
    /// Jobs by what they ask for, while planning.
    var askedFor: [Int: Int] = [:]

    struct Frame {
        var returnTo: Int
        var destination: Int32
        /// -1 for a module.
        var callSite: Int
        var function: Int
    }

    /// - Parameters:
    ///   - parameters: values for the script's parameters; every name is one that the program declares.
    ///   - settings: what the command line says; `fixed` names these settings.
    package init(
        program: Program, catalog: Catalog, host: any Host, parameters: [String: Value] = [:],
        limits: Limits = Limits(),
        settings: ProgramSettings = ProgramSettings(), fixed: Set<Setting> = []
    ) {
        self.program = program
        self.catalog = catalog
        self.host = host
        surveyor = host as? any Surveyor
        self.parameters = parameters
        self.limits = limits
        self.settings = settings
        fixedSettings = fixed
        slots = .allocate(capacity: max(program.slots.count, 1))
        slots.initialize(from: program.slots, count: program.slots.count)
        iterators = .allocate(capacity: max(program.iterators, 1))
        iterators.initialize(repeating: SlotIterator(), count: program.iterators)
        builders = .allocate(capacity: max(program.builders, 1))
        builders.initialize(repeating: [], count: program.builders)
        stepsLeft = limits.steps
        auditThreshold = min(limits.memory / 4, 64 << 20)
    }

    deinit {
        slots.deinitialize(count: program.slots.count)
        slots.deallocate()
        iterators.deinitialize(count: program.iterators)
        iterators.deallocate()
        builders.deinitialize(count: program.builders)
        builders.deallocate()
    }

    /// Carries out the whole program.
    package func run() throws(EvaluationEnd) { try run(from: program.entry) }

    /// Carries out what begins at an instruction.
    func run(from entry: Int) throws(EvaluationEnd) {
        let code = program.code
        var result: Result<Void, EvaluationEnd> = .success(())
        code.withUnsafeBufferPointer { buffer in
            do throws(EvaluationEnd) {
                try execute(buffer.baseAddress!, from: entry)
            } catch {
                result = .failure(error)
            }
        }
        try result.get()
    }

    private func execute(_ code: UnsafePointer<Instruction>, from entry: Int) throws(EvaluationEnd) {
        let slots = slots
        let iterators = iterators
        var pc = entry
        while true {
            let step = code[pc]
            switch step.op {
            case .move:
                slots[Int(step.a)] = slots[Int(step.b)]
            case .add:
                if case .number(.whole(let x)) = slots[Int(step.b)], case .number(.whole(let y)) = slots[Int(step.c)] {
                    let (sum, overflow) = x.addingReportingOverflow(y)
                    if !overflow {
                        (slots + Int(step.a)).put(sum)
                        break
                    }
                }
                slots[Int(step.a)] = try arithmetic(step, pc)
            case .subtract:
                if case .number(.whole(let x)) = slots[Int(step.b)], case .number(.whole(let y)) = slots[Int(step.c)] {
                    let (difference, overflow) = x.subtractingReportingOverflow(y)
                    if !overflow {
                        (slots + Int(step.a)).put(difference)
                        break
                    }
                }
                slots[Int(step.a)] = try arithmetic(step, pc)
            case .multiply, .divide, .remainder:
                slots[Int(step.a)] = try arithmetic(step, pc)
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
                try spend(comparing: slots[Int(step.b)], slots[Int(step.c)], pc)
                slots[Int(step.a)] = try value(
                    of: Operation.compare(step.op, slots[Int(step.b)], slots[Int(step.c)]), pc)
            case .contains:
                try spend(Operation.work(lookingInto: slots[Int(step.c)]), pc)
                slots[Int(step.a)] = try value(of: Operation.contains(slots[Int(step.b)], in: slots[Int(step.c)]), pc)
            case .negate:
                slots[Int(step.a)] = try negated(slots[Int(step.b)], pc)
            case .not:
                slots[Int(step.a)] = .bool(!(try condition(slots[Int(step.b)], pc)))
            case .unlessLess:
                if case .number(.whole(let x)) = slots[Int(step.a)], case .number(.whole(let y)) = slots[Int(step.b)] {
                    pc = x < y ? pc + 1 : Int(step.c)
                } else {
                    pc = try decision(.less, step, pc) ? pc + 1 : Int(step.c)
                }
                continue
            case .unlessGreater:
                if case .number(.whole(let x)) = slots[Int(step.a)], case .number(.whole(let y)) = slots[Int(step.b)] {
                    pc = x > y ? pc + 1 : Int(step.c)
                } else {
                    pc = try decision(.greater, step, pc) ? pc + 1 : Int(step.c)
                }
                continue
            case .unlessEqual:
                if case .number(.whole(let x)) = slots[Int(step.a)], case .number(.whole(let y)) = slots[Int(step.b)] {
                    pc = x == y ? pc + 1 : Int(step.c)
                } else {
                    pc = try decision(.equal, step, pc) ? pc + 1 : Int(step.c)
                }
                continue
            case .unlessNotEqual:
                pc = try decision(.notEqual, step, pc) ? pc + 1 : Int(step.c)
                continue
            case .unlessLessOrEqual:
                pc = try decision(.lessOrEqual, step, pc) ? pc + 1 : Int(step.c)
                continue
            case .unlessGreaterOrEqual:
                pc = try decision(.greaterOrEqual, step, pc) ? pc + 1 : Int(step.c)
                continue
            case .jump:
                pc = Int(step.a)
                continue
            case .loop:
                stepsLeft -= Int(step.b)
                if stepsLeft < 0 { try takeSteps(pc) }
                // The head of every loop is a `next`, carried out here to save going there.
                let head = code[Int(step.a)]
                let goesOn = iterators[Int(head.a)].next(into: slots + Int(head.b))
                pc = goesOn ? Int(step.a) + 1 : Int(head.c)
                continue
            case .jumpIfFalse:
                pc = try condition(slots[Int(step.a)], pc) ? pc + 1 : Int(step.b)
                continue
            case .jumpIfTrue:
                pc = try condition(slots[Int(step.a)], pc) ? Int(step.b) : pc + 1
                continue
            case .jumpIfSet:
                if case .unset = slots[Int(step.a)] { break }
                pc = Int(step.b)
                continue
            case .checkCondition:
                _ = try condition(slots[Int(step.a)], pc)
            case .checkDeclared:
                if case .unset = slots[Int(step.a)] { throw undeclared(step, pc) }
            case .field:
                slots[Int(step.a)] = try field(program.names[Int(step.c)], of: slots[Int(step.b)], pc)
            case .index:
                slots[Int(step.a)] = try item(slots[Int(step.c)], of: slots[Int(step.b)], pc)
            case .makeList:
                slots[Int(step.a)] = try list(step, pc)
            case .makeRecord:
                slots[Int(step.a)] = try record(step, pc)
            case .join:
                slots[Int(step.a)] = try joined(step, pc)
            case .makeRange:
                slots[Int(step.a)] = try range(step, pc)
            case .iterate:
                iterators[Int(step.a)] = try iterator(over: slots[Int(step.b)], pc)
            case .iterateRange:
                iterators[Int(step.a)] = try SlotIterator(bounds(step, pc))
            case .next:
                if iterators[Int(step.a)].next(into: slots + Int(step.b)) { break }
                pc = Int(step.c)
                continue
            case .takeApart:
                try takeApart(step, pc)
            case .beginList:
                builders[Int(step.a)] = []
            case .append:
                try append(slots[Int(step.b)], to: Int(step.a), pc)
            case .endList:
                let items = (builders + Int(step.a)).move()
                (builders + Int(step.a)).initialize(to: [])
                slots[Int(step.b)] = try checkedDepth(.list(items), pc)
            case .callBuiltin:
                slots[Int(step.a)] = try call(program.builtinSites[Int(step.b)], pc)
            case .callFunction:
                pc = try enter(Int(step.b), destination: step.a, from: pc)
                continue
            case .returnValue:
                let value = slots[Int(step.a)]
                let frame = frames.removeLast()
                slots[Int(frame.destination)] = value
                pc = frame.returnTo
                continue
            case .runModule:
                let module = program.modules[Int(step.a)]
                if case .bool(true) = slots[Int(module.doneSlot)] { break }
                slots[Int(module.doneSlot)] = .bool(true)
                frames.append(Frame(returnTo: pc + 1, destination: 0, callSite: -1, function: -1))
                pc = module.entry
                continue
            case .endModule:
                pc = frames.removeLast().returnTo
                continue
            case .gen:
                let isRead = step.c == 0 || program.jobListSlot >= 0
                let jobs = try generate(program.genSites[Int(step.b)], isRead: isRead, pc)
                if isRead { slots[Int(step.a)] = jobs }
            case .defaults:
                try carryOut(program.defaultsLines[Int(step.a)], pc)
            case .set:
                try set(program.settingSites[Int(step.a)], to: slots[Int(step.b)], pc)
            case .param:
                guard let given = parameters[program.paramSites[Int(step.b)].name] else { break }
                slots[Int(step.a)] = given
                pc = Int(step.c)
                continue
            case .print:
                try print(operands(step.a, step.b), pc)
            case .wait:
                try wait(for: operands(step.a, step.b), pc)
            case .waitAll:
                try spend(requestCount / 8, pc)
                try perform { () throws(HostFailure) in
                    try host.wait(for: requestCount > 0 ? Array(1...requestCount) : [])
                }
            case .assert:
                guard try condition(slots[Int(step.a)], pc) else {
                    var message = "the assertion does not hold"
                    if step.b >= 0 { message += ": \(try text(of: slots[Int(step.b)], pc))" }
                    throw failure(.assertionFailed, message, pc)
                }
            case .fail:
                throw failure(.failed, try text(of: slots[Int(step.a)], pc), pc)
            case .show:
                show(slots[Int(step.a)], isResult: step.b == 1)
            case .listJobs:
                slots[Int(step.a)] = .list(jobs)
                try allocate(Size.list(jobs.count), pc)
                try spend(jobs.count / 8, pc)
            case .halt:
                return
            }
            pc += 1
        }
    }

    func operands(_ first: Int32, _ count: Int32) -> [Value] {
        program.operands[Int(first)..<Int(first + count)].map { slots[Int($0)] }
    }

    private func arithmetic(_ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Value {
        let (a, b) = (slots[Int(step.b)], slots[Int(step.c)])
        switch (a, b) {
        case (.number, .number): break
        case (.string(let x), .string(let y)):
            let count = x.utf8.count + y.utf8.count
            if count > 15 {
                try spend(count / 64, pc)
                try allocate(Size.text(count), pc)
            }
        case (.list(let x), .list(let y)):
            let count = x.items.count + y.items.count
            try spend(count / 8, pc)
            if count <= limits.listLength { try allocate(Size.list(count), pc) }
        case (.record(let x), .record(let y)):
            let count = x.fields.count + y.fields.count
            try spend(count, pc)
            try allocate(Size.record(count), pc)
        case (.unknown(let x), .unknown(let y)):
            let count = x.jobs.count + y.jobs.count
            try spend(count / 8, pc)
            try allocate(Size.object + count * MemoryLayout<Int>.stride, pc)
        default: break
        }
        let result = try value(of: Operation.arithmetic(step.op, a, b, limits: limits), pc)
        return result.depth > limits.depth ? try checkedDepth(result, pc) : result
    }

    private func print(_ values: [Value], _ pc: Int) throws(EvaluationEnd) {
        var line = ""
        try spend(values.count / 4, pc)
        for (place, value) in values.enumerated() {
            if place > 0 { line += " " }
            line += try text(of: value, pc)
            // A line is gone when it is printed: it counts no more than what else is gone.
            if line.utf8.count > limits.memory { throw memoryLimit(pc) }
        }
        host.print(line)
    }

    func value(of outcome: Operation.Outcome, _ pc: Int) throws(EvaluationEnd) -> Value {
        switch outcome {
        case .value(let value): return value
        case .failure(let failure): throw self.failure(failure.code, failure.message, pc, help: failure.help)
        }
    }

    private func negated(_ value: Value, _ pc: Int) throws(EvaluationEnd) -> Value {
        switch value {
        case .number(let number): return .number(number.negated)
        case .unknown: return value
        default: throw failure(.typeMismatch, "`-` needs a number, here is \(value.typePhrase)", pc)
        }
    }

    private func decision(_ op: Opcode, _ step: Instruction, _ pc: Int) throws(EvaluationEnd) -> Bool {
        try spend(comparing: slots[Int(step.a)], slots[Int(step.b)], pc)
        return try condition(try value(of: Operation.compare(op, slots[Int(step.a)], slots[Int(step.b)]), pc), pc)
    }

    /// A condition is `true` or `false`; an unknown one ends the plan.
    func condition(_ value: Value, _ pc: Int) throws(EvaluationEnd) -> Bool {
        switch value {
        case .bool(let value): return value
        case .unknown(let unknown): throw needs(unknown, pc)
        default:
            throw failure(
                .typeMismatch, "a condition is `true` or `false`, here is \(value.typePhrase)", pc,
                help: "compare it with something, as in `$x == ...` or `len($x) > 0`")
        }
    }

    /// Enters a function: its arguments go into its slots. Returns where it starts.
    private func enter(_ siteIndex: Int, destination: Int32, from pc: Int) throws(EvaluationEnd) -> Int {
        let site = program.callSites[siteIndex]
        let function = program.functions[site.function]
        // Its body counts as a loop's does: functions that call each other twice make a few lines run for ever.
        try spend(10 + function.length, pc)
        for (slot, argument) in zip(function.parameterSlots, site.arguments) {
            slots[Int(slot)] = argument < 0 ? .unset : slots[Int(argument)]
        }
        frames.append(Frame(returnTo: pc + 1, destination: destination, callSite: siteIndex, function: site.function))
        return function.entry
    }

    func perform(_ effect: () throws(HostFailure) -> Void) throws(EvaluationEnd) {
        do throws(HostFailure) {
            try effect()
        } catch {
            throw error == .interrupted ? .interrupted : .stopped
        }
    }

    private func wait(for values: [Value], _ pc: Int) throws(EvaluationEnd) {
        var jobs: [Int] = []
        for value in values {
            if case .unknown = value { continue }
            try spend(value.weight, pc)
            guard let found = GenOption.jobs(in: value) else {
                throw failure(
                    .typeMismatch, "`wait` needs jobs or lists of jobs, here is \(value.typePhrase)", pc)
            }
            jobs += found.map(\.index)
        }
        let waited = jobs
        try perform { () throws(HostFailure) in try host.wait(for: waited) }
    }

    private func set(_ site: Program.SettingSite, to value: Value, _ pc: Int) throws(EvaluationEnd) {
        if case .unknown(let unknown) = value { throw needs(unknown, pc) }
        var changed = settings
        do throws(CatalogProblem) {
            try changed.set(site.setting, to: value)
        } catch {
            throw failure(error, site.valueRange, pc)
        }
        if !fixedSettings.contains(site.setting) { settings = changed }
    }

    private func call(_ site: Program.BuiltinSite, _ pc: Int) throws(EvaluationEnd) -> Value {
        let builtin = Builtin.all[site.builtin]
        var cost = 4 + site.arguments.count / 4
        var call = BuiltinCall(
            name: builtin.name, arguments: site.arguments.map { $0 < 0 ? .unset : slots[Int($0)] }, host: host,
            catalog: catalog, folder: program.units[program.unit(at: pc)].folder, limits: limits,
            remark: { [unowned self] code, message, help, subject in
                remark(code, message, pc, range: site.argumentRanges.first, help: help, subject: subject)
            },
            reserve: { [unowned self] bytes, steps throws(EvaluationEnd) in
                try spend(steps, pc)
                try allocate(bytes, pc)
            })
        var unknown: Unknown?
        for argument in call.arguments {
            cost += builtin.looksInside ? argument.weight : size(of: argument)
            if case .unknown(let found) = argument { unknown = unknown?.union(found) ?? found }
        }
        try spend(cost, pc)
        if unknown == nil, builtin.looksInside {
            for argument in call.arguments where argument.depth > 0 {
                if let found = argument.firstUnknown { unknown = unknown?.union(found) ?? found }
            }
        }
        if let unknown { return .unknown(unknown) }
        let result: Value
        do throws(BuiltinFailure) {
            result = try builtin.body(&call)
        } catch {
            if let end = error.end { throw end }
            let range = error.argument.flatMap { $0 < site.argumentRanges.count ? site.argumentRanges[$0] : nil }
            throw .failed([
                diagnostic(
                    error.code, error.message, pc, range: range ?? site.nameRange, help: error.help,
                    notes: error.notes.map { .init($0) })
            ])
        }
        charge(size(of: result))
        try allocate(result, pc)
        return try checkedDepth(result, pc)
    }
}
