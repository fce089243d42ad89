import RivyaSyntax

/// The names that a text itself declares where it breaks off: its loop variables, parameters and `let`s.
struct DeclaredNames {
    /// Names with a word about them; the innermost last.
    private(set) var variables: [(name: String, summary: String)] = []
    /// What is said about a variable of a `for`.
    static let loopVariable = "loop variable"
    private(set) var functions: [(name: String, signature: String)] = []

    init(_ text: UnfinishedText) {
        for construct in text.constructs {
            switch construct.kind {
            case .statements:
                for statement in construct.earlier { addFinished(statement) }
                addOpen(construct.pieces)
            case .list: addComprehension(construct.pieces[...])
            case .parentheses, .call, .record: break
            }
        }
    }

    private mutating func addFinished(_ statement: [UnfinishedText.Piece]) {
        guard statement.count > 1 else { return }
        switch statement[0].text {
        case "let": variables.append((statement[1].text, "variable"))
        case "param": variables.append((statement[1].text, "parameter of the script"))
        case "def" where statement.count > 2:
            functions.append((statement[1].text, statement[1].text + statement[2].text))
        default: break
        }
    }

    /// A `for` or a `def` that is still open declares for what is inside of it.
    private mutating func addOpen(_ statement: [UnfinishedText.Piece]) {
        switch statement.first?.text {
        case "for": addClauses(statement.dropFirst())
        case "def" where statement.count > 2 && statement[2].kind == .group:
            // Without its closing bracket the list is open, and its items are told apart.
            addParameters(UnfinishedText(statement[2].text.dropLast() + " ").constructs.last)
        default: break
        }
    }

    private mutating func addParameters(_ list: UnfinishedText.Construct?) {
        guard let list else { return }
        for parameter in list.earlier + [list.pieces] {
            if let name = parameter.first, name.kind == .word { variables.append((name.text, "parameter")) }
        }
    }

    private mutating func addComprehension(_ pieces: ArraySlice<UnfinishedText.Piece>) {
        var rest = pieces
        while let place = rest.firstIndex(where: { $0.text == "for" }) {
            rest = rest[(place + 1)...]
            addClauses(rest)
        }
    }

    /// `x in xs, (a, b) in pairs`: what stands directly before an `in`, at the start or behind a comma.
    private mutating func addClauses(_ pieces: ArraySlice<UnfinishedText.Piece>) {
        for place in pieces.indices.dropFirst() where pieces[place].text == "in" {
            let isFirst = place - 1 == pieces.startIndex
            guard isFirst || pieces[place - 2].text == "," else { continue }
            let target = pieces[place - 1]
            if target.kind == .word {
                variables.append((target.text, Self.loopVariable))
            } else if target.kind == .group {
                for name in target.text.split(whereSeparator: { "(), \t\n".contains($0) }) {
                    variables.append((String(name), Self.loopVariable))
                }
            }
        }
    }
}
