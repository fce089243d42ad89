import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

/// A place of a script with all that is known there.
struct Place {
    let slot: CompletionSlot
    let catalog: Catalog
    let names: SessionNames
    let declared: DeclaredNames
    let paths: PathProposals

    init(_ text: UnfinishedText, catalog: Catalog, names: SessionNames, folder: String) {
        slot = CompletionSlot(text)
        declared = DeclaredNames(text)
        self.catalog = catalog
        self.names = names
        paths = PathProposals(folder: folder)
    }

    /// What fits for a word or the beginning of a string; text that only its author knows gets nothing.
    func completions(_ word: TypedWord) -> CompletionList {
        let isString = word.quote != nil
        switch slot {
        case .statement:
            return isString ? .none : word.fitting(statements + functions, .anyPart)
        case .expression(let takesGen):
            return isString ? .none : word.fitting(expressions(takesGen: takesGen, word), .anyPart)
        case .words(let words):
            return isString ? .none : word.fitting(self.words(words), .beginning)
        case .jobs: return isString ? .none : word.fitting(jobVariables)
        case .gen(let line): return gen(line, word)
        case .defaults(let line): return defaults(line, word)
        case .settingName:
            return isString ? .none : word.fitting(Setting.allCases.map { Proposal($0.rawValue, $0.summary) })
        case .settingValue(let setting): return word.fitting(Self.values(of: setting), .beginning)
        case .script: return word.fitting(paths.proposals(for: word.text) { $0.hasSuffix(".rivya") }, .beginning)
        case .argument(let builtin, let parameter, let isNamed, let earlier):
            return argument(builtin, parameter, isNamed: isNamed, earlier, word)
        case .ownArgument(let function, let earlier): return argument(ofOwn: function, earlier, word)
        case .nothing: return .none
        }
    }

    // MARK: - Statements and values

    private var statements: [Proposal] {
        Keyword.allCases.map { keyword in
            Proposal(
                keyword.rawValue, Topic.named(keyword.rawValue)?.summary ?? "",
                ending: keyword == .break || keyword == .continue ? "" : " ")
        }
    }

    private var functions: [Proposal] {
        let own =
            names.functions.map { Proposal($0.name, "\($0.signature): a function of this session", ending: "(") }
            + declared.functions.map { Proposal($0.name, "\($0.signature): a function of this script", ending: "(") }
        let builtins = Builtin.all.map { Proposal($0.name, "\($0.signature): \($0.summary)", ending: "(") }
        return own + builtins
    }

    func expressions(takesGen: Bool, _ word: TypedWord) -> [Proposal] {
        var proposals = functions
        if takesGen { proposals.insert(Proposal("gen", Topic.named("gen")?.summary ?? ""), at: 0) }
        // Where nothing was typed, variables are what is likely.
        if word.text.isEmpty { return variableProposals(isItem: false) + proposals }
        return proposals + words(["true", "false", "null", "if", "not"])
    }

    func words(_ words: [String]) -> [Proposal] { words.map { Proposal($0, Self.wordSummaries[$0] ?? "") } }

    private static let wordSummaries = [
        "and": "both conditions", "or": "one condition or both", "not": "the opposite of a condition",
        "in": "an item of a list, a key of a record, a part of a text", "by": "the step of a range",
        "for": "each item of a list", "if": "a condition", "then": "the value where the condition holds",
        "else": "otherwise", "true": "a condition that holds", "false": "a condition that does not hold",
        "null": "no value",
    ]

    // MARK: - Variables

    /// - Parameter isItem: a space ends it.
    func variableProposals(isItem: Bool) -> [Proposal] {
        let own = declared.variables.reversed().map { Proposal("$\($0.name)", $0.summary, ending: isItem ? " " : "") }
        let hidden = Set(own.map(\.name))
        let others = names.variables.map { variable in
            Proposal("$\(variable.name)", variable.type, ending: isItem && variable.fields.isEmpty ? " " : "")
        }
        var seen: Set<String> = []
        return (own + others.filter { !hidden.contains($0.name) }).filter { seen.insert($0.name).inserted }
    }

    /// The variables that hold jobs, and those of which nothing is known yet.
    var jobVariables: [Proposal] {
        let jobs = Set(names.variables.filter(\.isJob).map { "$\($0.name)" })
        let declared = Set(declared.variables.map { "$\($0.name)" })
        return variableProposals(isItem: true).filter { jobs.contains($0.name) || declared.contains($0.name) }
            .map { Proposal($0.name, $0.summary) }
    }
}
