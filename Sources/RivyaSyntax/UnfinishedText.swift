/// What is open where a text breaks off, and what stands before it there: enough to say what could follow.
///
/// The text is cut by the `Lexer` that the parser uses, but never parsed: half a statement has no tree. Whatever is
/// wrong in it is passed over.
package struct UnfinishedText {
    /// A part of a statement or of an item. What stands in closed brackets is one piece.
    package struct Piece {
        package enum Kind {
            case word, number
            /// With its fields and places: `$shots[0].prompt`.
            case variable
            /// A closed string; its text is what stands between the quotes, as written.
            case string
            /// Closed brackets with what they hold, as written.
            case group
            case equals
            /// An operator, or a comma between clauses.
            case sign
        }

        package var kind: Kind
        package var text: String
        /// Nothing but white space stands before it.
        package var isSpaced: Bool
        var upper: Int
    }

    /// The text itself, or brackets that are not closed yet.
    package struct Construct {
        package enum Kind: Equatable {
            /// The text, or a block.
            case statements
            case parentheses
            /// The arguments of the function with this name.
            case call(String)
            case list, record
        }

        package var kind: Kind
        /// White space stands before the bracket.
        package var isSpaced: Bool
        /// The statement or the item that is not finished.
        package var pieces: [Piece] = []
        /// The statements or items before it.
        package var earlier: [[Piece]] = []
        var lower = 0
    }

    package enum Quote {
        case raw, quoted, multiline
    }

    /// What the text ends with.
    package enum End {
        /// White space, an operator or a bracket: something new starts here. False where it would touch what is there.
        case nothing(isSpaced: Bool)
        /// A word, a number or a variable that may go on.
        case word(Piece)
        /// Inside a string; `source` is what stands behind the quote.
        case string(Quote, source: String, isSpaced: Bool)
        /// Inside a string: a variable `$na`, or a path `${row.pr`, as written.
        case interpolation(String)
        case comment
    }

    /// From the text itself inward; never empty.
    package let constructs: [Construct]
    package let end: End

    package init(_ text: String) {
        let bytes = Array(text.utf8)
        (constructs, end) = bytes.withUnsafeBufferPointer { buffer in
            var scanner = Scanner(buffer)
            return scanner.scan()
        }
    }
}

extension UnfinishedText {
    private struct OpenString {
        var quote: Quote
        /// Where the content starts.
        var lower: Int
        var isSpaced: Bool
        /// So many constructs are open around it.
        var depth: Int
    }

    private struct Scanner {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var lexer: Lexer
        private var constructs = [Construct(kind: .statements, isSpaced: true)]
        private var strings: [OpenString] = []

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            lexer = Lexer(bytes: bytes, from: 0)
        }

        mutating func scan() -> ([Construct], End) {
            while true {
                let end: End?
                if let string = strings.last, string.depth == constructs.count {
                    end = scanString(string)
                } else {
                    end = scanToken()
                }
                if let end { return (constructs, end) }
            }
        }

        // MARK: - Constructs

        private var top: Construct {
            get { constructs[constructs.count - 1] }
            _modify { yield &constructs[constructs.count - 1] }
        }

        private mutating func scanToken() -> End? {
            switch top.kind {
            case .parentheses, .call: lexer.newlinesAreSpaces = true
            case .statements, .list, .record: lexer.newlinesAreSpaces = false
            }
            let token = lexer.next()
            switch token.kind {
            case .endOfFile:
                guard lexer.limit == bytes.count else {
                    leaveLine()
                    return nil
                }
                return finish(token)
            case .newline: separate()
            case .semicolon:
                if top.kind == .statements { separate() }
            case .comma:
                if top.kind == .statements { append(.sign, token) } else { separate() }
            case .leftParen: open(parenthesesKind(token), token)
            case .leftBracket: open(.list, token)
            case .leftBrace: open(opensBlock ? .statements : .record, token)
            case .rightParen, .rightBracket, .rightBrace: close(token)
            case .quote: openString(token)
            case .variable:
                append(.variable, token)
                appendFields()
            case .word, .number: appendWord(token)
            case .equals: append(.equals, token)
            default: append(.sign, token)
            }
            return nil
        }

