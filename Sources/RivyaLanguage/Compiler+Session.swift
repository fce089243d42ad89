import RivyaSyntax

/// What is different about the inputs of a session: a name or a function of an earlier input may be declared again, and
/// everything that reads it then sees the new one.
extension Compiler {
    /// The text at hand is an input of a session, and no file that it imports.
    var showsValues: Bool { isSession && !program.units[module.unit].isImported }

    /// The slot of a variable that an earlier input has declared, and that this text declares again.
    func slotToRedeclare(_ name: Identifier) -> Int32? {
        guard showsValues, isTopLevel, let known = scopes[0].names[name.name], known.location.file !== file,
            !program.isKept(known.slot)
        else { return nil }
        return known.slot
    }

    /// Gives a name of an earlier input its new place in the text; false for a name that is new, or of this input.
    mutating func redeclare(_ name: Identifier, slot: Int32) -> Bool {
        guard showsValues, let known = scopes[0].names[name.name], known.location.file !== file else { return false }
        let location = Diagnostic.Location(file: file, range: name.range)
        scopes[0].names.put(name.name, Binding(slot: slot, location: location, isTopLevel: true))
        return true
    }

    /// Lowers a value that may read the variable which it becomes the value of.
    mutating func compileApart(_ value: Expression, into slot: Int32) {
        let operand = compile(value)
        if operand.slot != slot { emit(.move, slot, operand.slot, at: value.range) }
        release(operand)
    }

    /// Puts a function in the place of one of an earlier input; false for a name that is new, or of this input.
    mutating func redeclare(_ declaration: Statement.Function, unit: Int) -> Bool {
        guard showsValues, let index = module.functions[declaration.name.name], functions[index].unit != unit,
            !program.units[functions[index].unit].isImported
        else { return false }
        functions[index] = FunctionInfo(
            name: declaration.name.name, declaration: declaration,
            location: .init(file: file, range: declaration.name.range), unit: unit)
        program.functions[index] = .init(
            name: declaration.name.name, entry: 0, parameterSlots: declaration.parameters.map { _ in newSlot(.unset) },
            resultSlot: newSlot(.null))
        return true
    }

    /// A function of a session may have the name of one that was imported.
    func hides(imported function: Int) -> Bool {
        showsValues && program.units[functions[function].unit].isImported
    }

    mutating func reportKept(_ name: Identifier) {
        report(
            .alreadyDeclared, "`$\(name.name)` is kept by the session", name.range,
            help: "declare a variable of your own: `let \(name.name) = ...`")
    }
}

extension Program {
    /// A slot that the session itself fills: `$_` and `$jobs`.
    func isKept(_ slot: Int32) -> Bool { slot >= 0 && (slot == lastValueSlot || slot == jobListSlot) }
}
