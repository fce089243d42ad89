import RivyaCatalog
import RivyaTerminal

/// `rivya model ID`: everything that the catalog says about a model.
package struct ModelCommand: Sendable {
    package var id: String
    package var home: String?
    package var usesBundledCatalog: Bool

    package init(id: String, home: String?, usesBundledCatalog: Bool) {
        self.id = id
        self.home = home
        self.usesBundledCatalog = usesBundledCatalog
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        let state = StateFolder.find(home: home, in: surroundings)
        let source = CatalogSource.load(from: usesBundledCatalog ? nil : state)
        source.warnings.forEach { surroundings.warn($0) }
        guard let card = source.catalog[id] else {
            let problem = source.catalog.unknownModelProblem(id)
            surroundings.fail(problem.message, help: problem.help)
            return .badInput
        }
        show(card, surroundings.output)
        return .success
    }

    private func show(_ card: ModelCard, _ output: TerminalOutput) {
        output.print(StyledText(card.id, .bold) + StyledText("  \(card.displayName)"))
        output.print("")
        for fact in card.facts {
            let gap = String(repeating: " ", count: 12 - fact.name.utf8.count)
            output.print(wrapping: StyledText("  \(fact.name)\(gap)", .dim) + StyledText(fact.text), indent: 14)
        }
        if !card.parameters.isEmpty {
            output.print("")
            var table = TextTable([
                .fixed("parameter"), .wrapped("takes"), .fixed("default"), .wrapped("about"),
            ])
            for parameter in card.parameters { table.append(Self.row(parameter)) }
            output.print(table)
            for parameter in card.parameters { showAll(parameter, output) }
        }
        if let example = card.exampleLine {
            output.print("")
            output.print(wrapping: StyledText("  \(example)"), indent: 6)
        }
    }

    /// The options that the table has no room for.
    private func showAll(_ parameter: Parameter, _ output: TerminalOutput) {
        guard case .select(let options) = parameter.kind, let text = parameter.allowedText, text.count > Self.shownText
        else { return }
        output.print("")
        output.print(StyledText("  \(parameter.key)", .bold) + StyledText("  \(options.count) options"))
        let room = min(84, (output.columns() ?? 88) - 4)
        var line = ""
        for option in options {
            if line.count + 2 + option.count > room, !line.isEmpty {
                output.print(StyledText("    \(line)"))
                line = ""
            }
            line += line.isEmpty ? option : "  \(option)"
        }
        output.print(StyledText("    \(line)"))
    }

    /// So many characters of what a parameter takes have room in the table.
    private static let shownText = 60

    private static func row(_ parameter: Parameter) -> [StyledText] {
        let allowed = parameter.allowedText ?? parameter.kind.word
        let shown = allowed.count > shownText ? String(allowed.prefix(shownText - 1)) + "…" : allowed
        let fallback =
            parameter.defaultValue.map { StyledText($0.text) }
            ?? (parameter.isRequired ? StyledText("required", .bold) : StyledText("-", .dim))
        return [StyledText(parameter.key), StyledText(shown), fallback, StyledText(parameter.summary)]
    }
}
