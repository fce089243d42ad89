import RivyaRuns

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What a partial file is part of: a small file beside it, written before the first byte of content.
///
/// The result's URL is not kept: it changes when it expires, while the content's `ETag` stays.
struct ResumeNote: Equatable {
    private static let heading = "rivya-resume 1"

    /// A strong validator, with its quotes.
    var entityTag: String
    /// Of the whole result, in bytes.
    var length: Int

    init(entityTag: String, length: Int) {
        self.entityTag = entityTag
        self.length = length
    }

    /// nil where there is no note, or none that this version wrote completely.
    init?(besidePart path: String) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: Self.path(besidePart: path))) else { return nil }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == Self.heading, lines[3].isEmpty, Self.isStrong(String(lines[1])) else {
            return nil
        }
        guard let length = Int(lines[2]), length > 0 else { return nil }
        self.init(entityTag: String(lines[1]), length: length)
    }

    func write(besidePart path: String) throws(ServiceError) {
        let path = Self.path(besidePart: path)
        do {
            try Data("\(Self.heading)\n\(entityTag)\n\(length)\n".utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw ServiceError(.local, "`\(path)` cannot be written")
        }
    }

    static func remove(besidePart path: String) {
        unlink(Self.path(besidePart: path))
    }

    static func path(besidePart path: String) -> String { path + ".resume" }

    /// Only a strong tag promises the same bytes (RFC 9110, 8.8.1).
    static func isStrong(_ tag: String) -> Bool {
        tag.utf8.count > 2 && tag.hasPrefix("\"") && tag.hasSuffix("\"")
            && tag.utf8.dropFirst().dropLast().allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
    }
}
