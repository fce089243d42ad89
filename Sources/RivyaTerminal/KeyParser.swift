/// Takes what a terminal sends apart into characters and keys.
///
/// Whatever begins as an escape sequence is read to its end, however slowly it arrives, and either is a key that does
/// something or is swallowed whole: no part of it is ever typed. Only what follows decides what an escape is, so a lone
/// one is told by the time that passes (`timeout`, `timeOut`).
struct KeyParser {
    enum Event: Hashable {
        case character(Unicode.Scalar)
        /// A character typed with Alt, or after the escape key.
        case meta(Unicode.Scalar)
        case key(EditingKey)
        /// A sequence that the user has bound, as it was sent.
        case sequence([Unicode.Scalar])
        case pasteBegins
    }

    private enum State {
        case ground
        case scalar(length: Int)
        case escape
        /// `[` or `O`, some time after an escape: a late sequence, or typed.
        case late(UInt8)
        /// `ESC [`
        case control
        /// `ESC [ [`: the Linux console's function keys.
        case console
        /// `ESC O`
        case shifted
        /// An escape and what begins a text for programs: such a text if more follows at once, else Alt and a letter.
        case text(UInt8)
        /// The text, up to its end mark.
        case insideText
    }

    /// Escape does something by itself, as in vi: it does not wait long for what could follow, and Alt is no more than an
    /// escape in front.
    var isEscapeKey = false
    /// Sequences that are handed on as they are, because the user's settings bind them.
    var bound: Set<String> = []

    private var state = State.ground
    /// The bytes of what is being read.
    private var bytes: [UInt8] = []
    private var isAlt = false
    private var followsLoneEscape = false

    private static let escape: UInt8 = 0x1B
    private static let interrupt: UInt8 = 0x03
    private static let suspend: UInt8 = 0x1A

    /// How long to wait for the next byte, in milliseconds; nil where nothing is begun.
    var timeout: Int32? {
        switch state {
        case .ground, .scalar: nil
        case .escape: isEscapeKey ? 50 : 500
        case .late, .text: 50
        case .control, .console, .shifted: 2000
        case .insideText: 500
        }
    }

    mutating func take(_ byte: UInt8) -> [Event] {
        switch state {
        case .ground: return begin(byte)
        case .scalar(let length): return takeScalar(byte, length: length)
        case .escape: return takeAfterEscape(byte)
        case .late(let lead):
            startSequence(lead)
            return take(byte)
        case .control: return takeControl(byte)
        case .console:
            if byte < 0x20 || byte >= 0x7F { return beginAnew(byte) }
            state = .ground
            return []
        case .shifted: return takeShifted(byte)
        case .text:
            state = .insideText
            return take(byte)
        case .insideText: return takeText(byte)
        }
    }

    /// Nothing has come for as long as `timeout` says.
    mutating func timeOut() -> [Event] {
        let was = state
        state = .ground
        switch was {
        case .ground, .scalar:
            state = was
            return []
        case .escape:
            followsLoneEscape = true
            return [.character("\u{1B}")]
        case .late(let lead): return [.character(Unicode.Scalar(lead))]
        case .text(let lead): return meta(Unicode.Scalar(lead))
        case .shifted where isEscapeKey && bytes.last == UInt8(ascii: "O"): return meta("O")
        case .control, .console, .shifted, .insideText: return []
        }
    }

    // MARK: - Parts

    private mutating func begin(_ byte: UInt8) -> [Event] {
        let isAfterEscape = followsLoneEscape
        followsLoneEscape = false
        bytes = [byte]
        isAlt = false
        switch byte {
        case Self.escape: state = .escape
        case UInt8(ascii: "["), UInt8(ascii: "O"):
            guard isAfterEscape else { return [.character(Unicode.Scalar(byte))] }
            state = .late(byte)
        case 0x00..<0x80: return [.character(Unicode.Scalar(byte))]
        case 0x9B: startSequence(UInt8(ascii: "["))
        case 0x8F: startSequence(UInt8(ascii: "O"))
        case 0xC2...0xDF: state = .scalar(length: 2)
        case 0xE0...0xEF: state = .scalar(length: 3)
        case 0xF0...0xF4: state = .scalar(length: 4)
        // Malformed.
        default: break
        }
        return []
    }

