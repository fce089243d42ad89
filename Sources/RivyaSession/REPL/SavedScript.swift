import RivyaSyntax

/// A session as a script, and what of it a script cannot say.
///
/// A script declares a name once, has neither `$_` nor `$jobs`, and shows no bare values. So a second `let` becomes an
/// assignment, `$_` a variable of the script's own, a bare expression is printed, and a function that was declared again
/// stands there in each version that was called.
struct SavedScript {
    private(set) var text = ""
    private(set) var warnings: [String] = []
    /// The jobs of the session that it makes, in order.
    private(set) var jobs: [Int] = []
    /// Jobs that it should make and cannot.
    private(set) var missing: [Int] = []

    private let paths: SavedPaths
    private var declared: Set<String> = []
    /// Names whose declaration cannot be said.
    private var lost: Set<String> = []
    private var functions = FunctionVersions()
    /// `$_` is the session's own still, and is read by some statement.
    private var keepsLastValue = false

    init(_ journal: SessionJournal, paths: SavedPaths) {
        self.paths = paths
        let entries = journal.entries.filter { !$0.isDropped }
        prepareFunctions(entries)
        prepareLastValue(entries)
        for entry in entries { add(entry) }
        let dropped = journal.entries.count - entries.count
        if dropped > 0 { warnings.append("\(counted(dropped, "statement")) \(dropped == 1 ? "was" : "were") dropped") }
        if journal.unfinished > 0 {
            let inputs = counted(journal.unfinished, "statement")
            warnings.append("\(inputs) made jobs and then failed: the script does not make them")
        }
        warnings = warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        text = Self.formatted(text)
    }

    private mutating func prepareFunctions(_ entries: [SessionJournal.Entry]) {
        for entry in entries {
            if case .function(let function) = entry.statement { functions.declare(function, input: entry.input) }
        }
        for entry in entries {
            if case .function = entry.statement { continue }
            for name in Self.calls(in: entry.statement) { _ = functions.name(of: name, calledIn: entry.input) }
        }
        functions.needLast()
    }

    /// `$_` is a variable from the first statement on where it may be read before something was shown.
    private mutating func prepareLastValue(_ entries: [SessionJournal.Entry]) {
        let end = entries.firstIndex { $0.declares("_") } ?? entries.endIndex
        guard let first = entries[..<end].firstIndex(where: { $0.text.mentions("_") }) else { return }
        keepsLastValue = true
        let isShownBefore = entries[..<first].contains { $0.isShown }
        guard !isShownBefore else { return }
        text += "let _ = null\n"
        declared.insert("_")
    }

    private mutating func add(_ entry: SessionJournal.Entry) {
        if case .function(let function) = entry.statement {
            for copy in functions.copies(of: function, input: entry.input) {
                add(entry, edited(entry, callsOf: copy.input, name: copy.name))
            }
            return
        }
        if entry.text.mentions("jobs"), !declared.contains("jobs"), !entry.declares("jobs") {
            if case .wait(let wait) = entry.statement, wait.items.count == 1 {
                text += "wait\n"
                return
            }
            return comment(entry, "reads `$jobs`, which scripts do not have")
        }
        if let name = lost.first(where: { entry.text.mentions($0) && !entry.declares($0) }) {
            return comment(entry, "reads `$\(name)`, which the script does not have")
        }
        add(entry, edited(entry, callsOf: entry.input))
    }

    private mutating func comment(_ entry: SessionJournal.Entry, _ why: String) {
        warnings.append("a statement \(why): it is a comment in the script")
        text += entry.text.split(separator: "\n").map { "# \($0)\n" }.joined()
        missing += entry.jobs
        if let name = entry.declaredName, !declared.contains(name) { lost.insert(name) }
    }

    private func edited(_ entry: SessionJournal.Entry, callsOf input: Int, name: String? = nil) -> TextEdits {
        var edits = TextEdits()
        paths.edit(entry.statement, in: entry.file, &edits)
        var functions = functions
        var visitor = TreeVisitor()
        var renamed = edits
        visitor.onCall = { call in
            let name = functions.name(of: call.name.name, calledIn: input)
            if name != call.name.name { renamed.replace(call.name.range, with: name) }
        }
        visitor.visit(entry.statement)
        if case .function(let function) = entry.statement, let name, name != function.name.name {
            renamed.replace(function.name.range, with: name)
        }
        return renamed
    }

    private mutating func add(_ entry: SessionJournal.Entry, _ edits: TextEdits) {
        text += line(for: entry, edits) + "\n"
        jobs += entry.jobs
    }

    private mutating func line(for entry: SessionJournal.Entry, _ edits: TextEdits) -> String {
        func text(_ range: SourceRange) -> String { edits.text(of: range, in: entry.file) }
        let whole = text(entry.statement.range)
        switch entry.statement {
        case .letBinding(let binding): return declaration(binding.name.name, whole, text(binding.value.range))
        case .param(let param): return declaration(param.name.name, whole, text(param.value.range))
        case .expression, .gen, .call:
            if keepsLastValue, entry.isShown {
                return (declared.insert("_").inserted ? "let _ = " : "$_ = ") + whole
            }
            if case .expression = entry.statement { return "print (\(whole))" }
            return whole
        default: return whole
        }
    }

    /// A name that is there already is assigned. One of the user's own takes the place of `$_`.
    private mutating func declaration(_ name: String, _ whole: String, _ value: String) -> String {
        if name == "_" { keepsLastValue = false }
        lost.remove(name)
        return declared.insert(name).inserted ? whole : "$\(name) = \(value)"
    }

    private static func calls(in statement: Statement) -> [String] {
        var names: [String] = []
        var visitor = TreeVisitor()
        visitor.onCall = { names.append($0.name.name) }
        visitor.visit(statement)
        return names
    }

    private static func formatted(_ text: String) -> String {
        let parsed = Parser.parse(SourceFile(name: "<session>", text: text))
        guard parsed.diagnostics.allSatisfy({ $0.severity != .error }) else { return text }
        return String(decoding: Formatter.format(parsed.script), as: UTF8.self)
    }
}

extension SessionJournal.Entry {
    /// The variable that it declares.
    fileprivate var declaredName: String? {
        switch statement {
        case .letBinding(let binding): binding.name.name
        case .param(let param): param.name.name
        default: nil
        }
    }

    fileprivate func declares(_ name: String) -> Bool { declaredName == name }
}

extension String {
    /// Whether a variable is read, as far as the text shows it: `$name` or `${name`.
    fileprivate func mentions(_ name: String) -> Bool {
        for form in ["$\(name)", "${\(name)"] {
            var rest = self[...]
            while let found = rest.firstRange(of: form) {
                rest = rest[found.upperBound...]
                guard let next = rest.utf8.first else { return true }
                let isWordByte =
                    next == UInt8(ascii: "_") || (next | 0x20 >= 0x61 && next | 0x20 <= 0x7A)
                    || (0x30...0x39).contains(next)
                if !isWordByte { return true }
            }
        }
        return false
    }
}
