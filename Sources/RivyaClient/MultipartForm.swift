import NIOCore
import RivyaCatalog
import RivyaRuns

/// A `multipart/form-data` body (RFC 7578) that reads its file while it is being sent.
///
/// The length is known beforehand and travels as `Content-Length`, which more servers take than a chunked upload.
struct MultipartForm: AsyncSequence, Sendable {
    private static let chunkSize = 256 << 10

    let contentType: String
    /// Of the whole body, in bytes.
    let length: Int
    private let head: [UInt8]
    private let file: SystemFile
    private let fileSize: Int
    private let tail: [UInt8]

    init(
        fields: [(name: String, value: String)],
        file: SystemFile,
        name: String,
        type: MediaType,
        boundary: String = Self.randomBoundary()
    ) throws(ServiceError) {
        contentType = "multipart/form-data; boundary=\(boundary)"
        var head = ""
        for field in fields {
            head += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n"
        }
        head +=
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(Self.quotable(name))\"\r\n"
        head += "Content-Type: \(type.mimeType)\r\n\r\n"
        self.head = Array(head.utf8)
        tail = Array("\r\n--\(boundary)--\r\n".utf8)
        self.file = file
        fileSize = try file.size()
        length = self.head.count + fileSize + tail.count
    }

    /// A file name as browsers write it: UTF-8, with `"` and control characters percent-encoded (HTML, "multipart form
    /// data"), so that no name can end the header early. Unlike there `\` is encoded too: some servers take it as an
    /// escape of the closing quote.
    static func quotable(_ name: String) -> String {
        Percent.encode(name) { byte in
            byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte >= 0x20 && byte != 0x7F
        }
    }

    /// 128 random bits: no file holds them by chance.
    static func randomBoundary() -> String {
        var random = SystemRandomNumberGenerator()
        return "rivya-" + String(random.next(), radix: 36) + String(random.next(), radix: 36)
    }

    func makeAsyncIterator() -> Iterator { Iterator(form: self) }

    struct Iterator: AsyncIteratorProtocol {
        private enum Place {
            case head
            case file(offset: Int)
            case end
        }

        private let form: MultipartForm
        private var place = Place.head

        init(form: MultipartForm) { self.form = form }

        mutating func next() async throws -> ByteBuffer? {
            switch place {
            case .head:
                place = .file(offset: 0)
                return ByteBuffer(bytes: form.head)
            case .file(let offset) where offset == form.fileSize:
                place = .end
                return ByteBuffer(bytes: form.tail)
            case .file(let offset):
                let bytes = try await form.file.read(
                    Swift.min(MultipartForm.chunkSize, form.fileSize - offset), at: offset)
                guard !bytes.isEmpty else {
                    throw ServiceError(.local, "`\(form.file.path)` became shorter while it was being sent")
                }
                place = .file(offset: offset + bytes.count)
                return ByteBuffer(bytes: bytes)
            case .end:
                return nil
            }
        }
    }
}
