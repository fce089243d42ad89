import RivyaLanguage
import RivyaSyntax

/// What is due at a place of a script.
enum CompletionSlot {
    case statement
    /// A value; `gen` too where it may stand.
    case expression(takesGen: Bool)
    /// What may stand behind a finished value.
    case words([String])
    /// A value that holds jobs.
    case jobs
    /// An item of `gen`.
    case gen(UnfinishedGen)
    /// An item of `defaults`.
    case defaults(UnfinishedGen)
    case settingName
    case settingValue(Setting)
    case script
    /// An argument of a built-in function for one of its parameters.
    case argument(Builtin, parameter: String, isNamed: Bool, earlier: [[UnfinishedText.Piece]])
    /// The beginning of an argument of a function that is not built in.
    case ownArgument(function: String, earlier: [[UnfinishedText.Piece]])
    /// A new name, or text that nobody else knows.
    case nothing
}

extension CompletionSlot {
    /// What is due at the end of a text.
    init(_ text: UnfinishedText) {
        let isSpaced =
            switch text.end {
            case .nothing(let isSpaced): isSpaced
            case .word(let piece): piece.isSpaced
            case .string(_, _, let isSpaced): isSpaced
            case .interpolation, .comment: true
            }
        self.init(text.constructs[...], isSpaced: isSpaced)
    }

    private init(_ constructs: ArraySlice<UnfinishedText.Construct>, isSpaced: Bool) {
        guard let inner = constructs.last else {
            self = .nothing
            return
        }
        let outer = constructs.dropLast()
        switch inner.kind {
        case .statements:
            self = .init(statement: inner.pieces, isSpaced: isSpaced)
        case .parentheses:
            self = .init(value: inner.pieces[...], takesGen: true, isSpaced: isSpaced)
        case .call(let name):
            self = .init(call: name, inner, outer: outer.last, isSpaced: isSpaced)
        case .list:
            guard inner.pieces.isEmpty else {
                let isComprehension = inner.pieces.contains { $0.text == "for" }
                self = .init(
                    value: inner.pieces[...], takesGen: false, isSpaced: isSpaced,
                    words: isComprehension ? ["for", "if", "in"] : ["for"])
                return
            }
            // A list of references, of jobs, or of values.
            switch CompletionSlot(outer, isSpaced: inner.isSpaced) {
            case .gen(let line) where line.due == .value(key: "ref") || line.due == .optionValue("after"):
                self = .gen(line)
            case .jobs: self = .jobs
            default: self = .expression(takesGen: false)
            }
        case .record:
            // A key is new; a value stands behind its colon.
            let value = inner.pieces.firstIndex { $0.kind == .word && $0.text.hasSuffix(":") }
            self =
                value.map { .init(value: inner.pieces[($0 + 1)...], takesGen: false, isSpaced: isSpaced) } ?? .nothing
        }
    }

    /// What is due in an expression behind some of its pieces.
    private init(
        value pieces: ArraySlice<UnfinishedText.Piece>, takesGen: Bool, isSpaced: Bool, words: [String] = []
    ) {
        guard let first = pieces.first, let last = pieces.last else {
            self = .expression(takesGen: takesGen)
            return
        }
        if takesGen, first.kind == .word, first.text == "gen" {
            self = .gen(UnfinishedGen(pieces.dropFirst(), isSpaced: isSpaced))
            return
        }
        switch last.kind {
        case .sign, .equals:
            self = .expression(takesGen: false)
        case .word where Self.wordsBeforeValues.contains(last.text):
            self = .expression(takesGen: false)
        case .word where Self.operators.contains(last.text):
            self = .expression(takesGen: false)
        case .word where last.text == "for":
            self = .nothing
        default:
            guard isSpaced else {
                self = .nothing
                return
            }
            var followers = words + ["and", "or", "in", "by"]
            if pieces.contains(where: { $0.text == "if" }) { followers += ["then", "else"] }
            self = .words(followers)
        }
    }

