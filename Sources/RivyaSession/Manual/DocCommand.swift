import RivyaCatalog
import RivyaLanguage
import RivyaTerminal

/// `rivya doc [TOPIC]`: what the tables of the checker and the guide say about a word of the language.
package struct DocCommand: Sendable {
    package var topic: String?
    /// Asked in a session: what it names are the session's commands.
    private let isInSession: Bool

    package init(topic: String?) {
        self.init(topic: topic, isInSession: false)
    }

    init(topic: String?, isInSession: Bool) {
        self.topic = topic
        self.isInSession = isInSession
    }

    private var docCommand: String { isInSession ? ":help" : "rivya doc" }
    private var modelCommand: String { isInSession ? ":model" : "rivya model" }

    package func run(in surroundings: Surroundings) -> ExitCode {
        let output = surroundings.output
        guard let name = topic else {
            showContents(output)
            return .success
        }
        if let family = Topic.Family(rawValue: name.lowercased()) {
            showList(of: family, output)
            if let topic = Topic.named(name) {
                output.print("")
                show(topic, output)
            }
            return .success
        }
        guard let found = Topic.named(name) else {
            surroundings.fail("there is no topic `\(name)`", help: help(for: name))
            return .badInput
        }
        for (place, topic) in ([found] + Topic.others(named: name, than: found)).enumerated() {
            if place > 0 { output.print("") }
            show(topic, output)
        }
        return .success
    }

    /// A text with the commands of the place where it is read.
    private func inPlace(_ text: String) -> String {
        guard isInSession else { return text }
        return [("`rivya doc ", "`:help "), ("`rivya models`", "`:models`"), ("`rivya model ", "`:model ")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    private func help(for name: String) -> String {
        let catalog = Catalog.bundled()
        if catalog[name] != nil { return "it is a model: `\(modelCommand) \(name)` describes it" }
        let near = Topic.nearest(to: name).map { "`\($0)`" }
        if !near.isEmpty { return "did you mean \(near.joined(separator: ", "))?" }
        if let model = catalog.nearest(to: name).first { return "for the model `\(model)`: `\(modelCommand) \(model)`" }
        return isInSession
            ? "`:help` lists the commands, `:help statements` the statements" : "`rivya doc` lists the topics"
    }

    /// The families with the names in each.
    private func showContents(_ output: TerminalOutput) {
        for family in Topic.Family.allCases {
            output.print(wrapping: StyledText(family.rawValue, .bold) + StyledText("  \(family.summary)"), indent: 4)
            let names = Topic.all.filter { $0.family == family }.map(\.name)
            for line in Self.wrapped(names, columns: columns(output) - 2) { output.print("  \(line)") }
            output.print("")
        }
        output.print(
            wrapping:
                "`\(docCommand) NAME` explains one, `\(docCommand) functions` lists a family with a line for each.")
    }

    private func showList(of family: Topic.Family, _ output: TerminalOutput) {
        output.print(wrapping: StyledText(family.rawValue, .bold) + StyledText("  \(family.summary)"), indent: 4)
        output.print("")
        let topics = Topic.all.filter { $0.family == family }
        let width = topics.map(\.name.utf8.count).max() ?? 0
        for topic in topics {
            let gap = String(repeating: " ", count: width - topic.name.utf8.count + 2)
            output.print(
                wrapping: StyledText("  ") + StyledText(topic.name, .bold) + StyledText(gap + topic.summary),
                indent: width + 4)
        }
    }

    private func show(_ topic: Topic, _ output: TerminalOutput) {
        output.print(wrapping: StyledText(topic.name, .bold) + StyledText("  \(topic.summary)"), indent: 4)
        for block in topic.blocks {
            output.print("")
            switch block {
            case .text(let text):
                let words = inPlace(text).split(separator: " ").map(String.init)
                for line in Self.wrapped(words, columns: columns(output), gap: " ") { output.print(StyledText(line)) }
            case .code(let lines), .example(let lines):
                for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
                    output.print(wrapping: StyledText(line.isEmpty ? "" : "    \(line)"), indent: 8)
                }
            }
        }
    }

    /// A width that is easy to read, in a terminal that has it.
    private func columns(_ output: TerminalOutput) -> Int { min(88, output.columns() ?? 88) }

    private static func wrapped(_ words: [String], columns: Int, gap: String = "  ") -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + gap.count + word.count <= columns {
                lines[lines.count - 1] = last + gap + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }
}
