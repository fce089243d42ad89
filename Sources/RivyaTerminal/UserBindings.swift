import CLibEdit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The keys that the user's settings of libedit (`~/.editrc`) bind: they keep what they were given.
struct UserBindings {
    /// Keys as they are sent.
    private(set) var keys: Set<String> = []
    /// Those of vi's command mode.
    private(set) var commandKeys: Set<String> = []

    /// Reads the file that libedit reads.
    static func load(program: String) -> UserBindings {
        let path =
            getenv("EDITRC").map { String(cString: $0) } ?? getenv("HOME").map { String(cString: $0) + "/.editrc" }
        var bindings = UserBindings()
        guard let path, let file = fopen(path, "r") else { return bindings }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, file) > 0 {
            if let line { bindings.read(String(cString: line), program: program) }
        }
        return bindings
    }

    /// One line of the settings, as `bind "^[[1;5C" em-next-word` or `rivya:bind -a ...`.
    mutating func read(_ line: String, program: String) {
        var words = Self.words(of: line)[...]
        guard var command = words.popFirst(), command.first != "#" else { return }
        if let colon = command.firstIndex(of: ":") {
            guard program.contains(command[..<colon]) else { return }
            command = String(command[command.index(after: colon)...])
        }
        guard command == "bind" else { return }
        var flags: Set<Character> = []
        while let word = words.first, word.first == "-", word.count > 1 {
            flags.formUnion(word.dropFirst())
            words.removeFirst()
        }
        guard let key = words.popFirst() else { return }
        let sent = flags.contains("k") ? Self.named[key] ?? [] : [Self.sent(key)]
        if flags.contains("a") { commandKeys.formUnion(sent) } else { keys.formUnion(sent) }
    }

    /// The sequences that a key parser must not take for its own.
    var sequences: Set<String> {
        keys.union(commandKeys).filter { $0.first == "\u{1B}" && $0.unicodeScalars.count > 2 }
    }

    private static let named = [
        "up": ["\u{1B}[A", "\u{1B}OA"], "down": ["\u{1B}[B", "\u{1B}OB"], "right": ["\u{1B}[C", "\u{1B}OC"],
        "left": ["\u{1B}[D", "\u{1B}OD"], "home": ["\u{1B}[H", "\u{1B}OH"], "end": ["\u{1B}[F", "\u{1B}OF"],
        "delete": ["\u{1B}[3~"],
    ]

    private static func words(of line: String) -> [String] {
        guard let tokenizer = tok_init(nil) else { return [] }
        defer { tok_end(tokenizer) }
        var count: Int32 = 0
        var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        guard tok_str(tokenizer, line, &count, &words) == 0, let words else { return [] }
        return (0..<Int(count)).compactMap { words[$0].map { String(cString: $0) } }
    }

    /// A key in the notation of `bind`: `^A`, `M-a`, `\e`, `\033`.
    static func sent(_ notation: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = Array(notation.unicodeScalars)[...]
        while let first = rest.popFirst() {
            switch first {
            case "^":
                guard let next = rest.popFirst() else { break }
                result.append(next == "?" ? "\u{7F}" : Unicode.Scalar(UInt8(truncatingIfNeeded: next.value) & 0x9F))
            case "\\":
                guard let next = rest.popFirst() else { break }
                result.append(escaped(next, &rest))
            case "M" where rest.first == "-" && rest.count > 1:
                rest.removeFirst()
                result.append("\u{1B}")
            default: result.append(first)
            }
        }
        return String(result)
    }

    private static func escaped(_ first: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
        switch first {
        case "a": return "\u{07}"
        case "b": return "\u{08}"
        case "t": return "\t"
        case "n": return "\n"
        case "v": return "\u{0B}"
        case "f": return "\u{0C}"
        case "r": return "\r"
        case "e": return "\u{1B}"
        case "0"..."7":
            var value = first.value - 0x30
            for _ in 0..<2 {
                guard let next = rest.first, ("0"..."7").contains(next) else { break }
                value = value * 8 + next.value - 0x30
                rest.removeFirst()
            }
            return Unicode.Scalar(UInt8(truncatingIfNeeded: value))
        default: return first
        }
    }
}
