import RivyaCatalog
import RivyaSyntax

/// The one door for what comes from outside: behind it no text holds the API key, in whatever form it was sent back,
/// and what is meant for people is short and safe to show.
///
/// Answers and headers pass as soon as they are read, so that nothing behind can store or show what a service, a media
/// host or a gateway repeats. Results pass as they are: they are the user's.
struct Door: Sendable {
    /// Longer texts are cut: they are for one line of a terminal.
    static let longest = 2000

    /// In lower case: a host name that holds the key has lost its capitals.
    private let key: [UInt8]
    /// Base64 and hexadecimal forms, as they are.
    private let forms: [[UInt8]]
    /// By the first byte: whether the key in some form may begin with it.
    private let starts: [Bool]

    init(key: APIKey?) {
        let bytes = Array((key?.revealed() ?? "").utf8)
        self.key = bytes.map(Self.lower)
        // Parts of what is shorter would be found by chance.
        forms = bytes.count < 8 ? [] : Self.base64Forms(bytes) + Self.hexadecimalForms(bytes)
        var starts = [Bool](repeating: false, count: 256)
        if let first = self.key.first {
            for byte in [first, Self.upper(first)] + Array("%\\&".utf8) { starts[Int(byte)] = true }
        }
        for form in forms { starts[Int(form[0])] = true }
        self.starts = starts
    }

    // MARK: - Without the key

    /// `bytes` with `***` wherever the key was.
    func clean(_ bytes: [UInt8]) -> [UInt8] {
        guard !key.isEmpty else { return bytes }
        return bytes.withUnsafeBufferPointer { text in
            var output: [UInt8]?
            var (place, kept) = (0, 0)
            while place < text.count {
                guard starts[Int(text[place])], let end = match(text, place) else {
                    place += 1
                    continue
                }
                output = (output ?? []) + text[kept..<place] + "***".utf8
                (place, kept) = (end, end)
            }
            return output.map { $0 + text[kept...] } ?? bytes
        }
    }

    func clean(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let cleaned = clean(bytes)
        return cleaned.count == bytes.count && cleaned == bytes ? text : String(decoding: cleaned, as: UTF8.self)
    }

    /// Where the key ends that begins at a place, in some form.
    private func match(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int? {
        var next = place
        for byte in key {
            guard let end = Self.end(of: byte, in: text, at: next) else {
                return forms.first { text[place...].starts(with: $0) }.map { place + $0.count }
            }
            next = end
        }
        return next
    }

    /// Behind a character of the key that stands at a place: as it is, percent-encoded, also more than once, or escaped
    /// as in JSON or XML.
    private static func end(of wanted: UInt8, in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
        func hexadecimal(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= text.count else { return nil }
            var value = 0
            for byte in text[start..<start + count] {
                guard let digit = Percent.hexValue(byte) else { return nil }
                value = value << 4 | Int(digit)
            }
            return value < 128 && lower(UInt8(value)) == wanted ? start + count : nil
        }
        guard place < text.count else { return nil }
        if lower(text[place]) == wanted { return place + 1 }
        var next = place + 1
        switch text[place] {
        case UInt8(ascii: "%"):
            while next + 1 < text.count, text[next] == UInt8(ascii: "2"), text[next + 1] == UInt8(ascii: "5") {
                next += 2
            }
            return hexadecimal(next, 2)
        case UInt8(ascii: "\\"):
            while next < text.count, text[next] == UInt8(ascii: "\\") { next += 1 }
            guard next < text.count else { return nil }
            if text[next] == UInt8(ascii: "u"), let end = hexadecimal(next + 1, 4) { return end }
            if text[next] == UInt8(ascii: "x"), let end = hexadecimal(next + 1, 2) { return end }
            return lower(text[next]) == wanted ? next + 1 : nil
        case UInt8(ascii: "&"):
            return reference(to: wanted, in: text, at: place)
        default:
            return nil
        }
    }

    /// `&#114;` and `&#x72;`, with any number of zeros in front.
    private static func reference(to wanted: UInt8, in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
        guard let semicolon = text[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(place + 1)..<semicolon], as: UTF8.self).lowercased()
        let value =
            if name.hasPrefix("#x") { Int(name.dropFirst(2), radix: 16) } else if name.hasPrefix("#") {
                Int(name.dropFirst())
            } else { nil as Int? }
        guard let value, (0..<128).contains(value), lower(UInt8(value)) == wanted else { return nil }
        return semicolon + 1
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    private static func upper(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte & 0xDF : byte }

    // MARK: - Other forms of the key

    /// What is sure to be in the Base64 form of any text that holds the key: for each of the three ways to fall on its
    /// groups, in both alphabets.
    private static func base64Forms(_ key: [UInt8]) -> [[UInt8]] {
        let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var forms: [[UInt8]] = []
        for alphabet in [common + "+/".utf8, common + "-_".utf8] {
            for shift in 0..<3 {
                let bytes = [UInt8](repeating: 0, count: shift) + key
                var sextets: [UInt8] = []
                // The first and the last group may share bits with what is beside the key.
                let start = shift == 0 ? 0 : 3
                for group in stride(from: start, to: bytes.count - bytes.count % 3, by: 3) {
                    let value = Int(bytes[group]) << 16 | Int(bytes[group + 1]) << 8 | Int(bytes[group + 2])
                    for place in [18, 12, 6, 0] { sextets.append(alphabet[value >> place & 63]) }
                }
                if !forms.contains(sextets) { forms.append(sextets) }
            }
        }
        return forms
    }

    private static func hexadecimalForms(_ key: [UInt8]) -> [[UInt8]] {
        ["0123456789abcdef", "0123456789ABCDEF"].map { digits in
            let digits = Array(digits.utf8)
            return key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
    }

    // MARK: - For people

    /// A text that fits in a line and does nothing to a terminal.
    static func shown(_ text: String, longest: Int = Door.longest) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < longest else {
                scalars.removeLast()
                scalars.append("\u{2026}")
                break
            }
            scalars.append(TerminalText.shown(scalar))
            count += 1
        }
        return String(scalars)
    }
}
