/// The three kinds of media that the service takes and makes.
package enum MediaKind: String, Sendable, Hashable, CaseIterable {
    case image
    case video
    case audio
}

/// What a file is, read from its content.
package struct MediaType: Sendable, Hashable {
    package var kind: MediaKind
    /// Lower case, as in `image/png`.
    package var mimeType: String

    package init(kind: MediaKind, mimeType: String) {
        self.kind = kind
        self.mimeType = mimeType
    }

    /// From a `Content-Type` header: its parameters are dropped, other names of a type become the usual one.
    /// nil for what is no image, video or audio.
    package init?(mimeType: String) {
        let name = String(Substring(mimeType.utf8.prefix { $0 != UInt8(ascii: ";") }))
        let isUsual = Self.fileExtensions[name] != nil
        let canonical = isUsual ? name : Self.canonical(name.filter { !$0.isWhitespace }.lowercased())
        let family = canonical.utf8.prefix { $0 != UInt8(ascii: "/") }
        guard let kind = MediaKind(rawValue: String(Substring(family))), canonical.utf8.count > family.count + 1 else {
            return nil
        }
        self.init(kind: kind, mimeType: canonical)
    }

    /// From a file's name or a URL's path: only a guess, for media that are not at hand.
    package init?(pathExtension: String) {
        let name = pathExtension.lowercased()
        guard
            let mimeType = Self.otherExtensions[name] ?? Self.fileExtensions.first(where: { $0.value == name })?.key
        else { return nil }
        self.init(mimeType: mimeType)
    }

    /// What a file of this type is usually called, without the dot; nil for a type unknown here.
    package var fileExtension: String? { Self.fileExtensions[Self.canonical(mimeType)] }

    /// The usual name of a MIME type that has several, so that `audio/x-wav` equals `audio/wav`.
    package static func canonical(_ mimeType: String) -> String { synonyms[mimeType] ?? mimeType }

    private static let synonyms: [String: String] = [
        "image/jpg": "image/jpeg",
        "image/pjpeg": "image/jpeg",
        "image/x-png": "image/png",
        "image/heif": "image/heic",
        "video/x-m4v": "video/mp4",
        "video/matroska": "video/x-matroska",
        "audio/mp3": "audio/mpeg",
        "audio/x-mp3": "audio/mpeg",
        "audio/x-mpeg": "audio/mpeg",
        "audio/m4a": "audio/mp4",
        "audio/x-m4a": "audio/mp4",
        "audio/wave": "audio/wav",
        "audio/x-wav": "audio/wav",
        "audio/vnd.wave": "audio/wav",
        "audio/aacp": "audio/aac",
        "audio/x-aac": "audio/aac",
        "audio/x-hx-aac-adts": "audio/aac",
        "audio/x-flac": "audio/flac",
        "audio/opus": "audio/ogg",
        "application/ogg": "audio/ogg",
    ]

    private static let fileExtensions: [String: String] = [
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/webp": "webp",
        "image/gif": "gif",
        "image/avif": "avif",
        "image/heic": "heic",
        "image/tiff": "tiff",
        "image/bmp": "bmp",
        "video/mp4": "mp4",
        "video/quicktime": "mov",
        "video/webm": "webm",
        "video/x-matroska": "mkv",
        "video/x-msvideo": "avi",
        "video/3gpp": "3gp",
        "video/ogg": "ogv",
        "audio/mpeg": "mp3",
        "audio/mp4": "m4a",
        "audio/wav": "wav",
        "audio/aac": "aac",
        "audio/ogg": "ogg",
        "audio/flac": "flac",
        "audio/aiff": "aiff",
    ]

    private static let otherExtensions: [String: String] = [
        "jpeg": "image/jpeg",
        "heif": "image/heic",
        "tif": "image/tiff",
        "m4v": "video/mp4",
        "qt": "video/quicktime",
        "oga": "audio/ogg",
        "opus": "audio/ogg",
        "aif": "audio/aiff",
    ]
}
