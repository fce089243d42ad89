import RivyaSyntax

extension ModelCard {
    /// What is to be known of the model apart from its parameters, for people; each with a name of one word.
    package var facts: [(name: String, text: String)] {
        var facts = [
            ("category", category.text),
            ("credits", "\(baseCredits.description) for a task with default parameters"),
            ("prompt", promptText),
            ("references", referencesText),
        ]
        if !supportedModes.isEmpty { facts.append(("modes", supportedModes.joined(separator: ", "))) }
        if let rule = references?.rule, !rule.isEmpty { facts.append(("rule", "the service says: \"\(rule)\"")) }
        for notice in notices { facts.append(("notice", notice)) }
        if let problem = callProblem { facts.append(("problem", problem.message)) }
        if let warning = uncheckedWarning { facts.append(("problem", warning.message)) }
        return facts
    }

    private var promptText: String {
        let need = isPromptRequired ? "required" : "not needed"
        return maxPromptLength.map { "\(need), at most \($0) characters" } ?? need
    }

    private var referencesText: String {
        guard let references else { return "none" }
        let kinds = references.kinds.map { kind in
            let formats = kind.mimeTypes.map { $0.drop { $0 != "/" }.dropFirst() }.joined(separator: ", ")
            let details = [formats, kind.maxSizeMB.map { "at most \($0) MB" } ?? ""].filter { !$0.isEmpty }
            return kind.kind.plural + (details.isEmpty ? "" : " (\(details.joined(separator: "; ")))")
        }
        let text = kinds.joined(separator: "; ")
        return references.maxFiles == .max ? text : "at most \(references.maxFiles): \(text)"
    }

    /// A line of a script that calls the model; nil for one that cannot be called.
    package var exampleLine: String? {
        guard callProblem == nil else { return nil }
        var line = "gen \(id)"
        if isPromptRequired { line += " \"\(category == .audio ? "rain on a tin roof" : "a fox in the snow")\"" }
        var shown = 0
        for parameter in parameters {
            let isNeeded = parameter.isRequired && parameter.defaultValue == nil
            guard isNeeded || shown < 2, let value = parameter.exampleValue(isNeeded: isNeeded) else { continue }
            line += " \(parameter.key)=\(value)"
            shown += 1
        }
        return line
    }
}

extension Parameter {
    /// A value as a script writes it: one that differs from the default, where there is a choice.
    fileprivate func exampleValue(isNeeded: Bool) -> String? {
        switch kind {
        case .select(let options):
            let other = options.last { .string($0) != defaultValue } ?? options.first
            return other.map { $0.isWord ? $0 : "\"\($0)\"" }
        case .number(let minimum, let maximum, _): return (maximum ?? minimum)?.description
        case .text: return isNeeded ? "\"...\"" : nil
        case .dialogue: return "[{voice: Adam, text: \"Hello.\"}]"
        }
    }
}

extension String {
    /// Whether a script can hold the text without quotes.
    fileprivate var isWord: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789-_.:".unicodeScalars.contains($0) }
    }
}

extension Parameter.Kind {
    /// In one word, where all values are allowed.
    package var word: String {
        switch self {
        case .select: "option"
        case .number: "number"
        case .text: "text"
        case .dialogue: "list of {voice, text}"
        }
    }
}

extension WireValue {
    /// For people.
    package var text: String {
        switch self {
        case .string(let text): text.isEmpty ? "\"\"" : text
        case .number(let number): number.description
        case .json(let value): value.text
        }
    }
}
