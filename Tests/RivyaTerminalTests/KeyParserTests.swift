import Testing

@testable import RivyaTerminal

/// Sequences as terminals send them, byte by byte.
@Suite struct KeyParserTests {
    private func events(_ text: String, isEscapeKey: Bool = false, bound: Set<String> = []) -> [KeyParser.Event] {
        var parser = KeyParser()
        parser.isEscapeKey = isEscapeKey
        parser.bound = bound
        return text.utf8.flatMap { parser.take($0) }
    }

    struct Key: Sendable {
        var sent: String
        var name: EditingKey.Name
        var modifiers: EditingKey.Modifiers

        init(_ sent: String, _ name: EditingKey.Name, _ modifiers: EditingKey.Modifiers = []) {
            self.sent = sent
            self.name = name
            self.modifiers = modifiers
        }
    }

    @Test(arguments: [
        // xterm, also in application mode.
        Key("\u{1B}[A", .up), Key("\u{1B}OB", .down), Key("\u{1B}[C", .right), Key("\u{1B}OD", .left),
        Key("\u{1B}[H", .home), Key("\u{1B}OF", .end), Key("\u{1B}[3~", .delete), Key("\u{1B}[5~", .pageUp),
        Key("\u{1B}[1;2A", .up, .shift), Key("\u{1B}[1;3B", .down, .alt), Key("\u{1B}[1;5C", .right, .control),
        Key("\u{1B}[1;6D", .left, [.control, .shift]), Key("\u{1B}[1;7H", .home, [.control, .alt]),
        Key("\u{1B}[1;8F", .end, [.control, .alt, .shift]), Key("\u{1B}[3;5~", .delete, .control),
        Key("\u{1B}[6;9~", .pageDown, .alt), Key("\u{1B}[>1;5D", .left, .control), Key("\u{1B}[5C", .right, .control),
        Key("\u{1B}O5A", .up, .control), Key("\u{1B}O1;3D", .left, .alt),
        // The Linux console and others.
        Key("\u{1B}[1~", .home), Key("\u{1B}[4~", .end), Key("\u{1B}[7~", .home), Key("\u{1B}[8~", .end),
        // rxvt.
        Key("\u{1B}[a", .up, .shift), Key("\u{1B}Oc", .right, .control), Key("\u{1B}[3$", .delete, .shift),
        Key("\u{1B}[7^", .home, .control), Key("\u{1B}[8@", .end, [.control, .shift]),
        Key("\u{1B}\u{1B}[D", .left, .alt), Key("\u{1B}\u{1B}OA", .up, .alt),
        // A control character instead of escape and a letter.
        Key("\u{9B}1;5C", .right, .control), Key("\u{8F}D", .left),
    ])
    func namesKeys(_ key: Key) {
        let expected = [KeyParser.Event.key(EditingKey(name: key.name, modifiers: key.modifiers))]
        #expect(events(key.sent) == expected)
        #expect(events(key.sent, isEscapeKey: true) == expected)
    }

    @Test(arguments: [
        "\u{1B}[2~", "\u{1B}[2;5~", "\u{1B}OP", "\u{1B}[1;5P", "\u{1B}[15~", "\u{1B}[24;8~", "\u{1B}[34~", "\u{1B}[[A",
        "\u{1B}[23$", "\u{1B}[11^", "\u{1B}[Z", "\u{1B}[E", "\u{1B}[1;2S", "\u{1B}O1;5P", "\u{1B}[97;5u",
        "\u{1B}[27;5;9~", "\u{1B}[1;5:3A", "\u{1B}[12;40R", "\u{1B}[?62;22c", "\u{1B}[?2026;2$y", "\u{1B}[I",
        "\u{1B}[201~", "\u{1B}[999999999999999999999~", "\u{1B}\u{1B}[2~", "\u{1B}Op", "\u{1B}OM",
        "\u{1B}]11;rgb:ffff/0000/1111\u{07}", "\u{1B}]11;rgb:ffff/0000/1111\u{1B}\\", "\u{1B}P1+r\u{1B}\\",
        "\u{1B}[\(String(repeating: "1;", count: 500))X",
    ])
    func swallowsWhatMeansNothing(sent: String) {
        #expect(events(sent + "x") == [.character("x")])
        #expect(events(sent + "x", isEscapeKey: true) == [.character("x")])
    }