    private mutating func beginAnew(_ byte: UInt8) -> [Event] {
        state = .ground
        return begin(byte)
    }

    private mutating func startSequence(_ lead: UInt8) {
        bytes = [Self.escape, lead]
        state = lead == UInt8(ascii: "[") ? .control : .shifted
    }

    private mutating func takeScalar(_ byte: UInt8, length: Int) -> [Event] {
        guard byte & 0xC0 == 0x80 else { return beginAnew(byte) }
        bytes.append(byte)
        if bytes.count < length { return [] }
        state = .ground
        guard let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first else { return [] }
        switch scalar.value {
        // The same controls as `ESC [` and `ESC O`. Of the others no keyboard sends any.
        case 0x9B: startSequence(UInt8(ascii: "["))
        case 0x8F: startSequence(UInt8(ascii: "O"))
        case 0x80..<0xA0: break
        default: return isAlt ? meta(scalar) : [.character(scalar)]
        }
        return []
    }

    private mutating func takeAfterEscape(_ byte: UInt8) -> [Event] {
        switch byte {
        case Self.escape:
            // rxvt puts an escape in front of a sequence for Alt.
            isAlt = true
            return []
        case UInt8(ascii: "["), UInt8(ascii: "O"):
            startSequence(byte)
            return []
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            state = .text(byte)
            return []
        case Self.interrupt, Self.suspend:
            state = .ground
            return (isEscapeKey ? [.character("\u{1B}")] : []) + begin(byte)
        case 0x80...:
            let events = beginAnew(byte)
            isAlt = true
            return events
        default:
            state = .ground
            return meta(Unicode.Scalar(byte))
        }
    }

    private func meta(_ scalar: Unicode.Scalar) -> [Event] {
        isEscapeKey ? [.character("\u{1B}"), .character(scalar)] : [.meta(scalar)]
    }

    private mutating func takeControl(_ byte: UInt8) -> [Event] {
        let body = bytes.dropFirst(2)
        switch byte {
        case 0x7F: return []
        case 0x00..<0x20, 0x80...: return beginAnew(byte)
        case UInt8(ascii: "[") where body.isEmpty:
            state = .console
            return []
        // With numbers alone in front it ends a key of rxvt's; else it is in the middle of an answer to a program.
        case UInt8(ascii: "$") where !body.isEmpty && body.allSatisfy({ (0x30...0x39).contains($0) }): break
        case 0x20..<0x40:
            // Of something endless nothing has to be kept.
            if bytes.count < 64 { bytes.append(byte) }
            return []
        default: break
        }
        state = .ground
        bytes.append(byte)
        if bytes == PastedText.begin { return [.pasteBegins] }
        return finish(EditingKey(control: body, final: byte))
    }

    private mutating func takeShifted(_ byte: UInt8) -> [Event] {
        let body = bytes.dropFirst(2)
        switch byte {
        case 0x7F: return []
        case 0x00..<0x20, 0x80...: return beginAnew(byte)
        case 0x30..<0x3C:
            if bytes.count < 64 { bytes.append(byte) }
            return []
        default: break
        }
        state = .ground
        bytes.append(byte)
        return finish(EditingKey(shifted: body, final: byte))
    }

    private func finish(_ key: EditingKey?) -> [Event] {
        let text = (isAlt ? "\u{1B}" : "") + String(decoding: bytes, as: UTF8.self)
        if bound.contains(text) { return [.sequence(Array(text.unicodeScalars))] }
        guard var key else { return [] }
        if isAlt { key.modifiers.insert(.alt) }
        return [.key(key)]
    }

    private mutating func takeText(_ byte: UInt8) -> [Event] {
        let isEnd = byte == 0x07 || (byte == UInt8(ascii: "\\") && bytes.last == Self.escape)
        if isEnd || byte == 0x18 || byte == Self.suspend {
            state = .ground
            return []
        }
        bytes = [byte]
        return []
    }
}
