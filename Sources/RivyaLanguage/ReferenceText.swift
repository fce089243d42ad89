import RivyaCatalog
import RivyaSyntax

/// What a text behind `ref=` stands for, as people write it.
enum ReferenceText: Sendable, Hashable {
    case url(String)
    case path(String)
    /// Neither, and what to do about it.
    case wrong(message: String, help: String)

    init(_ text: String) {
        guard let (scheme, rest) = Self.scheme(text) else {
            self = Self.isWindowsPath(text) ? Self.windows(text) : .path(text)
            return
        }
        switch scheme {
        case "http", "https": self = .url("\(scheme)://\(rest)")
        case "file": self = Self.file(rest, text)
        default:
            self = .wrong(
                message: "`\(Self.brief(text))` has a scheme that the service does not fetch",
                help: "make a `https://` link of it, or copy the file here and give its path")
        }
    }

    /// The scheme in small letters and what follows its `://`; `data:` stands without slashes.
    private static func scheme(_ text: String) -> (scheme: String, rest: String)? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon].lowercased()
        let isName =
            scheme.utf8.first.map { $0 &- 0x61 < 26 } ?? false
            && scheme.utf8.allSatisfy { $0 &- 0x61 < 26 || isDigit($0) || "+-.".utf8.contains($0) }
        guard isName else { return nil }
        let rest = text[text.utf8.index(after: colon)...]
        if rest.hasPrefix("//"), scheme.utf8.count > 1 { return (scheme, String(rest.dropFirst(2))) }
        return scheme == "data" ? (scheme, String(rest)) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func brief(_ text: String) -> String {
        text.unicodeScalars.count > 40 ? String(text.unicodeScalars.prefix(40)) + "…" : text
    }

    /// `file:///srv/a.png`: what follows the machine, which is this one, percent signs undone.
    private static func file(_ rest: String, _ text: String) -> ReferenceText {
        guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return .wrong(
                message: "`\(brief(text))` names no file", help: "write `file:///` and the path, or the path alone")
        }
        let machine = rest[..<slash].lowercased()
        guard machine.isEmpty || machine == "localhost" else {
            return .wrong(
                message: "`\(brief(text))` names a file of another machine, `\(brief(machine))`",
                help: "write `file:///` and the path, or the path alone")
        }
        var bytes: [UInt8] = []
        var pending = Array(rest[slash...].utf8)[...]
        while let byte = pending.popFirst() {
            if byte == UInt8(ascii: "%"), pending.count >= 2,
                let value = UInt8(String(decoding: pending.prefix(2), as: UTF8.self), radix: 16), value != 0
            {
                bytes.append(value)
                pending.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        guard bytes.withUnsafeBufferPointer({ firstInvalidUTF8(in: $0) }) == nil else {
            return .wrong(message: "`\(brief(text))` is not UTF-8", help: "give the path of the file instead")
        }
        return .path(String(decoding: bytes, as: UTF8.self))
    }

    private static func isWindowsPath(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(3))
        return bytes.count == 3 && (bytes[0] | 0x20) &- 0x61 < 26 && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
    }

    private static func windows(_ text: String) -> ReferenceText {
        .wrong(
            message: "`\(brief(text))` is a path of Windows, and this machine has no drives",
            help: "write a path with `/`, relative to the script's folder")
    }
}