    @Test func textComesThrough() {
        #expect(
            events("a雪é\t\r") == [
                .character("a"), .character("雪"), .character("é"), .character("\t"), .character("\r"),
            ])
        #expect(events("[A O~1;5C") == "[A O~1;5C".unicodeScalars.map { .character($0) })
        var parser = KeyParser()
        // Malformed bytes are dropped, and what follows them is not.
        #expect([0xE9, 0x61, 0xFF, 0x62].flatMap { parser.take($0) } == [.character("a"), .character("b")])
        #expect(events("\u{85}x") == [.character("x")])
    }

    @Test func altAndALetterIsOneKey() {
        #expect(events("\u{1B}f") == [.meta("f")])
        #expect(events("\u{1B}é") == [.meta("é")])
        #expect(events("\u{1B}\u{7F}") == [.meta("\u{7F}")])
        #expect(events("\u{1B}f", isEscapeKey: true) == [.character("\u{1B}"), .character("f")])
    }

    /// ^C gets through in the middle of anything, and Return after half a sequence.
    @Test(arguments: ["\u{1B}", "\u{1B}[", "\u{1B}[1;", "\u{1B}O", "\u{1B}[["])
    func aControlCharacterEndsHalfASequence(half: String) {
        #expect(events(half + "\u{03}").last == .character("\u{03}"))
        if half.count > 1 { #expect(events(half + "\r") == [.character("\r")]) }
    }

    @Test func aLoneEscapeIsToldByTime() {
        for isEscapeKey in [false, true] {
            var parser = KeyParser()
            parser.isEscapeKey = isEscapeKey
            #expect(parser.timeout == nil)
            #expect(parser.take(0x1B).isEmpty)
            #expect(parser.timeout != nil)
            #expect(parser.timeOut() == [.character("\u{1B}")])
            #expect(parser.timeout == nil)
            #expect(parser.take(0x66) == [.character("f")])
        }
    }

    /// The rest of a sequence that comes after its escape was taken for a lone one.
    @Test func aLateSequenceIsStillOne() {
        var parser = KeyParser()
        _ = parser.take(0x1B)
        _ = parser.timeOut()
        #expect("[1;5C".utf8.flatMap { parser.take($0) } == [.key(.init(name: .right, modifiers: .control))])
        _ = parser.take(0x1B)
        _ = parser.timeOut()
        // A bracket that stays alone was typed.
        #expect(parser.take(UInt8(ascii: "[")).isEmpty)
        #expect(parser.timeOut() == [.character("[")])
        #expect(parser.take(UInt8(ascii: "[")) == [.character("[")])
    }

    @Test func halfASequenceIsForgottenAtLast() {
        var parser = KeyParser()
        for byte in "\u{1B}[1;".utf8 { #expect(parser.take(byte).isEmpty) }
        #expect(parser.timeOut().isEmpty)
        #expect(parser.take(UInt8(ascii: "x")) == [.character("x")])
    }

    @Test func whatTheUserHasBoundIsHandedOn() {
        let sent = "\u{1B}[1;5C"
        #expect(events(sent, bound: [sent]) == [.sequence(Array(sent.unicodeScalars))])
        #expect(events("\u{1B}[15~", bound: ["\u{1B}[15~"]) == [.sequence(Array("\u{1B}[15~".unicodeScalars))])
    }

    @Test func aPasteBegins() {
        #expect(events("\u{1B}[200~") == [.pasteBegins])
    }
}
