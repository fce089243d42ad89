import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Place {
    func gen(_ line: UnfinishedGen, _ word: TypedWord) -> CompletionList {
        let card = card(line.model)
        switch line.due {
        case .model: return word.fitting(Self.models(catalog.models.filter { $0.callProblem == nil }))
        case .anything:
            guard word.quote == nil else { return .none }
            var proposals = parameters(card, line)
            let prefersOptions = word.text.hasPrefix("-")
            proposals += GenOption.allCases.filter { $0 == .tag || !line.options.contains($0.rawValue) }.map {
                Proposal($0.flag, "\($0.valueName): \($0.summary)")
            }
            // A word may be the beginning of a prompt.
            let isName = line.hasPrompt || card?.isPromptRequired == false || prefersOptions
            return word.fitting(proposals, isName ? .anyPart : .beginning)
        case .value(let key):
            if key == "ref" { return references(card, word) }
            guard let card, let slot = card.slot(of: key) else { return .none }
            return word.fitting(Self.values(of: card.parameters[slot]))
        case .optionValue(let name): return optionValue(name, word)
        case .record: return word.fitting(variableProposals(isItem: true))
        case .nothing: return .none
        }
    }

    func defaults(_ line: UnfinishedGen, _ word: TypedWord) -> CompletionList {
        let callable = catalog.models.filter { $0.callProblem == nil }
        let cards = line.model == "*" ? callable : card(line.model).map { [$0] } ?? []
        switch line.due {
        case .model:
            let all = Proposal("*", "all models that have the parameter")
            return word.fitting([all] + Self.models(callable))
        case .anything:
            var seen = line.keys
            var proposals: [Proposal] = []
            for parameter in cards.flatMap(\.parameters) where seen.insert(parameter.key).inserted {
                let about = line.model == "*" ? parameter.summary : Self.summary(of: parameter)
                proposals.append(Proposal(parameter.key, about, ending: "="))
            }
            return word.quote == nil ? word.fitting(proposals) : .none
        case .value(let key):
            var seen: Set<String> = []
            let parameters = cards.flatMap(\.parameters).filter { $0.key == key }
            return word.fitting(parameters.flatMap(Self.values).filter { seen.insert($0.name).inserted })
        case .optionValue, .record, .nothing: return .none
        }
    }

    static func models(_ cards: [ModelCard]) -> [Proposal] {
        cards.map { card in
            Proposal(card.id, "\(card.category.text), \(counted(card.baseCredits, "credit"))", form: .text)
        }
    }

    /// The card of a model as it was called: by its id, or through a variable that holds it.
    private func card(_ model: String?) -> ModelCard? {
        guard let model else { return nil }
        if model.hasPrefix("$") {
            let variable = names.variables.last { $0.name == model.dropFirst() }
            return variable?.text.flatMap { catalog[$0] }
        }
        return catalog[model]
    }

    // MARK: - Parameters

    /// Those that are not given yet, the required ones first.
    private func parameters(_ card: ModelCard?, _ line: UnfinishedGen) -> [Proposal] {
        let open = (card?.parameters ?? []).filter { !line.keys.contains($0.key) }
        let isNeeded: (Parameter) -> Bool = { $0.isRequired && $0.defaultValue == nil }
        var proposals = (open.filter(isNeeded) + open.filter { !isNeeded($0) }).map {
            Proposal($0.key, Self.summary(of: $0), ending: "=")
        }
        if !line.keys.contains("ref"), card == nil || card?.references != nil {
            let kinds = card?.references?.kinds.map(\.kind.rawValue).joined(separator: ", ")
            let about = "reference media: \(kinds ?? "files, URLs or jobs")"
            proposals.append(Proposal("ref", about, ending: "="))
        }
        return proposals
    }

    private static func summary(of parameter: Parameter) -> String {
        var parts: [String] = []
        if parameter.isRequired, parameter.defaultValue == nil { parts.append("required") }
        let allowed = parameter.allowedText ?? parameter.kind.word
        parts.append(allowed.count > 40 ? allowed.prefix(39) + "…" : allowed)
        if let fallback = parameter.defaultValue { parts.append("default \(fallback.text)") }
        let facts = parts.joined(separator: ", ")
        return parameter.summary.isEmpty ? facts : "\(facts): \(parameter.summary)"
    }

    /// The options of a parameter; of a number its default and its bounds.
    private static func values(of parameter: Parameter) -> [Proposal] {
        switch parameter.kind {
        case .select(let options):
            let isShort = options.count <= 20
            return options.map { option in
                let isDefault = isShort && parameter.defaultValue == .string(option)
                return Proposal(option, isDefault ? "default" : "", form: .text)
            }
        case .number(let minimum, let maximum, _):
            var found: [Proposal] = []
            let range = parameter.allowedText.map { "; \($0)" } ?? ""
            func add(_ text: String?, _ summary: String) {
                guard let text, !found.contains(where: { $0.name == text }) else { return }
                found.append(Proposal(text, summary + range))
            }
            add(parameter.defaultValue?.text, "default")
            add(minimum?.description, "least")
            add(maximum?.description, "most")
            return found
        case .text:
            guard case .string(let text)? = parameter.defaultValue, !text.isEmpty else { return [] }
            return [Proposal(text, "default", form: .text)]
        case .dialogue: return []
        }
    }

    /// Media files of the kinds that the model takes, and jobs.
    private func references(_ card: ModelCard?, _ word: TypedWord) -> CompletionList {
        let kinds = card?.references.map { Set($0.kinds.map(\.kind)) } ?? Set(MediaKind.allCases)
        let files = paths.proposals(for: word.text) { name in
            MediaType(pathExtension: name.pathExtension).map { kinds.contains($0.kind) } ?? false
        }
        let jobs = word.quote == nil && word.text.isEmpty ? jobVariables : []
        return word.fitting(files + jobs, .beginning)
    }

    // MARK: - Options

    private func optionValue(_ name: String, _ word: TypedWord) -> CompletionList {
        switch GenOption(rawValue: name) {
        case .after: return word.quote == nil ? word.fitting(jobVariables) : .none
        case .save:
            if word.quote != nil, let list = templateFields(word) { return list }
            return word.fitting([Proposal(OutputTemplate.standard.text, "the default", form: .text)], .beginning)
        case .timeout: return word.fitting(Self.values(of: .timeout), .beginning)
        case .name, .repetition, .tag, nil: return .none
        }
    }
}

extension String {
    /// Without the dot; empty where there is none.
    var pathExtension: String {
        guard let dot = lastIndex(of: "."), dot != startIndex else { return "" }
        return String(self[index(after: dot)...])
    }
}
