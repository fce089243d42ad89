/// Lays a script out in its canonical form (`Documentation/Language.md`, "Format").
///
/// Tokens stay as they are written and in their order; only the white space between them changes, separators that a
/// line break makes superfluous, and the place of a comma around a comment. So the result parses to the same tree.
package struct Formatter {
    let file: SourceFile
    let comments: [SourceRange]
    /// The first comment that is not laid out yet.
    var nextComment = 0
    /// Behind the last token that was laid out.
    var cursor: Int
    /// What is being laid out, outermost first.
    var layouts: [FormatterLayout] = []
    var bracketDepth = 0
    var output: FormatterOutput

    private init(_ script: Script) {
        file = script.file
        comments = script.comments
        cursor = script.file.hasByteOrderMark ? 3 : 0
        output = FormatterOutput(source: script.file.bytes)
    }

    /// The script as UTF-8, with one newline at its end; nothing where it has neither statements nor comments.
    ///
    /// - Precondition: the script parsed without an error.
    package static func format(_ script: Script) -> [UInt8] {
        var formatter = Formatter(script)
        formatter.write(script.statements, level: 0)
        formatter.writeComments(before: script.file.bytes.count, level: 0)
        formatter.output.finish()
        // A word may begin with the scalar of a byte order mark. At the start of a file it would be dropped as one.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return formatter.output.bytes.starts(with: mark) ? mark + formatter.output.bytes : formatter.output.bytes
    }

    // MARK: - Statements

    private mutating func write(_ statements: [Statement], level: Int) {
        for statement in statements {
            skipSemicolons()
            let start = nextToken.offset
            writeComments(before: start, level: level)
            // White space would make a comment of a word that starts with `#`.
            if file.bytes[start] == UInt8(ascii: "#") { output.write(symbol: UInt8(ascii: ";"), level: level) }
            write(statement, level: level)
            output.breakLine(level: level, keepsBlank: true)
        }
    }

    private mutating func write(_ statement: Statement, level: Int) {
        guard statement.hasBlock else {
            layouts.append(FormatterLayout(.statement))
            add(statement)
            return output.write(statement: layouts.removeLast(), level: level)
        }
        let start = cursor
        let firstComment = nextComment
        if let line = inline(statement), output.fits(line, level: level) {
            return output.write(statement: line, level: level)
        }
        cursor = start
        nextComment = firstComment
        switch statement {
        case .forLoop(let loop):
            writeHead(level: level) { $0.addHead(of: loop) }
            write(loop.body, level: level)
        case .function(let function):
            writeHead(level: level) { $0.addHead(of: function) }
            write(function.body, level: level)
        case .ifElse(let choice): write(choice, level: level)
        default: break
        }
    }

    private mutating func write(_ choice: Statement.If, level: Int) {
        for (index, branch) in choice.branches.enumerated() {
            if index > 0 { writeElse(level: level) }
            writeHead(level: level) { formatter in
                if index > 0 { formatter.addSpace() }
                formatter.addToken("if")
                formatter.addSpace()
                formatter.add(branch.condition)
                formatter.addSpace()
            }
            write(branch.body, level: level)
        }
        if let otherwise = choice.otherwise {
            writeElse(level: level)
            writeHead(level: level) { $0.addSpace() }
            write(otherwise, level: level)
        }
    }

    /// `else` on the line of the `}` before it, unless comments stand between them.
    private mutating func writeElse(level: Int) {
        let offset = nextToken.offset
        if hasComments(before: offset) {
            output.breakLine(level: level, keepsBlank: false)
            writeComments(before: offset, level: level)
            output.breakLine(level: level, keepsBlank: false)
            writeHead(level: level) { $0.addToken("else") }
        } else {
            writeHead(level: level) { formatter in
                formatter.append(.space)
                formatter.addToken("else")
            }
        }
    }

    private mutating func writeHead(level: Int, _ body: (inout Formatter) -> Void) {
        layouts.append(FormatterLayout(.statement))
        body(&self)
        output.write(statement: layouts.removeLast(), level: level)
    }

    private mutating func write(_ block: Block, level: Int) {
        writeHead(level: level) { $0.addToken(block.range.first) }
        let end = Int(block.range.upper) - 1
        if !block.statements.isEmpty || hasComments(before: end) {
            output.breakLine(level: level + 1, keepsBlank: false)
            write(block.statements, level: level + 1)
            writeComments(before: end, level: level + 1)
            output.breakLine(level: level, keepsBlank: false)
        }
        writeHead(level: level) { $0.addToken(block.range.last) }
    }

    // MARK: - Blocks on one line

    /// The layout of a statement whose blocks the author wrote on one line; nil where they need several.
    private mutating func inline(_ statement: Statement) -> FormatterLayout? {
        guard let range = statement.blockRange, !spansLines(range) else { return nil }
        layouts.append(FormatterLayout(.statement))
        let isInline = addInline(statement)
        let layout = layouts.removeLast()
        return isInline ? layout : nil
    }

    private func spansLines(_ range: SourceRange) -> Bool {
        file.line(at: UInt32(nextToken.offset)) != file.line(at: range.upper - 1)
            || hasComments(before: Int(range.upper))
    }

    private mutating func addInline(_ statement: Statement) -> Bool {
        switch statement {
        case .forLoop(let loop):
            addHead(of: loop)
            return addInline(loop.body)
        case .function(let function):
            addHead(of: function)
            return addInline(function.body)
        case .ifElse(let choice):
            for (index, branch) in choice.branches.enumerated() {
                if index > 0 {
                    addSpace()
                    addToken("else")
                    addSpace()
                }
                addToken("if")
                addSpace()
                add(branch.condition)
                addSpace()
                guard addInline(branch.body) else { return false }
            }
            guard let otherwise = choice.otherwise else { return true }
            addSpace()
            addToken("else")
            addSpace()
            return addInline(otherwise)
        default:
            add(statement)
            return true
        }
    }

    private mutating func addInline(_ block: Block) -> Bool {
        guard block.statements.count <= 1 else { return false }
        addToken(block.range.first)
        if let statement = block.statements.first {
            skipSemicolons()
            guard file.bytes[nextToken.offset] != UInt8(ascii: "#") else { return false }
            addSpace()
            guard addInline(statement) else { return false }
            addSpace()
        }
        addToken(block.range.last)
        return true
    }
}

extension SourceRange {
    fileprivate var first: SourceRange { SourceRange(Int(lower), Int(lower) + 1) }
    fileprivate var last: SourceRange { SourceRange(Int(upper) - 1, Int(upper)) }
}

extension Statement {
    fileprivate var hasBlock: Bool { blockRange != nil }

    fileprivate var blockRange: SourceRange? {
        switch self {
        case .forLoop(let loop): loop.range
        case .function(let function): function.range
        case .ifElse(let choice): choice.range
        default: nil
        }
    }
}
