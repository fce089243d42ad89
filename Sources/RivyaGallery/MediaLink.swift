import RivyaRuns

/// A result file as the page refers to it.
struct MediaLink: Hashable {
    /// The words of `data.js`.
    enum Kind: String, Hashable {
        case image
        case video
        case audio
        case other
    }

    var kind: Kind
    /// A relative reference, percent-encoded.
    var reference: String
    /// The file's name, for people.
    var name: String

    /// - Parameters:
    ///   - path: the file's absolute path.
    ///   - folder: the absolute path of the page's folder.
    init(path: String, from folder: String) {
        let target = Self.components(path)
        let base = Self.components(folder)
        let shared = zip(target, base).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: base.count - shared) + target[shared...].map(Self.encoded)
        // A first step with a colon would be read as a scheme; after encoding there is none.
        reference = steps.joined(separator: "/")
        name = target.last ?? path
        kind = Self.kind(of: name)
    }

    private static func components(_ path: String) -> [String] {
        LexicalPath.normalized(path).utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    private static func encoded(_ component: String) -> String {
        var result = ""
        for byte in component.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (byte < 16 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func kind(of name: String) -> Kind {
        switch ending(of: name)?.lowercased() {
        case "png", "jpg", "jpeg", "webp", "gif", "avif": return .image
        case "mp4", "m4v", "webm", "mov": return .video
        case "mp3", "wav", "m4a", "aac", "ogg", "opus", "flac": return .audio
        default: return .other
        }
    }

    /// What follows the last dot.
    static func ending(of name: String) -> Substring? {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...] }
    }
}
