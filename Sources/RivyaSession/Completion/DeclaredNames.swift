import RivyaSyntax

/// The names that a text itself declares where it breaks off: its loop variables, parameters and `let`s.
struct DeclaredNames {
    struct Variable {
        /// Where its value comes from, as written.
        enum Origin {
            case unknown
            /// `let x = source`
            case value(String)
            /// `for x in source`; with a place for one of several names that take an item apart.
            case item(of: String, place: Int?)
        }

        var name: String
        var summary: String
        var origin = Origin.unknown
    }

    /// The innermost last.
    private(set) var variables: [Variable] = []
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
        case "let":
            variables.append(.init(name: statement[1].text, summary: "variable", origin: Self.value(statement)))
        case "param":
            variables.append(
                .init(name: statement[1].text, summary: "parameter of the script", origin: Self.value(statement)))
        case "def" where statement.count > 2:
            functions.append((statement[1].text, statement[1].text + statement[2].text))
        default: break
        }
    }

    /// Of `let x = ...`.
    private static func value(_ statement: [UnfinishedText.Piece]) -> Variable.Origin {
        statement.count > 3 && statement[2].kind == .equals ? .value(source(of: statement[3...])) : .unknown
    }

    /// Pieces as they were written.
    private static func source(of pieces: ArraySlice<UnfinishedText.Piece>) -> String {
        pieces.reduce(into: "") { text, piece in
            if piece.isSpaced, !text.isEmpty { text += " " }
            text += piece.kind == .string ? "\"\(piece.text)\"" : piece.text
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
            if let name = parameter.first, name.kind == .word {
                variables.append(.init(name: name.text, summary: "parameter"))
            }
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
            let rest = pieces[(place + 1)...]
            let end = rest.firstIndex { ($0.kind == .sign && $0.text == ",") || ["if", "for"].contains($0.text) }
            let source = Self.source(of: rest[..<(end ?? rest.endIndex)])
            func add(_ name: String, at place: Int?) {
                variables.append(
                    .init(name: name, summary: Self.loopVariable, origin: .item(of: source, place: place)))
            }
            if target.kind == .word {
                add(target.text, at: nil)
            } else if target.kind == .group {
                let names = target.text.split { "(), \t\n".contains($0) }
                for (place, name) in names.enumerated() { add(String(name), at: place) }
            }
        }
    }
}
