import RivyaCatalog
import RivyaSyntax

/// Compiles the inputs of a session one after the other into one growing program.
///
/// What earlier inputs have declared stays: variables keep their slots, functions their numbers. An input is compiled
/// as a whole before any of it is carried out, as a file is, and a name may be declared only once in it.
struct SessionCompiler {
    /// A statement of an input, and where its code begins; it ends with a `halt`.
    struct Step {
        var statement: Statement
        var entry: Int
    }

    static let lastValueName = "_"
    static let jobListName = "jobs"

    private var compiler: Compiler

    init(catalog: Catalog) {
        let file = SourceFile(name: "<session>", bytes: [])
        compiler = Compiler(catalog: catalog, loader: NoImports(), isSession: true, file: file)
        compiler.program.units.append(.init(file: file, folder: SourceFolder(""), isImported: false))
        compiler.program.lastValueSlot = compiler.newSlot(.null)
        compiler.program.jobListSlot = compiler.newSlot(.list([]))
        let location = Diagnostic.Location(file: file, range: .start)
        for (name, slot) in [
            (Self.lastValueName, compiler.program.lastValueSlot), (Self.jobListName, compiler.program.jobListSlot),
        ] {
            compiler.module.names.append(name, .init(slot: slot, location: location, isTopLevel: true))
        }
    }

    var program: Program { compiler.program }

    /// Compiles an input behind the earlier ones. Where there are errors, the compiler is of no more use.
    mutating func compile(_ script: Script, loader: any ScriptLoader) -> (steps: [Step], diagnostics: [Diagnostic]) {
        compiler.loader = loader
        return compiler.compileInput(script)
    }

    /// Takes away the variables whose declaration was not carried out.
    mutating func forget(where isUnset: (Int32) -> Bool) {
        compiler.module.names.remove { isUnset($0.slot) }
    }

    /// The variables in the order of their first declaration, without those that the session keeps itself.
    var variables: [(name: String, slot: Int32)] {
        compiler.module.names.entries
            .filter { !compiler.program.isKept($0.binding.slot) }
            .map { ($0.name, $0.binding.slot) }
    }

    /// The functions by name.
    var functions: [Statement.Function] {
        compiler.module.functions.sorted { $0.key < $1.key }.map { compiler.functions[$0.value].declaration }
    }
}

extension Compiler {
    fileprivate mutating func compileInput(
        _ script: Script
    ) -> (steps: [SessionCompiler.Step], diagnostics: [Diagnostic]) {
        let unit = program.units.count
        program.units.append(
            .init(file: script.file, folder: SourceFolder(of: script.file.name), isImported: false))
        diagnostics = []
        suggestionAllowance = 1_000_000
        file = script.file
        module.unit = unit
        module.statements = script.statements
        module.assigned = []
        module.declared = Self.declaredNames(script.statements)
        importing = [("<session>", script.file.name)]

        let known = functions.count
        declareFunctions(script.statements, unit: unit)
        let declared = functions.count
        script.statements.forEach { survey($0) }
        let imported = compileImports(script.statements)

        beginUnit(unit)
        scopes = [Scope(names: module.names, outerDefaults: -1)]
        lastDefaults = module.lastDefaults
        var steps: [SessionCompiler.Step] = []
        for statement in script.statements {
            steps.append(.init(statement: statement, entry: program.code.count))
            compile(statement, imported: imported)
            emit(.halt, 0, at: SourceRange(script.file.bytes.count, script.file.bytes.count))
        }
        module.names = scopes[0].names
        scopes = []
        if declaresAgain(script.statements, known: known, declared: declared) {
            compileFunctions(functions.indices.filter { !program.units[functions[$0].unit].isImported }, of: unit)
        } else {
            compileFunctions(Array(known..<declared), of: unit)
        }
        checkRecursion()
        return (steps, diagnostics)
    }

    /// Whether functions of earlier inputs mean something else after this one: they call a function that was declared
    /// again, or see another `defaults` line.
    private func declaresAgain(_ statements: [Statement], known: Int, declared: Int) -> Bool {
        let declarations = statements.count { if case .function = $0 { true } else { false } }
        let hasDefaults = statements.contains { if case .defaults = $0 { true } else { false } }
        return declarations > declared - known || hasDefaults
    }

    private mutating func compileFunctions(_ indexes: [Int], of unit: Int) {
        let input = file
        for index in indexes where !program.units[functions[index].unit].isImported {
            callEdges[index] = []
            module.unit = functions[index].unit
            file = program.units[module.unit].file
            compileFunction(index)
        }
        module.unit = unit
        file = input
    }
}
