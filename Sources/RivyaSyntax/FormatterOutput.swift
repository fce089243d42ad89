/// Writes layouts and decides where their lines end.
///
/// White space is written late, just before what follows it: a comment may come in between, and a word that starts
/// with `#` must not have any.
struct FormatterOutput {
    static let maximumColumns = 100
    private static let indentation = 4

    private enum WhiteSpace {
        case none
        case space
        case line(level: Int, keepsBlank: Bool)
    }

    private let source: [UInt8]
    private(set) var bytes: [UInt8] = []
    private var column = 0
    private var pending = WhiteSpace.none
    private var endsWithComment = false

    init(source: [UInt8]) {
        self.source = source
        bytes.reserveCapacity(source.count + source.count / 8)
    }

    // MARK: - Lines

    /// What follows goes on a line of its own.
    /// - Parameter keepsBlank: whether a blank line that the author had before it stays.
    mutating func breakLine(level: Int, keepsBlank: Bool) {
        pending = .line(level: level, keepsBlank: keepsBlank)
    }

    /// Ends the last line.
    mutating func finish() {
        if !bytes.isEmpty { endLine(level: 0, hasBlank: false) }
    }

    private mutating func endLine(level: Int, hasBlank: Bool) {
        // A word may end with a backslash, which would join the lines.
        if bytes.last == UInt8(ascii: "\\"), !endsWithComment { bytes.append(0x20) }
        bytes.append(0x0A)
        if hasBlank { bytes.append(0x0A) }
        column = level * Self.indentation
        bytes.append(contentsOf: repeatElement(0x20, count: column))
    }

    /// Writes the white space that is due.
    /// - Parameters:
    ///   - offset: where what follows stands in the source.
    ///   - level: where a line goes on that only a comment ends.
    private mutating func settle(before offset: Int?, level: Int) {
        switch pending {
        case .line(let level, let keepsBlank):
            if bytes.isEmpty { break }
            endLine(level: level, hasBlank: keepsBlank && offset.map { newlines(before: $0) > 1 } ?? false)
        case .space, .none:
            if endsWithComment {
                endLine(level: level, hasBlank: false)
            } else if case .space = pending {
                append(0x20)
            }
        }
        pending = .none
        endsWithComment = false
    }

    /// Newlines in a row before an offset of the source, looked for over the separators before it.
    private func newlines(before offset: Int) -> Int {
        var index = offset
        var count = 0
        var most = 0
        while index > 0 {
            switch source[index - 1] {
            case 0x0A:
                count += 1
                most = max(most, count)
            case 0x20, 0x09, 0x0B, 0x0C, 0x0D: break
            case UInt8(ascii: ","), UInt8(ascii: ";"): count = 0
            default: return most
            }
            index -= 1
        }
        return most
    }

    // MARK: - Text

    private mutating func append(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }

    /// Writes a symbol that the source need not have.
    mutating func write(symbol: UInt8, level: Int) {
        settle(before: nil, level: level)
        append(symbol)
    }

    private mutating func write(token range: SourceRange, level: Int) {
        let lower = Int(range.lower)
        if source[lower] == UInt8(ascii: "#"), !endsWithComment { pending = .none }
        settle(before: lower, level: level)
        let start = bytes.count
        var lineStart = start
        for index in lower..<Int(range.upper) {
            let byte = source[index]
            // A carriage return before another one is text of a string, and would end a line without it.
            if byte == 0x0D, index + 1 < Int(range.upper), source[index + 1] == 0x0A, source[index - 1] != 0x0D {
                continue
            }
            bytes.append(byte)
            if byte == 0x0A { lineStart = bytes.count }
        }
        if lineStart > start { column = 0 }
        column += displayColumns(of: bytes[lineStart...])
    }

