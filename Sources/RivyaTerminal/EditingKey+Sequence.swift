/// The forms in which terminals send keys: those of xterm with its modifiers, of rxvt, and of the Linux console.
extension EditingKey {
    /// A control sequence: what stands between `ESC [` and its last character, as `1;5` and `C`. nil where it means no
    /// key that does anything.
    init?(control body: ArraySlice<UInt8>, final: UInt8) {
        // Answers to a program, which nobody asked for here.
        if let first = body.first, "?<=".utf8.contains(first) { return nil }
        let parameters = Self.parameters(of: body)
        // The second parameter is one more than the modifiers; some terminals send it alone in front of a letter.
        var modifiers: Modifiers? = Modifiers(parameter: parameters.count > 1 ? parameters[1] : 1)
        let name: Name?
        switch final {
        case UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "^"), UInt8(ascii: "@"):
            name = Self.numbered[parameters.first ?? 0]
            // rxvt tells modifiers by the last character.
            if final == UInt8(ascii: "$") { modifiers = .shift }
            if final == UInt8(ascii: "^") { modifiers = .control }
            if final == UInt8(ascii: "@") { modifiers = [.shift, .control] }
        default:
            name = Self.lettered[final | 0x20]
            if parameters.count == 1 { modifiers = Modifiers(parameter: parameters[0]) }
            // rxvt: shifted arrows are small letters.
            if final >= UInt8(ascii: "a") {
                guard final <= UInt8(ascii: "d") else { return nil }
                modifiers = .shift
            }
        }
        guard let name, let modifiers else { return nil }
        self.init(name: name, modifiers: modifiers)
    }

    /// `ESC O` and a letter, perhaps with modifiers between them.
    init?(shifted body: ArraySlice<UInt8>, final: UInt8) {
        guard let name = Self.lettered[final | 0x20] else { return nil }
        let isSmall = final >= UInt8(ascii: "a")
        // rxvt: arrows with control are small letters. Others are those of a number pad.
        if isSmall, final > UInt8(ascii: "d") { return nil }
        let parameters = Self.parameters(of: body)
        guard let modifiers = isSmall ? .control : Modifiers(parameter: parameters.last ?? 1) else { return nil }
        self.init(name: name, modifiers: modifiers)
    }

    private static let lettered: [UInt8: Name] = [
        UInt8(ascii: "a"): .up, UInt8(ascii: "b"): .down, UInt8(ascii: "c"): .right, UInt8(ascii: "d"): .left,
        UInt8(ascii: "h"): .home, UInt8(ascii: "f"): .end,
    ]

    private static let numbered: [Int: Name] = [
        1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    ]

    /// `1;5` as 1 and 5. Behind a colon stands what happened to the key: -1 where it was let go.
    private static func parameters(of body: ArraySlice<UInt8>) -> [Int] {
        var text = String(decoding: body, as: UTF8.self)
        if text.first == ">" { text.removeFirst() }
        return text.split(separator: ";", omittingEmptySubsequences: false).map { part in
            let numbers = part.split(separator: ":", omittingEmptySubsequences: false)
            if numbers.count > 1, numbers[1] == "3" { return -1 }
            guard let number = numbers.first, !number.isEmpty else { return 1 }
            return Int(number) ?? 0
        }
    }
}

extension EditingKey.Modifiers {
    /// From the number that terminals send; nil for a key that was let go.
    fileprivate init?(parameter: Int) {
        guard parameter >= 0 else { return nil }
        let bits = max(0, parameter - 1)
        self = []
        if bits & 1 != 0 { insert(.shift) }
        // Alt, and what some keyboards call Super, Hyper and Meta.
        if bits & (2 | 8 | 16 | 32) != 0 { insert(.alt) }
        if bits & 4 != 0 { insert(.control) }
    }
}
