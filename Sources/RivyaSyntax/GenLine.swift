/// A request as the `gen` statement that makes it: no variables, no defaults left to others, in canonical layout.
package struct GenLine: Sendable {
    package var model: String
    package var prompt: String?
    /// As they travel, in the order written; `null` is left out, as `gen` would.
    package var parameters: [JSONValue.Member] = []
    /// Paths and URLs.
    package var references: [String] = []
    package var name: String?
    package var tags: [String] = []
    /// A template for the result's path.
    package var save: String?
    /// Whether texts that look like numbers keep their quotes. Needed for models of an unknown shape, which get each
    /// value as the type that is written; others convert it.
    package var quotesNumbers = false

    package init(model: String, prompt: String? = nil) {
        self.model = model
        self.prompt = prompt
    }

    /// The statement on one line, without a newline at its end.
    package var text: String {
        let unformatted = unformatted
        let parsed = Parser.parse(SourceFile(name: "<gen>", bytes: Array((unformatted + "\n").utf8)))
        guard parsed.diagnostics.allSatisfy({ $0.severity != .error }) else { return unformatted }
        var bytes = Formatter.format(parsed.script)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private var unformatted: String {
        var items = ["gen", word(model)]
        if let prompt { items.append(Self.quoted(prompt)) }
        for parameter in parameters where !parameter.value.isNull {
            let value = literal(parameter.value)
            items.append(
                Self.isPlain(parameter.key)
                    ? "\(parameter.key)=\(value)" : "...{\(Self.quoted(parameter.key)): \(value)}")
        }
        switch references.count {
        case 0: break
        case 1: items.append("ref=\(word(references[0]))")
        default: items.append("ref=[\(references.map(word).joined(separator: ", "))]")
        }
        if let name { items += ["--name", word(name)] }
        for tag in tags { items += ["--tag", word(tag)] }
        if let save { items += ["--save", Self.quoted(save)] }
        return items.joined(separator: " ")
    }

    private func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.description
        case .string(let text): word(text)
        case .array(let items): "[\(items.map(literal).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(Self.isPlain($0.key) ? $0.key : Self.quoted($0.key)): \(literal($0.value))" }.joined(separator: ", "))}"
        }
    }

    /// A text without quotes where it needs none to be read as that text.
    private func word(_ text: String) -> String { readsAsItself(text) ? text : Self.quoted(text) }

    private func readsAsItself(_ text: String) -> Bool {
        guard Self.isPlain(text), !Self.holdsRange(text) else { return false }
        if text == "null" || text == "gen" || Self.operators.contains(text) { return false }
        if text == "true" || text == "false" { return !quotesNumbers }
        guard let number = Number(text) else { return true }
        return !quotesNumbers && number.description == text
    }

    /// Where an operand may follow, these are no words.
    private static let operators: Set = ["and", "or", "not", "in", "for", "if", "then", "else", "by"]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ":") else { return false }
        return text.utf8.allSatisfy { byte in
            isIdentifierStart(byte) || isDigit(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/")].contains(byte)
        }
    }

    /// Two dots in a row.
    private static func holdsRange(_ text: String) -> Bool {
        let dot = UInt8(ascii: ".")
        return zip(text.utf8, text.utf8.dropFirst()).contains { $0 == dot && $1 == dot }
    }

    /// A text in double quotes that reads as itself: what would be an interpolation or could not be seen is escaped.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        let scalars = Array(text.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "$":
                let next = place + 1 < scalars.count ? scalars[place + 1] : " "
                let starts = next == "{" || next == "(" || (next.isASCII && isIdentifierStart(UInt8(next.value)))
                result += starts ? "\\$" : "$"
            default:
                if TerminalText.shown(scalar) == scalar {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                }
            }
        }
        return result + "\""
    }
}
