import HTTPTypes
import HummingbirdCore
import NIOCore
import RivyaGallery
import RivyaSyntax

/// One request to a gallery server, and its answer.
///
/// The writer belongs to the server's own handling of the connection, which is `@concurrent`; so are its users here.
struct GalleryExchange {
    let site: any GallerySite
    let gate: GalleryGate

    /// Larger than every judgment.
    private static let maxBodyBytes = 1 << 18
    private static let maxReadBytes = 1 << 23
    private static let mediaPieceBytes = 1 << 18
    /// How often a page that listens is told of news, and how many looks without news make a sign of life: writing it
    /// is how a page that has gone away is noticed.
    private static let lookPause = Duration.milliseconds(500)
    private static let looksPerSign = 30

    @concurrent
    func respond(to request: Request, with writer: consuming ResponseWriter) async throws {
        let passage: GalleryGate.Passage
        do throws(GalleryGate.Refusal) {
            passage = try gate.passage(for: request.head)
        } catch {
            return try await refuse(error, with: writer)
        }
        let hasBody = request.method != .head
        switch passage {
        case .page:
            var fields = Self.fields("text/html; charset=utf-8", cache: "no-store")
            fields[.setCookie] = "\(gate.cookieName)=\(gate.token); Path=/; HttpOnly; SameSite=Strict"
            let bytes = GalleryAssets.index(token: gate.token.description)
            try await send(.ok, fields, hasBody ? bytes : nil, length: bytes.count, with: writer)
        case .asset(let name):
            guard let file = GalleryAssets.files.first(where: { $0.name == name }) else {
                preconditionFailure("the gate lets only files through that there are")
            }
            let fields = Self.fields(file.contentType, cache: "no-cache")
            try await send(.ok, fields, hasBody ? file.bytes : nil, length: file.bytes.count, with: writer)
        case .data:
            let data = await site.content().data
            let fields = Self.fields("text/javascript; charset=utf-8", cache: "no-store")
            try await send(.ok, fields, hasBody ? data : nil, length: data.count, with: writer)
        case .events: try await sendEvents(hasBody: hasBody, with: writer)
        case .media(let name): try await sendMedia(name, request, hasBody: hasBody, with: writer)
        case .judgment: try await judge(request, with: writer)
        }
    }

    // MARK: - Answers

