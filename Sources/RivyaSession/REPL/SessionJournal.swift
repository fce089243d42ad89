import RivyaSyntax

/// The statements that a session has carried out, and the script that makes the same requests.
///
/// A script declares a name once, has neither `$_` nor `$jobs`, and shows no bare values. So a second `let` becomes an
/// assignment, `$_` a variable of the script's own, and a bare expression is printed.
struct SessionJournal: Sendable {
    fileprivate struct Entry: Sendable {
        var file: SourceFile
        var statement: Statement
        /// It gave `$_` its value.
        var isShown: Bool

        var text: String { file.text(statement.range) }
    }

    /// A session as a script, and what of it a script cannot say.
    struct Saved: Sendable {
        var text: String
        var warnings: [String]
    }

    private var entries: [Entry] = []
    /// Inputs that failed or were interrupted after they had made jobs.
    private var unfinished = 0

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ statement: Statement, in file: SourceFile, isShown: Bool) {
        entries.append(Entry(file: file, statement: statement, isShown: isShown))
    }

    mutating func noteUnfinished() { unfinished += 1 }

    func saved() -> Saved {
        var saved = Saved(text: "", warnings: [])
        var declared: Set<String> = []
        let usesLastValue = entries.contains { $0.text.mentions("_") }
        for (place, entry) in entries.enumerated() {
            if let repeated = laterDeclaration(of: entry, after: place) {
                saved.warnings.append("`\(repeated)` was declared more than once: the script has its last declaration")
                continue
            }
            if entry.text.mentions("jobs"), !declared.contains("jobs"), !entry.declares("jobs") {
                if case .wait(let wait) = entry.statement, wait.items.count == 1 {
                    saved.text += "wait\n"
                    continue
                }
                saved.warnings.append(
                    "a statement reads `$jobs`, which scripts do not have: it is a comment in the script")
                saved.text += entry.text.split(separator: "\n").map { "# \($0)\n" }.joined()
                continue
            }
            saved.text += line(for: entry, declared: &declared, namesLastValue: usesLastValue) + "\n"
        }
        if unfinished > 0 {
            let inputs = counted(unfinished, "statement")
            saved.warnings.append("\(inputs) made jobs and then failed: the script does not make them")
        }
        saved.warnings = saved.warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        saved.text = format(saved.text)
        return saved
    }

    /// The name of a function that is declared again further down.
    private func laterDeclaration(of entry: Entry, after place: Int) -> String? {
        guard case .function(let function) = entry.statement else { return nil }
        let isRepeated = entries[(place + 1)...].contains { later in
            if case .function(let other) = later.statement { other.name.name == function.name.name } else { false }
        }
        return isRepeated ? function.name.name : nil
    }

    private func line(for entry: Entry, declared: inout Set<String>, namesLastValue: Bool) -> String {
        switch entry.statement {
        case .letBinding(let binding):
            guard !declared.insert(binding.name.name).inserted else { return entry.text }
            return "$\(binding.name.name) = \(entry.file.text(binding.value.range))"
        case .param(let param):
            guard !declared.insert(param.name.name).inserted else { return entry.text }
            return "$\(param.name.name) = \(entry.file.text(param.value.range))"
        case .expression, .gen, .call:
            if namesLastValue, entry.isShown {
                return (declared.insert("_").inserted ? "let _ = " : "$_ = ") + entry.text
            }
            if case .expression = entry.statement { return "print (\(entry.text))" }
            return entry.text
        default: return entry.text
        }
    }

    private func format(_ text: String) -> String {
        let parsed = Parser.parse(SourceFile(name: "<session>", text: text))
        guard parsed.diagnostics.allSatisfy({ $0.severity != .error }) else { return text }
        return String(decoding: Formatter.format(parsed.script), as: UTF8.self)
    }
}

extension SessionJournal.Entry {
    fileprivate func declares(_ name: String) -> Bool {
        if case .letBinding(let binding) = statement { return binding.name.name == name }
        return false
    }
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
