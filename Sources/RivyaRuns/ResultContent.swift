import RivyaCatalog

/// What a downloaded result is: what its bytes say, whatever its URL and its headers say.
enum ResultContent: Hashable {
    /// A medium that is all there.
    case medium(MediaType)
    /// A medium of which only the end is missing: most programs show it.
    case unfinished(MediaType, String)
    /// A medium that ends before its structure does, or is damaged.
    case broken(MediaType, String)
    /// No medium that is known here. The text says what it is instead, with its first bytes.
    case foreign(String)

    /// - Parameters:
    ///   - head: the first bytes (`MediaType.headLength`), or all of it.
    ///   - path: where all of it lies.
    init(head: [UInt8], path: String) {
        guard let type = MediaType.detect(head) else {
            self = .foreign(Self.description(of: head))
            return
        }
        switch MediaStructure(ofFile: path, type: type) {
        case .complete: self = .medium(type)
        case .unfinished(let fault): self = .unfinished(type, fault)
        case .broken(let fault): self = .broken(type, fault)
        }
    }

    var type: MediaType? {
        switch self {
        case .medium(let type), .unfinished(let type, _), .broken(let type, _): type
        case .foreign: nil
        }
    }

    /// Why it is not taken for the result, as a sentence.
    var refusal: String? {
        switch self {
        case .medium: nil
        case .unfinished(let type, let fault), .broken(let type, let fault):
            "the \(type.mimeType) that was sent as the result is not complete: it \(fault)"
        case .foreign(let description): "what was sent as the result is no image, video or audio but \(description)"
        }
    }

    // MARK: What is no medium

    private static let shownLength = 80
    private static let shownBytes = 16

    /// In words, with its beginning: as text where it is text, else as hexadecimal digits.
    static func description(of head: [UInt8]) -> String {
        guard let text = text(in: head) else {
            let bytes = head.prefix(shownBytes).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "0" + digits : digits
            }
            let what = signatures.first { head.starts(with: $0.bytes) }?.name ?? "data"
            return "\(what) that begins with the bytes \(bytes.joined(separator: " "))"
        }
        let start = text.lowercased()
        let what =
            if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
                "a web page"
            } else if start.contains("<svg") {
                "a drawing in SVG"
            } else if start.hasPrefix("<") {
                "an XML document"
            } else if start.hasPrefix("{") || start.hasPrefix("[") {
                "a JSON document"
            } else {
                "text"
            }
        return "\(what): `\(text.replacing("`", with: "'"))`"
    }

    private static let signatures: [(name: String, bytes: [UInt8])] = [
        ("a ZIP archive", Array("PK\u{3}\u{4}".utf8)),
        ("compressed data", [0x1F, 0x8B]),
        ("a 3D model", Array("glTF".utf8)),
    ]

    /// One line of the beginning, spaces and newlines as single spaces; nil for what is no text.
    private static func text(in head: [UInt8]) -> String? {
        // A character may be cut at the end of what was read.
        let part = head.prefix(4 * shownLength)
        var whole = part
        while let last = whole.last, last >= 0x80, part.count - whole.count < 4,
            String(validating: whole, as: UTF8.self) == nil
        {
            whole.removeLast()
        }
        guard let text = String(validating: whole, as: UTF8.self), !text.isEmpty else { return nil }
        let isText = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F || [0x09, 0x0A, 0x0D].contains(scalar.value)
                || scalar.value == 0x1B
        }
        guard isText else { return nil }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line.count > shownLength ? line.prefix(shownLength) + "…" : line
    }
}
