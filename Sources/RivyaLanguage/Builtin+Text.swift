import RivyaSyntax

extension Builtin {
    static let text: [Builtin] = [
        Builtin("str", .text, ["x"], "the value as text", example: "str(0.50)", gives: "0.5") {
            (call) throws(BuiltinFailure) in
            try checkSize(call.arguments[0].weight - 1, call)
            return try call.checkText(call.arguments[0].text)
        },
        Builtin("num", .text, ["text"], "the number that a text shows", example: "num(\"2.50\")", gives: "2.5") {
            (call) throws(BuiltinFailure) in
            if case .number = call.arguments[0] { return call.arguments[0] }
            let text = try call.text(0)
            guard let number = Number(text) else {
                throw BuiltinFailure(
                    .badText, "`\(text)` is no number", argument: 0,
                    help: "a number is written like `5`, `-3` or `0.25`")
            }
            return .number(number)
        },
        Builtin("upper", .text, ["text"], "the text in upper case", example: "upper(\"a fox\")", gives: "A FOX") {
            (call) throws(BuiltinFailure) in
            try call.checkText(try call.text(0).uppercased())
        },
        Builtin("lower", .text, ["text"], "the text in lower case", example: "lower(\"A Fox\")", gives: "a fox") {
            (call) throws(BuiltinFailure) in
            try call.checkText(try call.text(0).lowercased())
        },
        Builtin(
            "trim", .text, ["text"], "the text without white space at both ends", example: "trim(\"  a fox \")",
            gives: "a fox"
        ) { (call) throws(BuiltinFailure) in
            let scalars = Array(try call.text(0).unicodeScalars)
            let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
            let start = scalars.firstIndex { !isSpace($0) } ?? scalars.count
            let end = scalars.lastIndex { !isSpace($0) } ?? -1
            var result = String.UnicodeScalarView()
            if start <= end { result.append(contentsOf: scalars[start...end]) }
            return .string(String(result))
        },
        Builtin(
            "replace", .text, ["text", "old", "new"], "the text with every `old` replaced by `new`",
            example: "replace(\"a red fox\", red, grey)", gives: "a grey fox"
        ) {
            (call) throws(BuiltinFailure) in
            let (text, old, new) = (try call.text(0), try call.text(1), try call.text(2))
            guard !old.isEmpty else {
                throw BuiltinFailure(.badArgument, "`replace` needs something to replace", argument: 1)
            }
            try call.take(steps: text.utf8.count / Operation.searchedBytes)
            let pieces = split(text, at: old)
            try checkSize(text.utf8.count + (pieces.count - 1) * (new.utf8.count - old.utf8.count), call)
            return .string(pieces.joined(separator: new))
        },
        Builtin(
            "split", .text, ["text", "separator"], "the pieces of a text between separators",
            example: "split(\"fox, owl, hare\", \", \")", gives: "[\"fox\",\"owl\",\"hare\"]"
        ) {
            (call) throws(BuiltinFailure) in
            let (text, separator) = (try call.text(0), try call.text(1))
            guard !separator.isEmpty else {
                throw BuiltinFailure(.badArgument, "`split` needs a separator that is not empty", argument: 1)
            }
            try call.take(steps: text.utf8.count / Operation.searchedBytes)
            return .list(split(text, at: separator).map { .string($0) })
        },
        Builtin(
            "join", .text, ["xs", "separator"], required: 1, "the items as text, with a separator between them",
            example: "join([fox, owl], \" and \")", gives: "fox and owl"
        ) {
            (call) throws(BuiltinFailure) in
            let values = try call.list(0)
            // Every step of its weight is at least one byte.
            try checkSize(call.arguments[0].weight - values.count, call)
            let items = values.map(\.text)
            let separator = call.has(1) ? try call.text(1) : ""
            try checkSize(items.reduce(0) { $0 + $1.utf8.count } + separator.utf8.count * max(items.count - 1, 0), call)
            return .string(items.joined(separator: separator))
        },
        Builtin(
            "starts_with", .text, ["text", "start"], "whether a text starts with another",
            example: "starts_with(\"a red fox\", \"a red\")", gives: "true"
        ) {
            (call) throws(BuiltinFailure) in
            .bool(try call.text(0).utf8.starts(with: try call.text(1).utf8))
        },
        Builtin(
            "ends_with", .text, ["text", "end"], "whether a text ends with another",
            example: "ends_with(\"boat.png\", \".png\")", gives: "true"
        ) {
            (call) throws(BuiltinFailure) in
            let (text, end) = (try call.text(0), try call.text(1))
            return .bool(text.utf8.suffix(end.utf8.count).elementsEqual(end.utf8))
        },
        Builtin(
            "lines", .text, ["text"], "the lines of a text", example: "lines(\"fox\\nowl\")", gives: "[\"fox\",\"owl\"]"
        ) { (call) throws(BuiltinFailure) in
            .list(lines(of: try call.text(0)))
        },
        Builtin(
            "format", .text, ["number", "digits"], "the number with exactly so many digits after the point",
            example: "format(2, 2)", gives: "2.00"
        ) {
            (call) throws(BuiltinFailure) in
            let number = try call.number(0)
            let digits = try call.whole(1)
            guard (0...1000).contains(digits) else {
                throw BuiltinFailure(.badArgument, "`format` shows from 0 to 1000 digits", argument: 1)
            }
            return .string(number.formatted(digits: digits))
        },
        Builtin(
            "expand", .text, ["text"], signature: "expand(\"a {red|blue} {fox|owl}\")",
            "every combination of the alternatives in braces, the first varying slowest",
            example: "expand('a {red|blue} {fox|owl}')",
            gives: "[\"a red fox\",\"a red owl\",\"a blue fox\",\"a blue owl\"]"
        ) { (call) throws(BuiltinFailure) in
            let text = try call.text(0)
            let template = try AlternativesTemplate(text)
            try call.checkLength(template.count)
            try template.checkSize(call)
            // Each is there as text and as a value for a while.
            let size = Evaluator.Size.text(template.longest) + 4 * MemoryLayout<Value>.stride
            try call.take(bytes: template.count * size, steps: template.count * (1 + template.longest / 64))
            return .list(template.combinations.map { .string($0) })
        },
    ]

