/// One token: what it is, where it is, and what stood before it.
struct Token {
    enum Kind {
        case word
        case number
        /// `$name`
        case variable
        /// The opening quote; the parser reads on from there, because strings hold expressions.
        case quote
        case leftParen, rightParen
        case leftBracket, rightBracket
        case leftBrace, rightBrace
        case comma
        case semicolon
        case equals
        case equalEqual, notEqual
        case less, lessEqual, greater, greaterEqual
        case range, rangeExclusive
        /// `.` directly after an operand
        case period
        /// `-` directly before `$` or `(`
        case minus
        case newline
        case endOfFile
        /// A character that starts no token.
        case unknown
    }

    var kind: Kind
    var lower: Int
    var upper: Int
    /// White space, a newline or the start of the file stands before it.
    var isSpaced: Bool

    var range: SourceRange { SourceRange(lower, upper) }
}

extension Token.Kind {
    /// The token in a message, where its own text is not shown.
    var name: String {
        switch self {
        case .word: "a word"
        case .number: "a number"
        case .variable: "a variable"
        case .quote: "a string"
        case .leftParen: "`(`"
        case .rightParen: "`)`"
        case .leftBracket: "`[`"
        case .rightBracket: "`]`"
        case .leftBrace: "`{`"
        case .rightBrace: "`}`"
        case .comma: "`,`"
        case .semicolon: "`;`"
        case .equals: "`=`"
        case .equalEqual: "`==`"
        case .notEqual: "`!=`"
        case .less: "`<`"
        case .lessEqual: "`<=`"
        case .greater: "`>`"
        case .greaterEqual: "`>=`"
        case .range: "`..`"
        case .rangeExclusive: "`..<`"
        case .period: "`.`"
        case .minus: "`-`"
        case .newline: "the end of the line"
        case .endOfFile: "the end of the file"
        case .unknown: "this character"
        }
    }
}
