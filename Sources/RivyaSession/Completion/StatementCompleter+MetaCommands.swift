import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension StatementCompleter {
    /// What fits on a line that starts with `:`.
    func metaCompletions(_ line: String, _ names: SessionNames) -> CompletionList {
        guard let space = line.firstIndex(where: \.isWhitespace) else {
            let commands = metaCommands.map { command in
                Proposal(":" + command.name, command.summary, ending: command.argument.isNothing ? "" : " ")
            }
            return TypedWord(line).fitting(commands)
        }
        guard let command = command(line[..<space].dropFirst()) else { return .none }
        return completions(of: command.argument, String(line[space...]), names)
    }

    /// The command with a name, or the only one that begins so.
    private func command(_ name: Substring) -> MetaCommandName? {
        if let exact = metaCommands.first(where: { $0.name == name }) { return exact }
        let found = metaCommands.filter { $0.name.hasPrefix(name) }
        return found.count == 1 ? found[0] : nil
    }

    /// A path takes the rest of the line, and so needs no quotes.
    private func files(_ wanted: String?, _ path: String) -> CompletionList {
        let found = PathProposals(folder: folder).proposals(for: path) { name in
            wanted.map { name.hasSuffix("." + $0) } ?? true
        }
        return TypedWord(path).fitting(found.map { Proposal($0.name, $0.summary, ending: "") }, .beginning)
    }

    private func completions(
        of argument: MetaCommandName.Argument, _ text: String, _ names: SessionNames
    ) -> CompletionList {
        switch argument {
        case .statement: return completions(text, names)
        case .file(let wanted): return files(wanted, String(text.drop(while: \.isWhitespace)))
        default: break
        }
        let unfinished = UnfinishedText(text)
        let word: TypedWord
        switch unfinished.end {
        case .word(let piece): word = TypedWord(piece.text)
        case .nothing(isSpaced: true): word = TypedWord("")
        case .string(let quote, let source, _):
            guard let string = TypedWord(quote, source: source) else { return .none }
            word = string
        case .nothing, .interpolation, .comment: return .none
        }
        let earlier = unfinished.constructs[0].pieces
        if case .setting = argument, let first = earlier.first {
            guard earlier.count == 1, let setting = Setting(rawValue: first.text) else { return .none }
            return word.fitting(Place.values(of: setting), .beginning)
        }
        guard earlier.isEmpty else { return .none }
        switch argument {
        case .nothing, .text, .statement, .file: return .none
        case .topic:
            let families = Topic.Family.allCases.map { Proposal($0.rawValue, $0.summary) }
            let commands = metaCommands.map { Proposal(":" + $0.name, $0.summary) }
            let topics = Topic.all.map { Proposal($0.name, $0.summary) }
            var seen: Set<String> = []
            return word.fitting((families + topics + commands).filter { seen.insert($0.name).inserted })
        case .model: return word.fitting(Place.models(catalog().models))
        case .job:
            return word.fitting(names.jobs.map { Proposal(String($0.number), $0.summary) }, .beginning)
        case .setting: return word.fitting(Setting.allCases.map { Proposal($0.rawValue, $0.summary) })
        case .choice(let words): return word.fitting(words.map { Proposal($0.word, $0.summary) })
        }
    }
}

extension MetaCommandName.Argument {
    fileprivate var isNothing: Bool { if case .nothing = self { true } else { false } }
}