    /// What every answer says: nothing is guessed, framed, or handed to another site, and nothing runs but the page's
    /// own scripts.
    private static func fields(_ contentType: String, cache: String) -> HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = contentType
        fields[.cacheControl] = cache
        fields[.xContentTypeOptions] = "nosniff"
        fields[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        fields[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "same-origin"
        fields[HTTPField.Name("Cross-Origin-Opener-Policy")!] = "same-origin"
        fields[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        return fields
    }

    /// - Parameter length: of the body that a GET has.
    @concurrent
    private func send(
        _ status: HTTPResponse.Status, _ fields: HTTPFields, _ bytes: [UInt8]?, length: Int,
        with writer: consuming ResponseWriter
    ) async throws {
        var fields = fields
        fields[.contentLength] = String(length)
        let head = HTTPResponse(status: status, headerFields: fields)
        try await writer.write(
            response: head, body: bytes.map { ResponseBody(byteBuffer: ByteBuffer(bytes: $0)) } ?? ResponseBody())
    }

    @concurrent
    private func sendJSON(
        _ status: HTTPResponse.Status, _ json: JSONValue, with writer: consuming ResponseWriter
    ) async throws {
        var bytes: [UInt8] = []
        json.write(to: &bytes)
        try await send(
            status, Self.fields("application/json", cache: "no-store"), bytes, length: bytes.count, with: writer)
    }

    @concurrent
    private func refuse(_ refusal: GalleryGate.Refusal, with writer: consuming ResponseWriter) async throws {
        var fields = Self.fields("application/json", cache: "no-store")
        fields[.allow] = refusal.allowed
        var bytes: [UInt8] = []
        JSONValue.object([.init("error", .string(refusal.message))]).write(to: &bytes)
        try await send(
            HTTPResponse.Status(code: refusal.status), fields, bytes, length: bytes.count, with: writer)
    }

    // MARK: - Media

    @concurrent
    private func sendMedia(
        _ name: String, _ request: Request, hasBody: Bool, with writer: consuming ResponseWriter
    ) async throws {
        // The data's references are encoded; both sides are compared decoded.
        let entry = await site.content().media.first {
            GalleryGate.decoded("/" + $0.reference)?.dropFirst() == name[...]
        }
        guard let entry, let file = try await MediaFile.open(entry.path) else {
            return try await refuse(.init(status: 404, message: "there is no such result any more"), with: writer)
        }
        let (type, isShown) = MediaFile.contentType(of: name)
        var fields = Self.fields(type, cache: "no-cache")
        // A result is no page, whatever it says it is.
        fields[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        if !isShown { fields[.contentDisposition] = "attachment" }
        fields[.acceptRanges] = "bytes"
        fields[.eTag] = file.tag
        if request.headers[.ifNoneMatch] == file.tag {
            return try await writer.writeResponse(HTTPResponse(status: .notModified, headerFields: fields))
        }
        // A range of another version of the file would be pasted to this one.
        let isCurrent = request.headers[.ifRange].map { $0 == file.tag } ?? true
        var status = HTTPResponse.Status.ok
        var part = 0..<file.length
        switch MediaRange(isCurrent ? request.headers[.range] : nil, length: file.length) {
        case .whole: break
        case .part(let range):
            status = .partialContent
            part = range
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.length)"
        case .unsatisfiable:
            fields[.contentRange] = "bytes */\(file.length)"
            return try await send(.rangeNotSatisfiable, fields, nil, length: 0, with: writer)
        }
        fields[.contentLength] = String(part.count)
        let head = HTTPResponse(status: status, headerFields: fields)
        guard hasBody, !part.isEmpty else { return try await writer.writeResponse(head) }
        var body = try await writer.writeHead(head)
        while !part.isEmpty {
            let piece = try await file.read(min(Self.mediaPieceBytes, part.count), at: part.lowerBound)
            // It has become shorter: an answer that breaks off is the only honest one.
            if piece.readableBytes == 0 { throw CancellationError() }
            try await body.write(piece)
            part = (part.lowerBound + piece.readableBytes)..<part.upperBound
        }
        try await body.finish(nil)
    }

    // MARK: - News

    @concurrent
    private func sendEvents(hasBody: Bool, with writer: consuming ResponseWriter) async throws {
        let head = HTTPResponse(
            status: .ok, headerFields: Self.fields("text/event-stream", cache: "no-store"))
        guard hasBody else { return try await writer.writeResponse(head) }
        var seen = await site.content().data
        var body = try await writer.writeHead(head)
        try await body.write(ByteBuffer(string: ": the gallery tells when `data.js` has changed\n\n"))
        var looks = 0
        while true {
            try await Task.sleep(for: Self.lookPause)
            let data = await site.content().data
            if !GalleryContent.isUnchanged(data, from: seen) {
                seen = data
                looks = 0
                try await body.write(ByteBuffer(string: "data: changed\n\n"))
            } else {
                looks += 1
                if looks % Self.looksPerSign == 0 { try await body.write(ByteBuffer(string: ":\n\n")) }
            }
        }
    }

    // MARK: - Judgments

    @concurrent
    private func judge(_ request: Request, with writer: consuming ResponseWriter) async throws {
        var body: [UInt8] = []
        var length = 0
        for try await chunk in request.body {
            length += chunk.readableBytes
            if length <= Self.maxBodyBytes { body.append(contentsOf: chunk.readableBytesView) }
            // What is too long is read to its end, so that the answer is heard; but not without end.
            if length > Self.maxReadBytes { break }
        }
        guard length <= Self.maxBodyBytes else {
            return try await refuse(.init(status: 413, message: "this is too large for a judgment"), with: writer)
        }
        guard let document = try? JSONValue(parsing: body) else {
            return try await refuse(.init(status: 400, message: "the body is no JSON"), with: writer)
        }
        let kept: JSONValue
        do throws(JudgmentRefusal) {
            kept = try await site.judge(document)
        } catch {
            let status = error.kind == .malformed ? 422 : 500
            return try await refuse(.init(status: status, message: error.message), with: writer)
        }
        try await sendJSON(.ok, kept, with: writer)
    }
}
