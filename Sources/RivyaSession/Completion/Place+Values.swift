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
