import RivyaSyntax

extension ModelCard {
    /// What is wrong with the prompt; nil where nothing is. A model that needs no prompt takes one all the same.
    package func promptProblem(_ prompt: String?) -> CatalogProblem? {
        guard let prompt, !prompt.isEmpty else {
            guard isPromptRequired else { return nil }
            return CatalogProblem(
                .missingPrompt,
                prompt == nil ? "`\(id)` needs a prompt" : "the prompt for `\(id)` is empty",
                help: "write it after the model, as in `gen \(id) \"a fox in the snow\"`"
            )
        }
        guard VisibleText.isThere(in: prompt) else {
            return CatalogProblem(
                .missingPrompt, "the prompt for `\(id)` has no visible character",
                help: isPromptRequired
                    ? "write it after the model, as in `gen \(id) \"a fox in the snow\"`"
                    : "leave it out, or say something")
        }
        // UTF-8 never has fewer units than UTF-16, and its count is at hand.
        guard let limit = maxPromptLength, prompt.utf8.count > limit else { return nil }
        let length = prompt.utf16.count
        guard length > limit else { return nil }
        let isPlain = prompt.unicodeScalars.count == length
        return CatalogProblem(
            .promptTooLong,
            "the prompt has \(length) characters, `\(id)` takes at most \(limit)",
            label: "\(length - limit) too many",
            help: isPlain
                ? "shorten the prompt"
                : "shorten the prompt; characters are counted in UTF-16, where many emoji count as two or more"
        )
    }

    /// One problem for each required parameter that has neither a value nor a default.
    ///
    /// - Parameter values: one for each of `parameters`, nil where the script gives nothing.
    package func missingParameterProblems(_ values: [WireValue?]) -> [CatalogProblem] {
        var problems: [CatalogProblem] = []
        for (slot, parameter) in parameters.enumerated()
        where parameter.isRequired && values[slot] == nil && defaultValues[slot] == nil {
            problems.append(missingParameterProblem(parameter))
        }
        return problems
    }

    private func missingParameterProblem(_ parameter: Parameter) -> CatalogProblem {
        let help: String
        switch parameter.kind {
        case .select(let options):
            help = "add `\(parameter.key)=` with one of \(CatalogProblem.list(options, atMost: 12))"
        case .number:
            help = "add `\(parameter.key)=` with a number" + (parameter.allowedText.map { ", \($0)" } ?? "")
        case .text:
            help = "add `\(parameter.key)=\"...\"`"
        case .dialogue:
            help = CatalogProblem.dialogueHelp
        }
        return CatalogProblem(.missingParameter, "`\(id)` needs `\(parameter.key)`", help: help)
    }
}
