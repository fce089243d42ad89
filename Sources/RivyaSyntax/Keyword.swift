/// The words that start a statement. Elsewhere they are words like any other.
package enum Keyword: String, Sendable, CaseIterable {
    case `let`, gen, `for`, `if`, `else`, def, `return`, `break`, `continue`, print, wait, `import`, param, set
    case defaults, assert, fail

    /// nil for any other word.
    init?(bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        guard bytes.count <= 8, let first = bytes.first else { return nil }
        func matches(_ keyword: Keyword, _ text: StaticString) -> Keyword? {
            guard bytes.count == text.utf8CodeUnitCount else { return nil }
            var pointer = text.utf8Start
            for byte in bytes {
                if byte != pointer.pointee { return nil }
                pointer += 1
            }
            return keyword
        }
        let found: Keyword? =
            switch first {
            case UInt8(ascii: "l"): matches(.let, "let")
            case UInt8(ascii: "g"): matches(.gen, "gen")
            case UInt8(ascii: "f"): matches(.for, "for") ?? matches(.fail, "fail")
            case UInt8(ascii: "i"): matches(.if, "if") ?? matches(.import, "import")
            case UInt8(ascii: "e"): matches(.else, "else")
            case UInt8(ascii: "d"): matches(.def, "def") ?? matches(.defaults, "defaults")
            case UInt8(ascii: "r"): matches(.return, "return")
            case UInt8(ascii: "b"): matches(.break, "break")
            case UInt8(ascii: "c"): matches(.continue, "continue")
            case UInt8(ascii: "p"): matches(.print, "print") ?? matches(.param, "param")
            case UInt8(ascii: "w"): matches(.wait, "wait")
            case UInt8(ascii: "s"): matches(.set, "set")
            case UInt8(ascii: "a"): matches(.assert, "assert")
            default: nil
            }
        guard let found else { return nil }
        self = found
    }
}
