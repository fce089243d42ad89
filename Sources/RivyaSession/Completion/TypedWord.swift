import RivyaSyntax

/// The word that is being completed, and how a candidate is written in its place.
struct TypedWord {
    /// What it means: without quotes and escapes.
    var text: String
    /// What is replaced, in Unicode scalars.
    var length: Int
    /// The quote that it was begun with.
    var quote: UnfinishedText.Quote?

    /// A word without quotes, or a place where nothing was typed yet.
    init(_ text: String) {
        self.text = text
        length = text.unicodeScalars.count
    }

    /// The beginning of a string; nil where it holds what only an evaluator knows, or is one of several lines.
    init?(_ quote: UnfinishedText.Quote, source: String) {
        guard quote != .multiline, let text = quote == .raw ? source : Self.unescaped(source) else { return nil }
        self.text = text
        length = source.unicodeScalars.count + 1
        self.quote = quote
    }

    /// A text as it is written in place of this word.
    ///
    /// - Parameters:
    ///   - needsQuotes: also where the text alone would do without.
    ///   - isOpen: it goes on, so there is no closing quote.
    func written(_ text: String, needsQuotes: Bool = false, isOpen: Bool = false) -> (text: String, closing: String) {
        guard quote != nil || needsQuotes || !text.isScriptWord else { return (text, "") }
        // A raw string cannot hold its own quote.
        if quote == .raw, !text.contains("'") { return ("'" + text, isOpen ? "" : "'") }
        return ("\"" + Self.escaped(text), isOpen ? "" : "\"")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" || scalar == "$" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// nil where values are put in, or an escape is not one of those above.
    private static func unescaped(_ source: String) -> String? {
        var result = ""
        var scalars = source.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "\\" {
                guard let next = scalars.popFirst(), next == "\"" || next == "\\" || next == "$" else { return nil }
                result.unicodeScalars.append(next)
            } else if scalar == "$", let next = scalars.first,
                next == "{" || next == "(" || next == "_" || next.isLetter
            {
                return nil
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}

extension String {
    /// Whether the text is one word of a script, which needs no quotes.
    var isScriptWord: Bool {
        guard !hasPrefix("--"), !hasPrefix("...") else { return false }
        let unfinished = UnfinishedText(self)
        guard case .word(let piece) = unfinished.end, piece.kind != .variable else { return false }
        return piece.text == self
    }
}
