/// Text that arrived between the marks of a bracketed paste.
struct PastedText {
    /// What asks a terminal for the marks, and what it is told when they are not wanted any more.
    static let enable = "\u{1B}[?2004h"
    static let disable = "\u{1B}[?2004l"

    static let begin = Array("\u{1B}[200~".utf8)
    static let end = Array("\u{1B}[201~".utf8)

    /// With line feeds only, and without control characters, which could otherwise act as keys.
    let text: String
    /// The bytes, where they are not UTF-8: what the text has in their place nobody wrote.
    let malformed: [UInt8]?

    init(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        malformed = String(validating: bytes, as: UTF8.self) == nil ? bytes.map { $0 == 0x0D ? 0x0A : $0 } : nil
        var cleaned = ""
        var previous: Unicode.Scalar?
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            // Terminals send the return key's code for the end of a line.
            case "\r": cleaned.unicodeScalars.append("\n")
            case "\n": if previous != "\r" { cleaned.unicodeScalars.append("\n") }
            case "\t": cleaned.unicodeScalars.append("\t")
            default:
                if scalar.properties.generalCategory != .control { cleaned.unicodeScalars.append(scalar) }
            }
            previous = scalar
        }
        text = cleaned
    }

    /// The only line, when there is just one: it is put into the edited line, and the user ends it.
    var singleLine: String? {
        var line = text[...]
        while line.last == "\n" { line.removeLast() }
        return line.contains("\n") ? nil : String(line)
    }
}