        private mutating func finish(_ token: Token) -> End {
            if let comment = lexer.comments.last, comment.upper == bytes.count { return .comment }
            guard let last = top.pieces.last, last.upper == bytes.count else {
                return .nothing(isSpaced: top.pieces.isEmpty || token.lower > top.pieces[top.pieces.count - 1].upper)
            }
            switch last.kind {
            case .word, .number, .variable:
                top.pieces.removeLast()
                return .word(last)
            case .sign where last.text == "$":
                top.pieces.removeLast()
                return .word(last)
            case .string, .group, .equals, .sign:
                return .nothing(isSpaced: false)
            }
        }

        private func text(_ lower: Int, _ upper: Int) -> String {
            String(decoding: UnsafeBufferPointer(rebasing: bytes[lower..<upper]), as: UTF8.self)
        }

        private mutating func append(_ kind: Piece.Kind, _ token: Token) {
            let text = text(token.lower, token.upper)
            top.pieces.append(Piece(kind: kind, text: text, isSpaced: token.isSpaced, upper: token.upper))
        }

        /// Behind `key=` a word may hold `=` and `&`.
        private mutating func appendWord(_ token: Token) {
            append(token.kind == .number ? .number : .word, token)
            let last = top.pieces.count - 1
            guard !token.isSpaced, last > 1, top.pieces[last - 1].kind == .equals, !top.pieces[last - 1].isSpaced
            else { return }
            let end = lexer.wordEnd(from: token.lower, takesEquals: true)
            guard end > token.upper else { return }
            top.pieces[last] = Piece(
                kind: .word, text: text(token.lower, end), isSpaced: false, upper: end)
            lexer.offset = end
        }

        /// The `.field`s directly behind a variable belong to it, also a `.` with no field yet.
        private mutating func appendFields() {
            let last = top.pieces.count - 1
            while lexer.byte(at: lexer.offset) == UInt8(ascii: ".") {
                let end = lexer.identifierEnd(from: lexer.offset + 1)
                guard end > lexer.offset + 1 || end == lexer.limit else { return }
                top.pieces[last].text += text(lexer.offset, end)
                top.pieces[last].upper = end
                lexer.offset = end
            }
        }

        private mutating func separate() {
            guard !top.pieces.isEmpty else { return }
            top.earlier.append(top.pieces)
            top.pieces = []
        }

        /// A bracket directly behind a word holds a call's arguments.
        private func parenthesesKind(_ token: Token) -> Construct.Kind {
            guard !token.isSpaced, let last = top.pieces.last, last.kind == .word else { return .parentheses }
            return .call(last.text)
        }

        /// Whether `{` opens a block here, and not a record.
        private var opensBlock: Bool {
            guard top.kind == .statements, let first = top.pieces.first, let last = top.pieces.last else {
                return false
            }
            guard ["for", "if", "else", "def"].contains(first.text) else { return false }
            switch last.kind {
            case .equals, .sign: return false
            case .word: return !["in", "and", "or", "not", "if", "for"].contains(last.text)
            default: return true
            }
        }

        private mutating func open(_ kind: Construct.Kind, _ token: Token) {
            constructs.append(Construct(kind: kind, isSpaced: token.isSpaced, lower: token.lower))
        }

        private mutating func close(_ token: Token) {
            guard constructs.count > 1, let construct = constructs.last else { return }
            let fits: Bool =
                switch (construct.kind, token.kind) {
                case (.parentheses, .rightParen), (.call, .rightParen), (.list, .rightBracket),
                    (.statements, .rightBrace), (.record, .rightBrace):
                    true
                default: false
                }
            // One that closes nothing is a mistake to be passed over.
            guard fits else { return }
            constructs.removeLast()
            // An expression inside a string is a part of the string.
            if let string = strings.last, string.depth == constructs.count { return }
            let source = text(construct.lower, token.upper)
            if construct.kind == .list, !construct.isSpaced, top.pieces.last?.kind == .variable {
                top.pieces[top.pieces.count - 1].text += source
                top.pieces[top.pieces.count - 1].upper = token.upper
                appendFields()
            } else {
                top.pieces.append(
                    Piece(kind: .group, text: source, isSpaced: construct.isSpaced, upper: token.upper))
            }
        }

