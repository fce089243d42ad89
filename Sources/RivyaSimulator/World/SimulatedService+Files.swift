import RivyaCatalog
import RivyaSyntax

extension SimulatedService {
    mutating func uploadFile(_ request: SimulatorRequest, host: String) throws(APIError) -> SimulatorAnswer {
        let form = try Multipart(request.body, contentType: request.header("content-type"))
        let fields = ["file", "kind", "model", "client_request_id"]
        for part in form.parts where !fields.contains(part.name) {
            throw .validation("Unknown field: \(part.name).")
        }
        guard let part = form["file"], let name = part.filename else { throw .validation("file is required.") }
        guard let kind = form["kind"]?.text.flatMap(MediaKind.init(rawValue:)) else {
            throw .validation("kind must be image, video or audio.")
        }
        if let trace = form["client_request_id"] {
            guard let text = trace.text, text.utf16.count <= 128 else {
                throw .validation("client_request_id must have at most 128 characters.")
            }
        }
        let rule = try uploadRule(kind, model: form["model"])
        guard let type = MediaType.detect(part.content.prefix(MediaType.headLength)), type.kind == kind else {
            throw .validation("The file's content is no \(kind.rawValue).")
        }
        guard rule.takes(type) else { throw .validation("Files of type \(type.mimeType) are not accepted.") }
        if let limit = rule.maxBytes, part.content.count > limit {
            throw .validation("The file is larger than \(rule.maxSizeMB ?? 0) MB.")
        }

        let number = UInt64(files.count + 1)
        let token = token(stream: 1 << 62 | number)
        let file = SimulatedFile(
            id: "file_\(token)",
            type: type,
            name: name,
            bytes: part.content.count,
            durationToken: kind == .image ? nil : "dur_\(self.token(stream: 3 << 61 | number))",
            created: now,
            account: account
        )
        files[file.id] = file
        effect = .file(file.id)
        return SimulatorAnswer(status: options.uploadStatus, json: object(of: file, host: host))
    }

    func object(of file: SimulatedFile, host: String) -> JSONValue {
        .object([
            .init("id", .string(file.id)),
            .init("object", .string("file")),
            .init("url", .string(file.url(host: host))),
            .init("kind", .string(file.type.kind.rawValue)),
            .init("name", .string(file.name)),
            .init("mime_type", .string(file.type.mimeType)),
            .init("size_bytes", .number(Number(file.bytes))),
            .init("duration_token", file.durationToken.map { .string($0) } ?? .null),
            .init("created_at", .string(Timestamp.text(milliseconds: file.created))),
        ])
    }

    private func uploadRule(_ kind: MediaKind, model part: Multipart.Part?) throws(APIError) -> ReferenceRule.Kind {
        guard let part else { return Self.defaultRule(kind) }
        guard let id = part.text, let model = catalog[id] else { throw .validation("Unknown model.") }
        guard let rule = model.references?.kind(kind) else {
            throw .validation("\(id) takes no \(kind.rawValue) references.")
        }
        return rule
    }

    /// For uploads that name no model.
    private static func defaultRule(_ kind: MediaKind) -> ReferenceRule.Kind {
        switch kind {
        case .image:
            .init(kind: kind, maxSizeMB: 10, mimeTypes: ["image/jpeg", "image/png", "image/webp"])
        case .video:
            .init(kind: kind, maxSizeMB: 50, mimeTypes: ["video/mp4", "video/quicktime", "video/webm"])
        case .audio:
            .init(
                kind: kind, maxSizeMB: 10,
                mimeTypes: ["audio/mpeg", "audio/mp4", "audio/wav", "audio/aac", "audio/ogg"]
            )
        }
    }
}
