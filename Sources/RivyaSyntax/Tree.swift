/// A whole script, as written.
package struct Script: Sendable {
    package var file: SourceFile
    package var statements: [Statement]
    /// Comments in order, from `#` to the end of the line. The tree does not know them; the formatter does.
    package var comments: [SourceRange]
}

/// An identifier where it is declared or named, without its `$`.
package struct Identifier: Sendable {
    package var name: String
    package var range: SourceRange

    package init(name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}

/// Statements between braces.
package struct Block: Sendable {
    package var statements: [Statement]
    /// From `{` to `}`.
    package var range: SourceRange
}

package indirect enum Statement: Sendable {
    case letBinding(Let)
    case assignment(Assignment)
    case param(Param)
    case gen(Gen)
    case forLoop(For)
    case ifElse(If)
    case function(Function)
    case breakLoop(SourceRange)
    case continueLoop(SourceRange)
    case returnValue(Return)
    case call(Call)
    case print(Print)
    case wait(Wait)
    case defaults(Defaults)
    case set(Set)
    case importFile(Import)
    case assert(Assert)
    case fail(Fail)
    /// A bare expression: an error in a file, printed at the REPL.
    case expression(Expression)

    /// `let name = value`
    package struct Let: Sendable {
        package var name: Identifier
        package var value: Expression
        package var range: SourceRange
    }

    /// `$name = value`
    package struct Assignment: Sendable {
        /// Its range includes the `$`.
        package var name: Identifier
        package var value: Expression
        package var range: SourceRange
    }

    /// `param name = value`
    package struct Param: Sendable {
        package var name: Identifier
        package var value: Expression
        package var range: SourceRange
    }

    /// `for a in xs, (b, c) in ys { ... }`
    package struct For: Sendable {
        package var clauses: [ForClause]
        package var body: Block
        package var range: SourceRange
    }

    /// `if cond { ... } else if cond { ... } else { ... }`
    package struct If: Sendable {
        package struct Branch: Sendable {
            package var condition: Expression
            package var body: Block
        }

        package var branches: [Branch]
        package var otherwise: Block?
        package var range: SourceRange
    }

    /// `def name(a, b=5) { ... }`
    package struct Function: Sendable {
        package struct Parameter: Sendable {
            package var name: Identifier
            package var defaultValue: Expression?
        }

        package var name: Identifier
        package var parameters: [Parameter]
        /// The parameters did not all parse: neither calls nor the body can be checked against them.
        package var isIncomplete = false
        package var body: Block
        package var range: SourceRange
    }

    /// `return` or `return value`
    package struct Return: Sendable {
        package var value: Expression?
        package var range: SourceRange
    }

    /// `print item item`
    package struct Print: Sendable {
        package var items: [Expression]
        package var range: SourceRange
    }

    /// `wait` or `wait item item`
    package struct Wait: Sendable {
        package var items: [Expression]
        package var range: SourceRange
    }

    /// `defaults MODEL key=value ...`
    package struct Defaults: Sendable {
        package var model: Expression
        package var arguments: [Gen.Argument]
        package var range: SourceRange
    }

    /// `set NAME VALUE`
    package struct Set: Sendable {
        package var name: Identifier
        package var value: Expression
        package var range: SourceRange
    }

    /// `import "path"`
    package struct Import: Sendable {
        package var path: String
        package var pathRange: SourceRange
        package var range: SourceRange
    }

    /// `assert cond` or `assert cond "message"`
    package struct Assert: Sendable {
        package var condition: Expression
        package var message: Expression?
        package var range: SourceRange
    }

    /// `fail "message"`
    package struct Fail: Sendable {
        package var message: Expression
        package var range: SourceRange
    }
}

/// `pattern in iterable`, of a loop or a comprehension.
package struct ForClause: Sendable {
    /// One name, or several in parentheses that take each item apart.
    package var names: [Identifier]
    package var takesApart: Bool
    package var iterable: Expression
    package var range: SourceRange
}

/// `gen MODEL [PROMPT] [key=value]... [...record]... [--option value]...`
package struct Gen: Sendable {
    /// `key=value`
    package struct Argument: Sendable {
        package var key: Identifier
        package var value: Expression
    }

    /// `...record`
    package struct Spread: Sendable {
        package var value: Expression
        /// The three dots.
        package var range: SourceRange
    }

    /// `--name value`; the identifier is without its dashes, its range with them.
    package struct Option: Sendable {
        package var name: Identifier
        package var value: Expression
    }

    package enum Item: Sendable {
        case argument(Argument)
        case spread(Spread)
        case option(Option)
    }

    package var model: Expression
    package var prompt: Expression?
    package var items: [Item]
    /// The word `gen`.
    package var keyword: SourceRange
    package var range: SourceRange
}

/// `name(args)`
package struct Call: Sendable {
    package struct Argument: Sendable {
        /// nil for a positional argument.
        package var name: Identifier?
        package var value: Expression
    }

    package var name: Identifier
    package var arguments: [Argument]
    package var range: SourceRange
}
