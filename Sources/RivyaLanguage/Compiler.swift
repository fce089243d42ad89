package import RivyaCatalog
package import RivyaSyntax

/// Resolves every name of a script to a slot, checks what can be known from the text and the catalog, and lowers the
/// tree to flat code.
///
/// Names: each block is a scope; a name is looked up from the innermost one outwards. A function's body sees its
/// parameters, the top-level names of its file wherever they stand, and what the file imports; it is lowered after the
/// file's statements, when these are known.
package struct Compiler {
    package struct Result {
        package var program: Program
        package var diagnostics: [Diagnostic]
    }

    struct Scope {
        var names = ScopeNames()
        /// The last `defaults` line of the outer scopes.
        var outerDefaults: Int
    }

    struct LoopContext {
        var breaks: [Int] = []
        var continues: [Int] = []
    }

    struct FunctionInfo {
        var name: String
        var declaration: Statement.Function
        var location: Diagnostic.Location
        var unit: Int
    }

    /// What one file has at its top level.
    struct Module {
        var unit: Int
        var names = ScopeNames()
        var functions: [String: Int] = [:]
        var statements: [Statement] = []
        var lastDefaults = -1
        var assigned: Set<String> = []
        /// What its `let` and `param` declare at the top level, wherever they stand; worked out for an unknown name.
        lazy var declared = Compiler.declaredNames(statements)
    }

    let catalog: Catalog
    var loader: any ScriptLoader
    /// The inputs of a session are compiled one after the other (`SessionCompiler`).
    let isSession: Bool

    var program = Program()
    var diagnostics: [Diagnostic] = []
    var functions: [FunctionInfo] = []
    var modules: [String: Module] = [:]
    var moduleIndexes: [String: Int] = [:]
    /// The files being compiled, outermost first, for import cycles.
    var importing: [(key: String, name: String)] = []
    /// What is compiled stands in a string.
    var isInText = false
    /// Models whose parameters are not checked; the script's author is warned of each once.
    var uncheckedModels: Set<String> = []

    // The file and the function at hand.
    var module = Module(unit: 0)
    var file: SourceFile
    var scopes: [Scope] = []
    var loops: [LoopContext] = []
    var axes: [Program.AxisSlot] = []
    /// The last `defaults` line in force, -1 for none.
    var lastDefaults = -1
    var currentFunction: Int?
    var freeSlots: [Int32] = []
    /// Operands that wait for the instruction that takes them together: those of the innermost expression last.
    var held: [Operand] = []
    /// How many names may still be compared with wrong ones.
    var suggestionAllowance = 1_000_000
    var callEdges: [Int: [(callee: Int, range: SourceRange, unit: Int)]] = [:]

    /// Compiles a parsed script.
    package static func compile(_ script: Script, catalog: Catalog, loader: any ScriptLoader) -> Result {
        var compiler = Compiler(catalog: catalog, loader: loader, isSession: false, file: script.file)
        compiler.program.reserveCapacity(forBytes: script.file.bytes.count)
        let module = compiler.compileModule(script, key: script.file.name, isImported: false)
        compiler.program.entry = compiler.program.modules[module].entry
        compiler.checkRecursion()
        return Result(program: compiler.program, diagnostics: compiler.diagnostics)
    }

    init(catalog: Catalog, loader: any ScriptLoader, isSession: Bool, file: SourceFile) {
        self.catalog = catalog
        self.loader = loader
        self.isSession = isSession
        self.file = file
    }

    // MARK: - Modules

    /// Compiles a file and returns its index in `program.modules`.
    mutating func compileModule(_ script: Script, key: String, isImported: Bool) -> Int {
        let outer = (module, file, scopes, loops, axes, lastDefaults, freeSlots)
        let unit = program.units.count
        program.units.append(
            .init(file: script.file, folder: SourceFolder(of: script.file.name), isImported: isImported))
        module = Module(unit: unit, statements: script.statements)
        file = script.file
        (scopes, loops, axes, lastDefaults, freeSlots) = ([], [], [], -1, [])
        importing.append((key, script.file.name))
        defer {
            modules[key] = module
            importing.removeLast()
            (module, file, scopes, loops, axes, lastDefaults, freeSlots) = outer
        }

        let firstFunction = functions.count
        declareFunctions(script.statements, unit: unit)
        let ownFunctions = firstFunction..<functions.count
        script.statements.forEach { survey($0) }
        let imported = compileImports(script.statements)

        beginUnit(unit)
        let index = program.modules.count
        program.modules.append(.init(entry: program.code.count, doneSlot: newSlot(.bool(false))))
        moduleIndexes[key] = index
        scopes = [Scope(outerDefaults: -1)]
        let declarations = script.statements.count { if case .letBinding = $0 { true } else { false } }
        scopes[0].names.reserveCapacity(declarations)
        for statement in script.statements { compile(statement, imported: imported) }
        emit(isImported ? .endModule : .halt, 0, at: SourceRange(script.file.bytes.count, script.file.bytes.count))
        module.names = scopes[0].names
        scopes = []

        for function in ownFunctions { compileFunction(function) }
        return index
    }

    mutating func beginUnit(_ unit: Int) {
        program.fileStarts.append((program.code.count, unit))
    }

    /// Declares the functions of a file, so that they can be called above their `def`.
    mutating func declareFunctions(_ statements: [Statement], unit: Int) {
        for case .function(let declaration) in statements {
            let name = declaration.name.name
            let location = Diagnostic.Location(file: file, range: declaration.name.range)
            if redeclare(declaration, unit: unit) { continue }
            if Builtin.index(of: name) != nil {
                report(
                    .alreadyDeclared, "`\(name)` is a built-in function", declaration.name.range,
                    help: "choose another name")
            } else if let first = module.functions[name], !hides(imported: first) {
                report(
                    .alreadyDeclared, "the function `\(name)` is declared already", declaration.name.range,
                    help: "choose another name",
                    notes: [.init("first declared here", at: functions[first].location)])
            } else {
                module.functions[name] = functions.count
            }
            // A function that cannot be called is checked all the same.
            functions.append(FunctionInfo(name: name, declaration: declaration, location: location, unit: unit))
            program.functions.append(
                .init(
                    name: name, entry: 0, parameterSlots: declaration.parameters.map { _ in newSlot(.unset) },
                    resultSlot: newSlot(.null)))
        }
    }

    /// Notes the names that a file assigns anywhere.
    mutating func survey(_ statement: Statement) {
        switch statement {
        case .assignment(let assignment): module.assigned.insert(assignment.name.name)
        case .forLoop(let loop): loop.body.statements.forEach { survey($0) }
        case .ifElse(let branches):
            for branch in branches.branches { branch.body.statements.forEach { survey($0) } }
            branches.otherwise?.statements.forEach { survey($0) }
        case .function(let function): function.body.statements.forEach { survey($0) }
        default: break
        }
    }

    // MARK: - Functions

    mutating func compileFunction(_ index: Int) {
        let info = functions[index]
        // Names of parameters that did not parse would be reported as unknown.
        if info.declaration.isIncomplete { return }
        beginUnit(info.unit)
        currentFunction = index
        let outerFree = freeSlots
        (scopes, loops, axes, freeSlots) = ([Scope(outerDefaults: module.lastDefaults)], [], [], [])
        lastDefaults = module.lastDefaults
        defer {
            currentFunction = nil
            (scopes, loops, axes, lastDefaults, freeSlots) = ([], [], [], -1, outerFree)
        }
        program.functions[index].entry = program.code.count
        var needsValue = true
        for (place, parameter) in info.declaration.parameters.enumerated() {
            let slot = program.functions[index].parameterSlots[place]
            if let defaultValue = parameter.defaultValue {
                needsValue = false
                let jump = emit(.jumpIfSet, slot, at: parameter.name.range)
                compile(defaultValue, into: slot)
                program.code[jump].b = here
            } else if !needsValue {
                report(
                    .wrongArguments,
                    "the parameter `\(parameter.name.name)` needs a default, because one before it has one",
                    parameter.name.range, help: "put the parameters without a default first")
            }
            declare(parameter.name, slot: slot, isTopLevel: false)
        }
        openScope()
        info.declaration.body.statements.forEach { compile($0, imported: [:]) }
        closeScope()
        let null = newSlot(.null)
        emit(.returnValue, null, at: info.declaration.body.range.end)
        program.functions[index].length = program.code.count - program.functions[index].entry
    }

    /// Recursion is one error for each circle, at the call that closes it.
    mutating func checkRecursion() {
        enum State { case active, done }
        var states: [Int: State] = [:]
        // Depth first, without recursion of our own: a chain of calls may be long.
        for root in functions.indices where states[root] == nil {
            var stack: [(function: Int, next: Int)] = [(root, 0)]
            states[root] = .active
            while let top = stack.last {
                let edges = callEdges[top.function] ?? []
                guard top.next < edges.count else {
                    states[top.function] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let edge = edges[top.next]
                switch states[edge.callee] {
                case .done: continue
                case .active:
                    let others = circle(stack.lazy.map(\.function), from: edge.callee)
                    diagnostics.append(
                        Diagnostic(
                            .recursion,
                            "`\(functions[edge.callee].name)` calls itself"
                                + (others.isEmpty ? "" : " through \(others.joined(separator: " and then "))"),
                            file: program.units[edge.unit].file, range: edge.range,
                            notes: [.init("declared here", at: functions[edge.callee].location)],
                            help: "functions do not recurse, so that every script ends: use a loop"))
                case nil:
                    states[edge.callee] = .active
                    stack.append((edge.callee, 0))
                }
            }
        }
    }

    /// The functions that one calls itself through, from the ones active; of a long way only its beginning.
    private func circle(_ active: some BidirectionalCollection<Int>, from function: Int) -> [String] {
        let start = active.lastIndex(of: function) ?? active.startIndex
        let others = active[start...].dropFirst()
        let shown = others.prefix(8).map { "`\(functions[$0].name)`" }
        return others.count > 8 ? shown + ["\(others.count - 8) more"] : shown
    }

    // MARK: - Emitting

    var here: Int32 { Int32(program.code.count) }

    @discardableResult
    mutating func emit(_ op: Opcode, _ a: Int32, _ b: Int32 = 0, _ c: Int32 = 0, at range: SourceRange) -> Int {
        program.code.append(Instruction(op: op, a: a, b: b, c: c))
        program.ranges.append(range)
        return program.code.count - 1
    }

    mutating func newSlot(_ value: Value) -> Int32 {
        program.slots.append(value)
        return Int32(program.slots.count - 1)
    }

    mutating func temporary() -> Int32 { freeSlots.popLast() ?? newSlot(.null) }

    mutating func release(_ operand: Operand) {
        if operand.isTemporary { freeSlots.append(operand.slot) }
    }

    mutating func operands(_ slots: [Int32]) -> Int32 {
        program.operands.append(contentsOf: slots)
        return Int32(program.operands.count - slots.count)
    }

    /// Makes what is held from a place on the operands of one instruction, and releases it.
    mutating func operands(heldFrom base: Int) -> Int32 {
        let first = Int32(program.operands.count)
        for place in base..<held.count { program.operands.append(held[place].slot) }
        releaseHeld(from: base)
        return first
    }

    mutating func releaseHeld(from base: Int) {
        for place in base..<held.count { release(held[place]) }
        held.removeSubrange(base...)
    }

    mutating func name(_ text: String) -> Int32 {
        program.names.append(text)
        return Int32(program.names.count - 1)
    }

    // MARK: - Scopes

    mutating func openScope() { scopes.append(Scope(outerDefaults: lastDefaults)) }

    mutating func closeScope() {
        let scope = scopes.removeLast()
        lastDefaults = scope.outerDefaults
    }

    /// Whether statements stand at the top level of a file.
    var isTopLevel: Bool { currentFunction == nil && scopes.count == 1 }

    mutating func declare(_ name: Identifier, slot: Int32, isTopLevel: Bool) {
        let place = scopes.count - 1
        let location = Diagnostic.Location(file: file, range: name.range)
        if isTopLevel, redeclare(name, slot: slot) { return }
        if let first = scopes[place].names[name.name]?.location {
            report(
                .alreadyDeclared, "`\(name.name)` is declared already", name.range,
                help: "assign it with `$\(name.name) = ...`, or choose another name",
                notes: [.init("first declared here", at: first)])
            return
        }
        scopes[place].names.append(name.name, Binding(slot: slot, location: location, isTopLevel: isTopLevel))
    }

    func binding(of name: String) -> Binding? {
        var place = scopes.count - 1
        while place >= 0 {
            if let binding = scopes[place].names[name] { return binding }
            place -= 1
        }
        return currentFunction == nil ? nil : module.names[name]
    }

    /// Names that could have been meant.
    private var visibleNames: [String] {
        var names: [String] = []
        for scope in scopes.reversed() { names.append(contentsOf: scope.names.sorted) }
        if currentFunction != nil { names.append(contentsOf: module.names.sorted) }
        return names
    }

    static func declaredNames(_ statements: [Statement]) -> Set<String> {
        var names: Set<String> = []
        for statement in statements {
            switch statement {
            case .letBinding(let binding): names.insert(binding.name.name)
            case .param(let param): names.insert(param.name.name)
            default: continue
            }
        }
        return names
    }

    /// The nearest of the names that could have been meant; none once that was asked so often that the answers would
    /// take longer than everything else.
    mutating func suggestion(for name: String, among names: (Compiler) -> [String]) -> String? {
        guard suggestionAllowance > 0 else { return nil }
        let candidates = names(self)
        suggestionAllowance -= candidates.count
        return Suggestion.nearest(to: name, among: candidates)
    }

    private static let shellVariables: Set<String> = ["HOME", "PWD", "USER", "TMPDIR", "OLDPWD", "PATH"]

    mutating func reportUnknownVariable(_ identifier: Identifier) {
        let name = identifier.name
        if currentFunction == nil, module.declared.contains(name) {
            report(
                .usedBeforeDeclaration, "`$\(name)` is used before it is declared", identifier.range,
                help: "move its `let` above this line")
            return
        }
        var help = "declare it with `let \(name) = ...`"
        if let near = suggestion(for: name, among: { $0.visibleNames }) {
            help = "did you mean `$\(near)`?"
        } else if Builtin.index(of: name) != nil || module.functions[name] != nil {
            help = "`\(name)` is a function: call it as `\(name)(...)`"
        }
        if Self.shellVariables.contains(name) {
            help = "a script does not see the shell's variables: write `~/` for the home folder, or give `--param`"
        }
        if isInText { help += "; for the character itself write `\\$`" }
        report(.unknownVariable, "there is no variable `$\(name)` here", identifier.range, help: help)
    }

    // MARK: - Reports

    mutating func report(
        _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String? = nil, help: String? = nil,
        notes: [Diagnostic.Note] = [], severity: Diagnostic.Severity = .error
    ) {
        // Once per place: a value checked twice is one problem.
        if let last = diagnostics.last, last.range == range, last.file === file, last.code == code { return }
        diagnostics.append(
            Diagnostic(
                code, message, file: file, range: range, severity: severity,
                labels: label.map { [.init(range, $0)] } ?? [], notes: notes, help: help))
    }

    mutating func report(_ problem: CatalogProblem, _ range: SourceRange, severity: Diagnostic.Severity = .error) {
        report(problem.code, problem.message, range, label: problem.label, help: problem.help, severity: severity)
    }
}

/// Where the value of a compiled expression is.
struct Operand {
    var slot: Int32
    /// Nobody else reads the slot: it can be used again.
    var isTemporary: Bool
}