        // MARK: - Strings

        private mutating func openString(_ token: Token) {
            var string = OpenString(
                quote: .quoted, lower: token.upper, isSpaced: token.isSpaced, depth: constructs.count)
            if bytes[token.lower] == UInt8(ascii: "'") {
                string.quote = .raw
            } else if lexer.byte(at: token.upper) == UInt8(ascii: "\""),
                lexer.byte(at: token.upper + 1) == UInt8(ascii: "\"")
            {
                string.quote = .multiline
                string.lower += 2
                lexer.offset += 2
            }
            if string.quote != .multiline {
                // What a one-line string holds ends with its line, also what it interpolates.
                var end = token.upper
                while end < lexer.limit, bytes[end] != 0x0A { end += 1 }
                lexer.limit = end
            }
            strings.append(string)
        }

        /// Reads on in a string until it ends, an expression in it starts, or the text ends.
        private mutating func scanString(_ string: OpenString) -> End? {
            var index = lexer.offset
            while index < lexer.limit {
                switch bytes[index] {
                case UInt8(ascii: "'") where string.quote == .raw:
                    closeString(string, at: index, length: 1)
                    return nil
                case UInt8(ascii: "\"") where string.quote == .quoted:
                    closeString(string, at: index, length: 1)
                    return nil
                case UInt8(ascii: "\"") where string.quote == .multiline:
                    if lexer.byte(at: index + 1) == UInt8(ascii: "\""), lexer.byte(at: index + 2) == UInt8(ascii: "\"")
                    {
                        closeString(string, at: index, length: 3)
                        return nil
                    }
                    index += 1
                case UInt8(ascii: "\\") where string.quote != .raw:
                    index += 2
                case UInt8(ascii: "$") where string.quote != .raw:
                    if lexer.byte(at: index + 1) == UInt8(ascii: "(") {
                        lexer.offset = index + 2
                        constructs.append(Construct(kind: .parentheses, isSpaced: true, lower: index + 1))
                        return nil
                    }
                    let end = interpolationEnd(from: index)
                    if end == bytes.count { return .interpolation(text(index, end)) }
                    index = end
                default:
                    index += 1
                }
            }
            guard lexer.limit == bytes.count else {
                leaveLine()
                return nil
            }
            return .string(
                string.quote, source: text(string.lower, bytes.count), isSpaced: string.isSpaced)
        }

        /// Behind `$name`, or where `${path` stops; behind the closing brace of one.
        private func interpolationEnd(from dollar: Int) -> Int {
            guard lexer.byte(at: dollar + 1) == UInt8(ascii: "{") else { return lexer.identifierEnd(from: dollar + 1) }
            var index = dollar + 2
            while index < lexer.limit, bytes[index] != UInt8(ascii: "}"), bytes[index] != UInt8(ascii: "\"") {
                index += 1
            }
            return index
        }

        private mutating func closeString(_ string: OpenString, at index: Int, length: Int) {
            strings.removeLast()
            let content = text(string.lower, index)
            lexer.offset = index + length
            restoreLimit()
            top.pieces.append(
                Piece(kind: .string, text: content, isSpaced: string.isSpaced, upper: index + length))
        }

        /// The end of a line that a string was not closed on: it is taken as closed there.
        private mutating func leaveLine() {
            let end = lexer.limit
            guard let outermost = strings.firstIndex(where: { $0.quote != .multiline }) else { return }
            constructs.removeSubrange(strings[outermost].depth...)
            strings.removeSubrange(outermost...)
            lexer.offset = end
            restoreLimit()
        }

        private mutating func restoreLimit() {
            if strings.allSatisfy({ $0.quote == .multiline }) { lexer.limit = bytes.count }
        }
    }
}
