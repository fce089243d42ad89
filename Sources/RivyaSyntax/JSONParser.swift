extension JSONValue {
    /// Lists and objects may lie this deep in one another.
    package static let nestingLimit = 64

    /// Reads a document (RFC 8259, strictly; a byte order mark before it is dropped).
    ///
    /// Of a repeated key the last value counts, in the place of the first. Half of a surrogate pair, which the grammar
    /// allows in an escape, becomes U+FFFD. A number keeps 34 digits.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONError> in
            var parser = JSONParser(buffer)
            return Result { () throws(JSONError) in try parser.parseDocument() }
        }
        self = try result.get()
    }
}

/// Reads one document from bytes in memory.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var depth = 0
    /// The text of a string with escapes, kept so that its memory serves the next one.
    private var unescaped: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        skipWhiteSpace()
        let value = try parseValue()
        skipWhiteSpace()
        guard isAtEnd else { throw error("unexpected text after the end of the document") }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        switch peek {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        default: break
        }
        if accept("true") { return .bool(true) }
        if accept("false") { return .bool(false) }
        if accept("null") { return .null }
        throw error(isAtEnd ? "the document ends where a value should stand" : "expected a value")
    }

    private mutating func parseArray() throws(JSONError) -> JSONValue {
        let opening = index
        try enter()
        var elements: [JSONValue] = []
        if !accept(UInt8(ascii: "]")) {
            repeat {
                skipWhiteSpace()
                try presumeMore(opening, "this list is never closed")
                elements.append(try parseValue())
                skipWhiteSpace()
            } while accept(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"), "expected `,` or `]`", opening, "this list is never closed")
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func parseObject() throws(JSONError) -> JSONValue {
        let opening = index
        try enter()
        var members = JSONMembers()
        if !accept(UInt8(ascii: "}")) {
            repeat {
                skipWhiteSpace()
                try presumeMore(opening, "this object is never closed")
                guard peek == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
                let key = try parseString()
                skipWhiteSpace()
                try expect(UInt8(ascii: ":"), "expected `:` after a key", opening, "this object is never closed")
                skipWhiteSpace()
                try presumeMore(opening, "this object is never closed")
                members.append(key, try parseValue())
                skipWhiteSpace()
            } while accept(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"), "expected `,` or `}`", opening, "this object is never closed")
        }
        depth -= 1
        return .object(members.members)
    }

    /// A document that is one object: its members with their places, repeated keys too.
    mutating func parsePlacedMembers() throws(JSONError) -> [JSONValue.PlacedMember] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        skipWhiteSpace()
        let opening = index
        guard peek == UInt8(ascii: "{") else { throw error("expected an object: `{`") }
        try enter()
        var members: [JSONValue.PlacedMember] = []
        if !accept(UInt8(ascii: "}")) {
            repeat {
                skipWhiteSpace()
                try presumeMore(opening, "this object is never closed")
                guard peek == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
                let keyStart = index
                let key = try parseString()
                let keyRange = SourceRange(keyStart, index)
                skipWhiteSpace()
                try expect(UInt8(ascii: ":"), "expected `:` after a key", opening, "this object is never closed")
                skipWhiteSpace()
                let valueStart = index
                let value = try parseValue()
                members.append(.init(key, keyRange, value, SourceRange(valueStart, index)))
                skipWhiteSpace()
            } while accept(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"), "expected `,` or `}`", opening, "this object is never closed")
        }
        skipWhiteSpace()
        guard isAtEnd else { throw error("unexpected text after the end of the document") }
        return members
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= JSONValue.nestingLimit else {
            throw error("lists and objects are nested deeper than \(JSONValue.nestingLimit)")
        }
        index += 1
        skipWhiteSpace()
    }

    private mutating func parseNumber() throws(JSONError) -> Number {
        let start = index
        var small = 0
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10, index - start < 18 {
            small = small * 10 + Int(digit)
            index += 1
        }
        // Short whole numbers are most of them, and end here.
        if index > start, isAtEnd || !isInNumber(bytes[index]), index == start + 1 || bytes[start] != UInt8(ascii: "0")
        {
            return Number(small)
        }
        while index < bytes.count, isInNumber(bytes[index]) { index += 1 }
        switch Number.reading(json: UnsafeBufferPointer(rebasing: bytes[start..<index])) {
        case .number(let number): return number
        case .tooLarge: throw error("this number is larger than 10^6000", at: start)
        case .malformed: throw error("malformed number", at: start)
        }
    }

    private func isInNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default:
            false
        }
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func parseString() throws(JSONError) -> String {
        let opening = index
        index += 1
        let start = index
        skipPlainText()
        if !isAtEnd, bytes[index] == UInt8(ascii: "\"") {
            let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
            index += 1
            guard let string = String(validating: text, as: UTF8.self) else { throw malformedText(start) }
            return string
        }
        unescaped.removeAll(keepingCapacity: true)
        unescaped.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        while true {
            guard !isAtEnd else { throw error("this string is never closed", at: opening) }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: unescaped, as: UTF8.self) else { throw malformedText(start) }
                return string
            case UInt8(ascii: "\\"):
                try parseEscape()
            default:
                throw error("a control character in a string must be escaped")
            }
            let run = index
            skipPlainText()
            unescaped.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<index]))
        }
    }

    /// Stops at a quote, a backslash, a control character or the end.
    @inline(__always)
    private mutating func skipPlainText() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            index += 1
        }
    }

    private mutating func parseEscape() throws(JSONError) {
        let backslash = index
        guard index + 1 < bytes.count else {
            throw error("the document ends inside an escape")
        }
        index += 2
        switch bytes[index - 1] {
        case UInt8(ascii: "\""): unescaped.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): unescaped.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): unescaped.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: UTF8.encode(try parseEscapedScalar(backslash))!)
        default: throw error("unknown escape", at: backslash)
        }
    }

    /// The scalar of `\uXXXX`, or of the two escapes of a surrogate pair.
    private mutating func parseEscapedScalar(_ backslash: Int) throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let unit = try parseHexadecimal(backslash)
        guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) ?? replacement }
        let next = index
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return replacement
        }
        index += 2
        let low = try parseHexadecimal(next)
        guard low & 0xFC00 == 0xDC00 else {
            // What follows is a character of its own.
            index = next
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) ?? replacement
    }

    private mutating func parseHexadecimal(_ backslash: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            switch peek {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(peek - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(peek - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(peek - UInt8(ascii: "A") + 10)
            default: throw error("`\\u` takes four hexadecimal digits", at: backslash)
            }
            index += 1
        }
        return value
    }

    /// The error for a string that is no UTF-8, at its first malformed byte.
    private func malformedText(_ start: Int) -> JSONError {
        var offset = start
        while offset < index, let length = UTF8Scalar.decode(bytes, at: offset)?.length { offset += length }
        return error("this is not UTF-8", at: offset)
    }
}

// MARK: - Cursor

extension JSONParser {
    private var isAtEnd: Bool { index == bytes.count }

    /// The byte at the cursor; 0, which stands nowhere in JSON, at the end.
    private var peek: UInt8 { isAtEnd ? 0 : bytes[index] }

    @inline(__always)
    private mutating func skipWhiteSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func accept(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[index + offset] != word.utf8Start[offset] { return false }
        index = end
        return true
    }

    private mutating func expect(
        _ byte: UInt8,
        _ message: String,
        _ opening: Int,
        _ unclosed: String
    ) throws(JSONError) {
        guard !accept(byte) else { return }
        throw isAtEnd ? error(unclosed, at: opening) : error(message)
    }

    private func presumeMore(_ opening: Int, _ unclosed: String) throws(JSONError) {
        if isAtEnd { throw error(unclosed, at: opening) }
    }

    private func error(_ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(offset: offset ?? index, message: message)
    }
}
