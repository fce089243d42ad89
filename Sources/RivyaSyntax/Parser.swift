/// Reads a script by recursive descent.
///
/// Each `parseX` carries its production above it (`Documentation/Grammar.md`) and uses four verbs: `peek` looks,
/// `accept` takes a token if it is there, `expect` takes it or reports, `presume` takes what the caller has seen.
///
/// The parser accepts a little more than the language has; `RivyaLanguage` rejects the rest, with better messages. After an error it goes on at the next
/// statement, so that one run reports every error of a file.
package struct Parser {
    /// What came of one text.
    package struct Result {
        package var script: Script
        /// In the order found.
        package var diagnostics: [Diagnostic]
        /// The text ended inside a bracket, a block or a multi-line string: more lines could complete it.
        package var isIncomplete: Bool
    }

    /// Brackets, blocks, calls, conditionals and prefix operators inside each other, together.
    package static let maximumNesting = 64
    /// In bytes of UTF-8.
    package static let maximumStringLength = 1 << 20
    /// In bytes.
    package static let maximumScriptLength = 16 << 20

    /// A statement did not parse; the diagnostic is recorded. Says where to go on.
    enum Failure: Error {
        /// Behind the statement: where its brackets are closed again.
        case statement
        /// At the end of the line, because the rest of the text cannot be trusted (an open string).
        case line
    }

    enum NewlineMode {
        case endsStatement
        case separatesItems
        case isSpace
    }

    struct OpenBracket {
        var kind: Token.Kind
        var range: SourceRange
    }

    let file: SourceFile
    var lexer: Lexer
    var lookahead: Token?
    var previousEnd = 0
    var diagnostics: [Diagnostic] = []
    var depth = 0
    var openBrackets: [OpenBracket] = []
    var blockDepth = 0
    var isIncomplete = false
    /// Set where a statement could be built although a part of it did not parse.
    var failure: Failure?
    private var hasReportedNesting = false
    /// Bytes that recovery may still read only to come back: what looks for the end of an open bracket reads the rest
    /// of the text, and a text may have one on each line.
    var rescanAllowance: Int
    /// Strings that were read to their end.
    var stringRanges: [SourceRange] = []
    let holdsMoreThanASCII: Bool
    /// The line that was measured last: a line may hold many strings.
    private var measuredLine = 0..<0

    var newlineMode = NewlineMode.endsStatement {
        didSet { lexer.newlinesAreSpaces = newlineMode == .isSpace }
    }

    private init(file: SourceFile, bytes: UnsafeBufferPointer<UInt8>) {
        self.file = file
        let start = file.hasByteOrderMark ? 3 : 0
        lexer = Lexer(bytes: bytes, from: start)
        holdsMoreThanASCII = firstBeyondASCII(in: bytes, from: start) != nil
        rescanAllowance = (1 << 20) + 4 * bytes.count
    }

    /// Parses a whole text. Never fails: what could not be read is in `diagnostics`.
    package static func parse(_ file: SourceFile) -> Result {
        file.bytes.withUnsafeBufferPointer { bytes in
            if let diagnostic = firstTextProblem(of: file, bytes: bytes) {
                return Result(
                    script: Script(file: file, statements: [], comments: []), diagnostics: [diagnostic],
                    isIncomplete: false)
            }
            var parser = Parser(file: file, bytes: bytes)
            let statements = parser.parseStatements()
            parser.remarkUnusualCharacters()
            return Result(
                script: Script(file: file, statements: statements, comments: parser.lexer.comments),
                diagnostics: parser.diagnostics,
                isIncomplete: parser.isIncomplete
            )
        }
    }

    /// Parses a text that is one expression, such as a filter on the command line; nil where it is not, and then
    /// `diagnostics` says why.
    package static func parseLoneExpression(
        _ file: SourceFile
    ) -> (expression: Expression?, diagnostics: [Diagnostic]) {
        file.bytes.withUnsafeBufferPointer { bytes in
            if let diagnostic = firstTextProblem(of: file, bytes: bytes) { return (nil, [diagnostic]) }
            var parser = Parser(file: file, bytes: bytes)
            parser.newlineMode = .isSpace
            do throws(Failure) {
                let expression = try parser.parseExpression()
                try parser.expect(.endOfFile, "an operator or the end")
                return (parser.diagnostics.isEmpty ? expression : nil, parser.diagnostics)
            } catch {
                return (nil, parser.diagnostics)
            }
        }
    }

    /// What makes a text no script at all.
    private static func firstTextProblem(of file: SourceFile, bytes: UnsafeBufferPointer<UInt8>) -> Diagnostic? {
        if bytes.count > maximumScriptLength {
            return Diagnostic(
                .scriptTooLarge, "the script is larger than 16 MiB", file: file, range: .start,
                help: "move data into files that the script reads, and parts of the script into imports")
        }
        if let zero = firstIndex(of: 0, in: bytes) {
            return Diagnostic(
                .binaryScript, "this is not a text file: it holds a zero byte", file: file,
                range: SourceRange(zero, zero + 1), help: "give the path of a `.rivya` script")
        }
        if let invalid = firstInvalidUTF8(in: bytes) {
            return Diagnostic(
                .invalidUTF8, "the script is not valid UTF-8", file: file, range: SourceRange(invalid, invalid + 1),
                help: "save the file as UTF-8")
        }
        return nil
    }

    // MARK: - Verbs
    // What they would say is put together only where it is said.

    mutating func peek() -> Token {
        if let lookahead { return lookahead }
        let token = lexer.next()
        lookahead = token
        return token
    }

    @discardableResult
    mutating func presume(_ kind: Token.Kind) -> Token {
        let token = peek()
        assert(token.kind == kind)
        lookahead = nil
        previousEnd = token.upper
        return token
    }

    mutating func accept(_ kind: Token.Kind) -> Bool {
        guard peek().kind == kind else { return false }
        presume(kind)
        return true
    }

    @discardableResult
    mutating func expect(
        _ kind: Token.Kind, _ purpose: @autoclosure () -> String, help: @autoclosure () -> String? = nil
    ) throws(Failure) -> Token {
        guard peek().kind == kind else { throw unexpected(purpose(), help: help()) }
        return presume(kind)
    }

    /// Goes back to a token that was looked at, so that it is read again.
    mutating func rewind(to token: Token) {
        lexer.offset = token.lower
        lookahead = nil
    }

    /// Goes on reading at a byte offset.
    mutating func move(to offset: Int) {
        lexer.offset = offset
        lookahead = nil
        previousEnd = offset
    }

    // The next three are inlined, because a call would copy the parser, and with it every array that it holds.

    @inline(__always)
    func isWord(_ token: Token, _ text: StaticString) -> Bool {
        guard token.kind == .word, token.upper - token.lower == text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where lexer.bytes[token.lower + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    mutating func peekWord(_ text: StaticString) -> Bool {
        let token = peek()
        return isWord(token, text)
    }

    mutating func acceptWord(_ text: StaticString) -> Bool {
        guard peekWord(text) else { return false }
        presume(.word)
        return true
    }

    @inline(__always)
    func text(_ token: Token) -> String { text(token.lower, token.upper) }

    @inline(__always)
    func text(_ lower: Int, _ upper: Int) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: lexer.bytes[lower..<upper]), as: UTF8.self)
    }

    /// The end of the line that holds an offset: its newline, or the end of the text that may be read.
    mutating func lineEnd(from offset: Int) -> Int {
        if !(measuredLine.lowerBound...measuredLine.upperBound).contains(offset) || measuredLine.isEmpty {
            measuredLine = offset..<(firstIndex(of: 0x0A, in: lexer.bytes, from: offset) ?? lexer.bytes.count)
        }
        return min(measuredLine.upperBound, lexer.limit)
    }

    // MARK: - Nesting

    /// Counts one level of nesting.
    mutating func descend(at range: SourceRange) throws(Failure) {
        depth += 1
        guard depth > Self.maximumNesting else { return }
        if !hasReportedNesting {
            hasReportedNesting = true
            report(
                .nestingTooDeep, "this is nested more than \(Self.maximumNesting) levels deep", range,
                help: "give parts of it names with `let` or `def`")
        }
        throw .statement
    }

    /// Reads what stands between brackets; the opening one has been taken, `body` takes the closing one.
    mutating func bracketed<T>(
        _ open: Token, _ mode: NewlineMode, _ body: (inout Parser) throws(Failure) -> T
    ) throws(Failure) -> T {
        try descend(at: open.range)
        let outerMode = newlineMode
        newlineMode = mode
        openBrackets.append(OpenBracket(kind: open.kind, range: open.range))
        let result = try body(&self)
        openBrackets.removeLast()
        newlineMode = outerMode
        depth -= 1
        return result
    }

    // MARK: - Reports

    mutating func report(
        _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String? = nil, help: String? = nil,
        notes: [Diagnostic.Note] = []
    ) {
        diagnostics.append(
            Diagnostic(
                code, message, file: file, range: range, labels: label.map { [.init(range, $0)] } ?? [], notes: notes,
                help: help))
    }

    /// Reports the token that does not fit.
    mutating func unexpected(_ purpose: String, help: String? = nil) -> Failure {
        let token = peek()
        if let gen = bareGen(before: token) {
            report(
                .unexpectedToken, "a `gen` inside of something else needs parentheses", gen,
                help: "write `(gen MODEL \"prompt\" ...)`")
            return .statement
        }
        if token.kind == .endOfFile, lexer.limit == lexer.bytes.count, !openBrackets.isEmpty || blockDepth > 0 {
            isIncomplete = true
        }
        if token.kind == .unknown {
            report(
                .unexpectedToken, "\(shown(token)) has no meaning here", token.range, label: "expected \(purpose)",
                help: help ?? unknownHelp(token))
        } else {
            report(.unexpectedToken, "expected \(purpose), found \(shown(token))", token.range, help: help)
        }
        return .statement
    }

    func shown(_ token: Token) -> String {
        switch token.kind {
        case .word, .number, .variable, .unknown:
            let text = text(token)
            return text.unicodeScalars.count > 40 ? token.kind.name : "`\(text)`"
        default: return token.kind.name
        }
    }

    private func unknownHelp(_ token: Token) -> String? {
        switch lexer.byte(at: token.lower) {
        case UInt8(ascii: "$"): "a variable is `$name`; put text with a dollar sign in quotes"
        default: "put text with this character in quotes"
        }
    }
}
