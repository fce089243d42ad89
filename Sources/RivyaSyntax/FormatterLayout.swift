/// What a statement or a bracket holds, laid out for either form: on one line, or with a line for each item.
///
/// Which form it takes is decided when it is written, from the outside in (`FormatterOutput`).
struct FormatterLayout {
    enum Kind {
        /// A statement, or the head of one that has a block.
        case statement
        /// From an opening bracket to its closing one.
        case bracket
        /// Operands and the operators between them. It takes several lines only in a bracket that does.
        case operation(indents: Bool)
    }

    enum Piece {
        /// A token, as written.
        case token(SourceRange)
        case comment(SourceRange)
        case layout(FormatterLayout)
        case space
        /// Where the author joined two lines by a backslash.
        case join
        /// A space, or a new line where the bracket has several: the author had one there.
        case kept
        /// Behind the opening bracket.
        case opening
        /// Before the closing bracket.
        case closing
        /// Between two items.
        case item
        /// Before an operator.
        case link
        case comma
        /// A comma that the end of a line makes superfluous.
        case flatComma
        /// A comma behind the last item, on a line of its own.
        case brokenComma
    }

    var kind: Kind
    private(set) var pieces: [Piece] = []
    /// The columns up to its end, or up to the first place where a line must end.
    private(set) var columns = 0
    private(set) var endsLine = false
    /// A bracket: a comment or the author's line break behind the opening bracket asks for several lines.
    var isForced = false
    /// An operation: the author broke it.
    var isLoose = false
    /// A call whose only argument is a list or record, which breaks in its place.
    var hugs = false

    init(_ kind: Kind) { self.kind = kind }

    var isBracket: Bool { if case .bracket = kind { true } else { false } }

    /// Whether several lines would make it any narrower.
    var isDivisible: Bool {
        pieces.contains {
            switch $0 {
            case .item, .link, .layout: true
            default: false
            }
        }
    }

    mutating func append(_ piece: Piece, columns count: Int, endsLine ends: Bool = false) {
        pieces.append(piece)
        if !endsLine { columns += count }
        endsLine = endsLine || ends
    }

    mutating func append(_ layout: FormatterLayout) {
        // Of a bracket with several lines the first holds the bracket alone.
        let columns = layout.isBracket && layout.isForced ? 1 : layout.columns
        append(.layout(layout), columns: columns, endsLine: layout.endsLine || layout.isForced)
    }
}
