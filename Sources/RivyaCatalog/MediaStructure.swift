/// Whether a medium is all there, as far as its own container tells: chunks, boxes and frames that reach their ends, and
/// the parts without which nothing can be seen or heard. Pictures are not decoded.
///
/// A medium that plays is never called broken. So what follows the end is left alone, and formats that say little of
/// themselves, such as MP3 and FLAC, are taken as they are.
package enum MediaStructure: Sendable, Hashable {
    case complete
    /// Only its very end is missing, and most programs show it all the same. The text goes on after "it".
    case unfinished(String)
    /// It ends before its structure does, or has none. The text goes on after "it".
    case broken(String)

    /// What is wrong, in words that go on after "it"; nil where nothing is.
    package var fault: String? {
        switch self {
        case .complete: nil
        case .unfinished(let fault), .broken(let fault): fault
        }
    }

    /// Of a medium in memory.
    package init(of bytes: [UInt8], type: MediaType) {
        self.init(type: type, count: bytes.count) { offset, count in Array(bytes[offset..<offset + count]) }
    }

    /// Of a medium that is read in parts.
    ///
    /// - Parameters:
    ///   - type: as `MediaType.detect` told it.
    ///   - count: its length in bytes.
    ///   - read: bytes at an offset, both within the length; fewer where they cannot be read.
    package init(type: MediaType, count: Int, read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]) {
        var bytes = MediaBytes(count: count, read: read)
        self =
            switch type.mimeType {
            case "image/png": bytes.png()
            case "image/jpeg": bytes.jpeg()
            case "image/gif": bytes.gif()
            case "image/bmp": bytes.bmp()
            case "image/tiff": bytes.tiff()
            case "image/webp": bytes.webp()
            case "audio/wav": bytes.wav()
            case "video/x-msvideo": bytes.avi()
            case "audio/aiff": bytes.aiff()
            case "image/avif", "image/heic": bytes.boxes(of: type)
            case "video/mp4", "video/quicktime", "video/3gpp", "audio/mp4": bytes.boxes(of: type)
            case "video/webm", "video/x-matroska": bytes.matroska()
            case "audio/ogg", "video/ogg": bytes.ogg()
            case "audio/mpeg": bytes.frames { MPEGFrame.length(mpegAudio: $0) }
            case "audio/aac": bytes.frames { MPEGFrame.length(adts: $0) }
            case "audio/flac": bytes.flac()
            default: .complete
            }
    }
}
