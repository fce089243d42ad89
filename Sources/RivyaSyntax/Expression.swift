/// An expression, as written. Chains of one precedence level are flat, so that a long sum is no deep tree.
///
/// Leaves lie in the expression itself: most expressions are leaves, and a box for each is what a parser would mostly do.
package enum Expression: Sendable {
    case null(SourceRange)
    case bool(Bool, SourceRange)
    case number(Number, SourceRange)
    /// A bare word: a string that needs no quotes.
    case word(String, SourceRange)
    /// A quoted string.
    case string(StringLiteral)
    /// `$name`
    case variable(Identifier)
    /// `base.field`, `base[index]`, any number of them.
    indirect case path(Path)
    indirect case call(Call)
    case list(List)
    case record(Record)
    /// `-a`, `not a`
    indirect case prefix(Prefix)
    /// `a + b - c`, `a and b and c`: operators of one precedence level, grouped from the left.
    indirect case chain(Chain)
    /// `a == b`: comparisons do not chain.
    indirect case comparison(Comparison)
    /// `a..b by step`
    indirect case range(Range)
    /// `if c then a else b`
    indirect case conditional(Conditional)
    /// `[a for x in xs if c]`
    indirect case comprehension(Comprehension)
    /// `gen ...` as a value
    indirect case gen(Gen)
    /// `(a)`
    indirect case group(Expression, SourceRange)
    /// Something that did not parse; a diagnostic says why.
    case malformed(SourceRange)

    package struct StringLiteral: Sendable {
        package enum Form: Sendable {
            case quoted
            case raw
            case multiline
        }

        package enum Part: Sendable {
            case text(String)
            case value(Expression)
        }

        package var form: Form
        package var parts: [Part]
        package var range: SourceRange

        /// The text, where nothing is interpolated.
        package var constant: String? {
            if parts.isEmpty { return "" }
            if parts.count == 1, case .text(let text) = parts[0] { return text }
            return nil
        }
    }

    package struct Path: Sendable {
        package enum Step: Sendable {
            /// The range of the name alone, without its period.
            case field(Identifier)
            case index(Expression, SourceRange)
        }

        package var base: Expression
        package var steps: [Step]
        package var range: SourceRange
    }

    package struct List: Sendable {
        package var items: [Expression]
        package var range: SourceRange
    }

    package struct Record: Sendable {
        package struct Field: Sendable {
            package var key: Identifier
            package var isQuoted: Bool
            package var value: Expression
        }

        package var fields: [Field]
        package var range: SourceRange
    }

    package struct Prefix: Sendable {
        package enum Operator: Sendable {
            case minus
            case not
        }

        package var `operator`: Operator
        package var operand: Expression
        package var range: SourceRange
    }

    package struct Chain: Sendable {
        package enum Operator: Sendable {
            case or, and, add, subtract, multiply, divide, remainder
        }

        package struct Link: Sendable {
            package var `operator`: Operator
            package var operatorRange: SourceRange
            package var operand: Expression
        }

        package var first: Expression
        package var links: [Link]
        package var range: SourceRange
    }

    package struct Comparison: Sendable {
        package enum Operator: Sendable {
            case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains
        }

        package var `operator`: Operator
        package var operatorRange: SourceRange
        package var left: Expression
        package var right: Expression
        package var range: SourceRange
    }

    package struct Range: Sendable {
        package var lower: Expression
        package var upper: Expression
        package var includesUpper: Bool
        package var step: Expression?
        package var range: SourceRange
    }

    package struct Conditional: Sendable {
        package var condition: Expression
        package var then: Expression
        package var otherwise: Expression
        package var range: SourceRange
    }

    package struct Comprehension: Sendable {
        package enum Part: Sendable {
            case loop(ForClause)
            case condition(Expression)
        }

        package var element: Expression
        /// The first is a loop.
        package var parts: [Part]
        package var range: SourceRange
    }

    package var range: SourceRange {
        switch self {
        case .null(let range), .bool(_, let range), .number(_, let range), .word(_, let range),
            .group(_, let range), .malformed(let range):
            range
        case .string(let literal): literal.range
        case .variable(let identifier): identifier.range
        case .path(let path): path.range
        case .call(let call): call.range
        case .list(let list): list.range
        case .record(let record): record.range
        case .prefix(let prefix): prefix.range
        case .chain(let chain): chain.range
        case .comparison(let comparison): comparison.range
        case .range(let range): range.range
        case .conditional(let conditional): conditional.range
        case .comprehension(let comprehension): comprehension.range
        case .gen(let gen): gen.range
        }
    }
}
