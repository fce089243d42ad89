import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Place {
    // MARK: - Settings

    static func values(of setting: Setting) -> [Proposal] {
        switch setting {
        case .budget: [Proposal("none", "no limit")]
        case .onError: [Proposal("continue", "default"), Proposal("stop", "nothing more is sent after a failed job")]
        case .rate: [Proposal("10", "default, in requests per second"), Proposal("none", "no limit")]
        case .output: [Proposal(OutputTemplate.standard.text, "default", form: .text)]
        case .concurrency, .retries, .timeout:
            [Proposal(setting.defaultText, "default: \(setting.summary)")]
        case .poll: [Proposal("5s", "default: \(setting.summary)")]
        }
    }

    // MARK: - Arguments of functions

    func argument(
        _ builtin: Builtin, _ parameter: String, isNamed: Bool, _ earlier: [[UnfinishedText.Piece]],
        _ word: TypedWord
    ) -> CompletionList {
        let known: [Proposal]
        switch (builtin.family, parameter) {
        case (.files, "path"):
            let wanted = ["read_csv": ".csv", "read_json": ".json", "read_jsonl": ".jsonl"][builtin.name]
            known = paths.proposals(for: word.text) { name in wanted.map { name.hasSuffix($0) } ?? true }
        case (.files, "pattern"):
            known = paths.proposals(for: word.text) { _ in true }
        case (.catalog, "model"):
            known = Self.models(catalog.models)
        case (.catalog, "key"):
            let card = earlier.first?.first.flatMap { catalog[$0.text] }
            known = (card?.parameters ?? []).map { Proposal($0.key, $0.summary, form: .text) }
        case (.catalog, "category"):
            known = [ModelCard.Category.image, .video, .audio, .chat].map { Proposal($0.text, "", form: .text) }
        case (.catalog, "kind"):
            known = MediaKind.allCases.map { Proposal($0.rawValue, "", form: .text) }
        default:
            known = []
        }
        // Arguments are followed by commas and brackets, not by spaces.
        let tight = known.map { Proposal($0.name, $0.summary, ending: "", form: $0.form) }
        guard word.quote == nil else { return word.fitting(tight, .beginning) }
        let open = isNamed ? [] : builtin.parameters.dropFirst(max(builtin.required, earlier.count))
        let named = open.map {
            Proposal($0, "an argument of `\(builtin.name)`", ending: "=")
        }
        let others = known.isEmpty ? expressions(takesGen: false, word) : []
        return word.fitting(tight + named + others, .beginning)
    }

    /// The parameters of a function of the session or of the text that are not given yet, and values.
    func argument(ofOwn function: String, _ earlier: [[UnfinishedText.Piece]], _ word: TypedWord) -> CompletionList {
        guard word.quote == nil else { return .none }
        let signature =
            declared.functions.last { $0.name == function }?.signature
            ?? names.functions.last { $0.name == function }?.signature
        let isNamed: ([UnfinishedText.Piece]) -> Bool = { $0.count > 1 && $0[1].kind == .equals }
        let given = Set(earlier.filter(isNamed).map { $0[0].text })
        let parameters = signature.map(Self.parameters) ?? []
        let open = parameters.dropFirst(earlier.count { !isNamed($0) }).filter { !given.contains($0) }
        let named = open.map { Proposal($0, "an argument of `\(function)`", ending: "=") }
        return word.fitting(named + expressions(takesGen: false, word), named.isEmpty ? .anyPart : .beginning)
    }

    /// The names in `portrait(who, mood=calm)`.
    private static func parameters(of signature: String) -> [String] {
        guard let open = signature.firstIndex(of: "(") else { return [] }
        let list = UnfinishedText(signature[open...].dropLast() + " ").constructs.last
        return ((list?.earlier ?? []) + [list?.pieces ?? []]).compactMap(\.first).filter { $0.kind == .word }.map(
            \.text)
    }

    // MARK: - Templates

    /// The fields of a template, behind the last `{` of a string that is one; nil where no field is open.
    func templateFields(_ word: TypedWord) -> CompletionList? {
        guard let open = word.text.lastIndex(of: "{"), !word.text[open...].contains("}") else { return nil }
        let typed = TypedWord(String(word.text[word.text.index(after: open)...]))
        let fields = OutputTemplate.fieldSummaries.map { Proposal($0.name, $0.summary, ending: "}") }
        let axes = declared.variables.filter { $0.summary == DeclaredNames.loopVariable }.map {
            Proposal("axis.\($0.name)", "the value of `$\($0.name)`", ending: "}")
        }
        return typed.fitting(fields + axes)
    }
}
