import AsyncHTTPClient
import NIOHTTP1

/// The beginning of an answer to a download: 200, 206 or 416. Its body has not been read.
struct MediaAnswer {
    let response: HTTPClientResponse
    let host: String

    var status: Int { Int(response.status.code) }

    /// Without parameters, in lower case.
    var contentType: String? {
        response.headers.first(name: "Content-Type").map { value in
            Substring(value.utf8.prefix { $0 != UInt8(ascii: ";") }).trimmingBlanks.lowercased()
        }
    }

    /// What was done to the body on its way, in lower case; nil for nothing. None was asked for.
    var contentEncoding: String? {
        let names = response.headers[canonicalForm: "Content-Encoding"].map { $0.lowercased() }
        let encodings = names.filter { $0 != "identity" && !$0.isEmpty }
        return encodings.isEmpty ? nil : encodings.joined(separator: ", ")
    }

    /// nil where the answer does not say, as with a chunked body.
    var contentLength: Int? {
        response.headers.first(name: "Content-Length").flatMap { Int(Substring($0).trimmingBlanks) }
    }

    /// What a partial file of this answer could later be continued by; nil without a strong validator and a length.
    var resumeNote: ResumeNote? {
        guard contentEncoding == nil, let tag = entityTag, let length = contentLength, length > 0 else { return nil }
        return ResumeNote(entityTag: tag, length: length)
    }

    var entityTag: String? {
        response.headers.first(name: "ETag").flatMap { ResumeNote.isStrong($0) ? $0 : nil }
    }

    /// The first byte and the whole length of a 206, as in `bytes 100-199/200`.
    var contentRange: (start: Int, length: Int)? {
        guard let text = response.headers.first(name: "Content-Range"), text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/")
        guard parts.count == 2, let length = Int(parts[1]) else { return nil }
        let bounds = parts[0].split(separator: "-")
        guard bounds.count == 2, let start = Int(bounds[0]), let last = Int(bounds[1]), last == length - 1 else {
            return nil
        }
        return (start, length)
    }
}

extension Substring {
    /// Without spaces and tabs at its ends.
    fileprivate var trimmingBlanks: Substring {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let rest = utf8.drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
        return Substring(rest[...last])
    }
}