    /// - Parameter level: where it goes if it stands on a line of its own in the middle of an expression.
    mutating func write(comment range: SourceRange, level: Int) {
        let lower = Int(range.lower)
        if bytes.isEmpty || endsWithComment || newlines(before: lower) > 0 {
            var (level, keepsBlank) = (level, false)
            if case .line(let lineLevel, let blank) = pending { (level, keepsBlank) = (lineLevel, blank) }
            if !bytes.isEmpty { endLine(level: level, hasBlank: keepsBlank && newlines(before: lower) > 1) }
            pending = .line(level: level, keepsBlank: true)
        } else {
            append(0x20)
            append(0x20)
        }
        var upper = Int(range.upper)
        while upper > lower, isSpace(source[upper - 1]) { upper -= 1 }
        bytes.append(contentsOf: source[lower..<upper])
        endsWithComment = true
    }

    // MARK: - Layouts

    /// Whether a statement fits on one line.
    func fits(_ layout: FormatterLayout, level: Int) -> Bool {
        !layout.endsLine && level * Self.indentation + layout.columns <= Self.maximumColumns
    }

    /// - Parameter level: the indentation of the line that it starts on.
    mutating func write(statement layout: FormatterLayout, level: Int) {
        write(layout, level: level, isBroken: false, inBrokenBracket: false)
    }

    private mutating func write(
        _ layout: FormatterLayout, level outerLevel: Int, isBroken: Bool, inBrokenBracket: Bool, hugs: Bool = false
    ) {
        var level = outerLevel
        if isBroken, layout.isBracket { level += 1 }
        for piece in layout.pieces {
            switch piece {
            case .token(let range): write(token: range, level: level + 1)
            case .comment(let range): write(comment: range, level: level + 1)
            case .layout(let inner):
                write(inner: inner, level: level, inBrokenBracket: inBrokenBracket, mustBreak: hugs)
            case .space: pending = .space
            case .join:
                level = outerLevel + 1
                append(0x20)
                append(UInt8(ascii: "\\"))
                bytes.append(0x0A)
                column = level * Self.indentation
                bytes.append(contentsOf: repeatElement(0x20, count: column))
            case .kept: pending = isBroken ? .line(level: level + 1, keepsBlank: false) : .space
            case .opening: if isBroken { pending = .line(level: level, keepsBlank: false) }
            case .closing: if isBroken { pending = .line(level: outerLevel, keepsBlank: false) }
            case .item: pending = isBroken ? .line(level: level, keepsBlank: true) : .space
            case .link:
                if isBroken, case .operation(let indents) = layout.kind { level = outerLevel + (indents ? 1 : 0) }
                pending = isBroken ? .line(level: level, keepsBlank: false) : .space
            case .comma: write(symbol: UInt8(ascii: ","), level: level)
            case .flatComma: if !isBroken { write(symbol: UInt8(ascii: ","), level: level) }
            case .brokenComma: if isBroken { write(symbol: UInt8(ascii: ","), level: level) }
            }
        }
    }

    private mutating func write(
        inner layout: FormatterLayout, level: Int, inBrokenBracket: Bool, mustBreak: Bool
    ) {
        let start = startColumn(level: level)
        let isTooLong = start + layout.columns > Self.maximumColumns && start < Self.maximumColumns
        guard layout.isBracket else {
            let isBroken = inBrokenBracket && (layout.isLoose || isTooLong)
            return write(layout, level: level, isBroken: isBroken, inBrokenBracket: inBrokenBracket)
        }
        let wantsLines = (isTooLong || mustBreak) && layout.isDivisible
        let hugs = layout.hugs && wantsLines && !layout.isForced
        let isBroken = layout.isForced || (wantsLines && !hugs)
        write(layout, level: level, isBroken: isBroken, inBrokenBracket: isBroken, hugs: hugs)
    }

    /// Where the next token will stand.
    private func startColumn(level: Int) -> Int {
        if case .line(let lineLevel, _) = pending { return lineLevel * Self.indentation }
        if endsWithComment { return (level + 1) * Self.indentation }
        if case .space = pending { return column + 1 }
        return column
    }
}

/// The columns of a text without line breaks.
func displayColumns(of text: ArraySlice<UInt8>) -> Int {
    if text.allSatisfy({ $0 < 0x80 }) { return text.count }
    return DisplayWidth.columns(of: String(decoding: text, as: UTF8.self))
}