    /// Lines without their endings; no empty last line for a final newline.
    static func lines(of text: String) -> [Value] {
        var text = text
        return text.withUTF8 { bytes in
            var lines: [Value] = []
            var start = 0
            while start < bytes.count {
                let newline = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                let end = newline > start && bytes[newline - 1] == 0x0D ? newline - 1 : newline
                lines.append(
                    .string(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)))
                start = newline + 1
            }
            return lines
        }
    }

    static func checkSize(_ bytes: Int, _ call: BuiltinCall) throws(BuiltinFailure) {
        guard bytes <= call.limits.stringLength else {
            throw BuiltinFailure(.stringTooLong, "the text would be longer than 1 MiB", help: "work with shorter text")
        }
    }

    /// The pieces between separators.
    private static func split(_ text: String, at separator: String) -> [String] {
        guard separator.utf8.count <= text.utf8.count else { return [text] }
        let search = TextSearch(separator)
        var text = text
        return text.withUTF8 { bytes in
            var pieces: [String] = []
            var start = 0
            while let end = search.first(in: bytes, from: start) {
                pieces.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
                start = end + separator.utf8.count
            }
            pieces.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self))
            return pieces
        }
    }
}

/// The text of `expand`: pieces, each with its alternatives.
private struct AlternativesTemplate {
    private var pieces: [[String]] = []

    /// `{a|b}` are alternatives, which do not nest; `\{`, `\}` and `\|` are the characters themselves.
    init(_ text: String) throws(BuiltinFailure) {
        var current: [UInt8] = []
        var alternatives: [String] = []
        var isInside = false
        let bytes = Array(text.utf8)
        var index = 0
        func finished() -> String { String(decoding: current, as: UTF8.self) }
        // A piece without a choice belongs to the text around it, so that there are few pieces.
        func finish(_ piece: [String]) {
            if piece.count == 1, let last = pieces.last, last.count == 1 {
                pieces[pieces.count - 1] = [last[0] + piece[0]]
            } else {
                pieces.append(piece)
            }
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\\"):
                if index + 1 < bytes.count,
                    [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|")].contains(bytes[index + 1])
                {
                    index += 1
                }
                current.append(bytes[index])
            case UInt8(ascii: "{"):
                guard !isInside else {
                    throw BuiltinFailure(
                        .badText, "alternatives do not nest", argument: 0, help: "write `\\{` for the character itself")
                }
                isInside = true
                finish([finished()])
                current = []
            case UInt8(ascii: "|") where isInside:
                alternatives.append(finished())
                current = []
            case UInt8(ascii: "}"):
                guard isInside else {
                    throw BuiltinFailure(
                        .badText, "this text has a `}` without its `{`", argument: 0,
                        help: "write `\\}` for the character itself")
                }
                isInside = false
                alternatives.append(finished())
                finish(alternatives)
                (current, alternatives) = ([], [])
            default: current.append(byte)
            }
            index += 1
        }
        guard !isInside else {
            throw BuiltinFailure(
                .badText, "this text has a `{` without its `}`", argument: 0,
                help: "write `\\{` for the character itself")
        }
        finish([finished()])
    }

    var count: Int {
        pieces.reduce(1) { product, piece in
            let (result, overflow) = product.multipliedReportingOverflow(by: piece.count)
            return overflow ? Int.max : result
        }
    }

    /// The length of the longest combination, in bytes.
    var longest: Int { pieces.reduce(0) { $0 + ($1.map(\.utf8.count).max() ?? 0) } }

    func checkSize(_ call: BuiltinCall) throws(BuiltinFailure) {
        try Builtin.checkSize(longest, call)
        guard longest <= call.limits.memory / max(count, 1) else {
            throw BuiltinFailure(.memoryLimit, "the combinations would take too much memory", argument: 0)
        }
    }

    var combinations: [String] {
        var results = [""]
        for piece in pieces {
            var next: [String] = []
            next.reserveCapacity(results.count * piece.count)
            for start in results { for alternative in piece { next.append(start + alternative) } }
            results = next
        }
        return results
    }
}