    private static let wordsBeforeValues: Set = ["and", "or", "not", "in", "by", "if", "then", "else"]
    private static let operators: Set = ["+", "-", "*", "/", "%"]

    private init(
        call name: String, _ call: UnfinishedText.Construct, outer: UnfinishedText.Construct?, isSpaced: Bool
    ) {
        // The parameters of a new function are new names.
        if outer?.pieces.first?.text == "def", outer?.pieces.count == 2 {
            self = call.pieces.last?.kind == .equals ? .expression(takesGen: false) : .nothing
            return
        }
        let pieces = call.pieces
        guard let place = Builtin.index(of: name) else {
            self =
                pieces.isEmpty
                ? .ownArgument(function: name, earlier: call.earlier)
                : .init(value: pieces[...], takesGen: false, isSpaced: isSpaced)
            return
        }
        let builtin = Builtin.all[place]
        if pieces.isEmpty, call.earlier.count < builtin.parameters.count {
            self = .argument(
                builtin, parameter: builtin.parameters[call.earlier.count], isNamed: false, earlier: call.earlier)
        } else if pieces.count == 2, pieces[1].kind == .equals, builtin.parameters.contains(pieces[0].text) {
            self = .argument(builtin, parameter: pieces[0].text, isNamed: true, earlier: call.earlier)
        } else {
            self = .init(value: pieces[...], takesGen: false, isSpaced: isSpaced)
        }
    }

    private init(statement pieces: [UnfinishedText.Piece], isSpaced: Bool) {
        guard let first = pieces.first else {
            self = .statement
            return
        }
        let rest = pieces.dropFirst()
        func value(_ pieces: ArraySlice<UnfinishedText.Piece>, takesGen: Bool = false) -> CompletionSlot {
            .init(value: pieces, takesGen: takesGen, isSpaced: isSpaced)
        }
        guard first.kind == .word, let keyword = Keyword(rawValue: first.text) else {
            let isAssignment = first.kind == .variable && rest.first?.kind == .equals
            self = isAssignment ? value(rest.dropFirst(), takesGen: true) : value(pieces[...])
            return
        }
        // `return` behind nothing, `let x` behind its name: what touches a word is a part of it.
        guard isSpaced || rest.last?.kind == .equals || keyword == .gen || keyword == .defaults else {
            self = .nothing
            return
        }
        switch keyword {
        case .gen: self = .gen(UnfinishedGen(rest, isSpaced: isSpaced))
        case .defaults: self = .defaults(UnfinishedGen(rest, isSpaced: isSpaced))
        case .let, .param:
            guard rest.count > 1 else {
                self = .nothing
                return
            }
            self = value(rest.dropFirst(2), takesGen: keyword == .let)
        case .for: self = .init(loop: rest, isSpaced: isSpaced)
        case .if:
            self =
                rest.last.map { $0.kind == .group && $0.text.hasPrefix("{") } == true ? .words(["else"]) : value(rest)
        case .else:
            if rest.isEmpty { self = .words(["if"]) } else { self = value(rest.dropFirst()) }
        case .return: self = value(rest, takesGen: true)
        case .print, .assert, .fail: self = .expression(takesGen: false)
        case .wait: self = .jobs
        case .set:
            switch rest.count {
            case 0: self = .settingName
            case 1: self = Setting(rawValue: rest[1].text).map { .settingValue($0) } ?? .nothing
            default: self = .nothing
            }
        case .import: self = rest.isEmpty ? .script : .nothing
        case .def, .break, .continue: self = .nothing
        }
    }

    /// Behind `for`: in its last clause.
    private init(loop pieces: ArraySlice<UnfinishedText.Piece>, isSpaced: Bool) {
        let comma = pieces.lastIndex { $0.kind == .sign && $0.text == "," }
        let clause = comma.map { pieces[($0 + 1)...] } ?? pieces
        if let place = clause.firstIndex(where: { $0.text == "in" }) {
            self = .init(value: clause[(place + 1)...], takesGen: false, isSpaced: isSpaced)
        } else {
            self = clause.isEmpty ? .nothing : .words(["in"])
        }
    }
}
