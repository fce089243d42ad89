import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Place {
    /// A variable, or a field of one; the text starts with `$`.
    ///
    /// - Parameter isItem: a space may end it.
    func variables(_ text: String, isItem: Bool) -> CompletionList {
        let word = TypedWord(text)
        guard let dot = text.lastIndex(of: ".") else { return word.fitting(variableProposals(isItem: isItem)) }
        guard let fields = fields(at: text[..<dot].dropFirst()) else { return .none }
        return completions(of: fields, typed: text[text.index(after: dot)...], ending: "")
    }

    /// Variables inside a string: `$na`, `${row.pr`.
    func interpolations(_ source: String) -> CompletionList {
        guard source.hasPrefix("${") else {
            let proposals = variableProposals(isItem: false).map { Proposal($0.name, $0.summary, ending: "") }
            return TypedWord(source).fitting(proposals)
        }
        let path = source.dropFirst(2)
        if let dot = path.lastIndex(of: ".") {
            guard let fields = fields(at: path[..<dot]) else { return .none }
            // Quotes would end the string.
            let plain = fields.filter { $0.name.isFieldName }
            return completions(of: plain, typed: path[path.index(after: dot)...], ending: "}")
        }
        let proposals = variableProposals(isItem: false).map {
            Proposal(String($0.name.dropFirst()), $0.summary, ending: "}")
        }
        return TypedWord(String(path)).fitting(proposals)
    }

    /// The keys of a record behind its open bracket: `$row["cam`, or `$row[` with nothing behind it.
    ///
    /// - Parameters:
    ///   - variable: with its fields, as written.
    func keys(of variable: String, _ word: TypedWord) -> CompletionList? {
        guard let fields = fields(at: variable.dropFirst()), !fields.isEmpty else { return nil }
        // The bracket that closes the key, as the quote does.
        let list = word.fitting(fields.map { Proposal($0.name, $0.type, ending: "", form: .text) }, .beginning)
        return CompletionList(
            wordLength: list.wordLength,
            candidates: list.candidates.map { candidate in
                var candidate = candidate
                let isQuoted = candidate.text.hasPrefix("\"") || candidate.text.hasPrefix("'")
                if !isQuoted {
                    candidate.text = "\"\(candidate.text)"
                    candidate.ending = "\""
                }
                candidate.ending += "]"
                return candidate
            })
    }

    /// Fields behind a dot. One that is no name stands in brackets, which then take the dot's place.
    private func completions(
        of fields: [SessionNames.Variable], typed: Substring, ending: String
    ) -> CompletionList {
        let list = TypedWord(String(typed)).fitting(fields.map { Proposal($0.name, $0.type, ending: ending) })
        guard list.candidates.contains(where: { !$0.text.isFieldName }) else { return list }
        return CompletionList(
            wordLength: list.wordLength + 1,
            candidates: list.candidates.map { candidate in
                var candidate = candidate
                candidate.text = candidate.text.isFieldName ? ".\(candidate.text)" : candidate.text.asFieldKey
                return candidate
            })
    }

    /// The fields of what a path such as `shots[0].camera` leads to.
    func fields(at path: Substring) -> [SessionNames.Variable]? {
        var steps = Self.steps(of: path)[...]
        guard case .name(let first)? = steps.popFirst(), var found = variable(first) else { return nil }
        while let step = steps.popFirst() {
            switch step {
            case .name(let name):
                guard let next = field(name, of: found) else { return nil }
                found = next
            case .place: found = .init(found.name, type: "", isJob: found.isJob, fields: found.itemFields)
            }
        }
        if found.isParameters, found.fields.isEmpty { return allParameters }
        return found.fields
    }

    private func field(_ name: String, of variable: SessionNames.Variable) -> SessionNames.Variable? {
        variable.fields.first { $0.name == name }
    }

    /// A variable of the text or of the session, the innermost of its name.
    func variable(_ name: String) -> SessionNames.Variable? {
        if let own = declared.variables.last(where: { $0.name == name }) { return described(own) }
        return names.variables.last { $0.name == name }
    }

    /// What every model takes, where the model is not known.
    private var allParameters: [SessionNames.Variable] {
        var seen: Set<String> = []
        return catalog.models.filter { $0.callProblem == nil }.flatMap(\.parameters)
            .filter { seen.insert($0.key).inserted }.map { .init($0.key, type: "parameter") }
    }

    // MARK: - What the text itself declares

    private func described(_ own: DeclaredNames.Variable) -> SessionNames.Variable? {
        switch own.origin {
        case .unknown: return .init(own.name, type: own.summary)
        case .value(let source): return value(of: source, own.name)
        case .item(let source, let place):
            if let place {
                // The second of `enumerate` is an item of what is counted.
                guard let counted = Self.argument(of: "enumerate", source), place == 1 else { return nil }
                return value(of: counted, own.name).map { .init(own.name, type: own.summary, fields: $0.itemFields) }
            }
            return value(of: source, own.name).map {
                .init(own.name, type: own.summary, isJob: $0.isJob, fields: $0.itemFields)
            }
        }
    }

    /// What an expression of the text gives, where it can be told without carrying anything out.
    private func value(of source: String, _ name: String) -> SessionNames.Variable? {
        if source.hasPrefix("$"), !source.contains(where: \.isWhitespace) {
            var steps = Self.steps(of: source.dropFirst())[...]
            guard case .name(let first)? = steps.popFirst(), first != name, var found = variable(first) else {
                return nil
            }
            while let step = steps.popFirst() {
                guard case .name(let field) = step, let next = self.field(field, of: found) else { return nil }
                found = next
            }
            return found
        }
        if source.hasPrefix("gen ") {
            let model = source.dropFirst(4).drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
            let keys = catalog[String(model)]?.parameters.map(\.key) ?? []
            return .init(name, type: "job", isJob: true, fields: SessionNames.Variable.jobFields(parameters: keys))
        }
        return ExpressionProbe(catalog: catalog, folder: paths.folder).value(of: source).map {
            SessionNames.Variable(name, $0) { _ in nil }
        }
    }

    /// What stands in the brackets of a call of a function.
    private static func argument(of function: String, _ source: String) -> String? {
        guard source.hasPrefix("\(function)("), source.hasSuffix(")") else { return nil }
        return String(source.dropFirst(function.count + 1).dropLast())
    }

    // MARK: - Paths

    private enum Step {
        case name(String)
        /// A number, or what only an evaluator knows.
        case place
    }

    /// `shots[0].camera` and `shot["first name"]` step by step.
    private static func steps(of path: Substring) -> [Step] {
        var steps: [Step] = []
        var rest = path
        while let first = rest.first {
            if first == "." {
                rest.removeFirst()
            } else if first == "[" {
                let inside = rest.dropFirst().prefix { $0 != "]" }
                rest = rest.dropFirst(inside.count + 2)
                let text = inside.drop(while: \.isWhitespace)
                if let quote = text.first, quote == "\"" || quote == "'" {
                    steps.append(.name(String(text.dropFirst().prefix { $0 != quote })))
                } else {
                    steps.append(.place)
                }
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest.dropFirst(name.count)
                steps.append(.name(String(name)))
            }
        }
        return steps
    }
}

extension String {
    /// Whether it may stand behind a dot.
    var isFieldName: Bool {
        guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
        return utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        }
    }

    /// In brackets, as the key of a record: `["first name"]`.
    fileprivate var asFieldKey: String {
        "[\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$") + "\"]"
    }
}

extension SessionNames.Variable {
    /// The parameters of a job whose model is not known.
    fileprivate var isParameters: Bool { name == "params" && type == Self.knownAtOnce }
}
