import RivyaCatalog
import RivyaSyntax

extension GenerationCheck {
    func checkReferences(_ value: JSONValue, of model: ModelCard) throws(APIError) {
        let name = "params.\(Self.referencesKey)"
        guard case .array(let items) = value else { throw .validation("\(name) must be a list.") }
        guard let rule = model.references else { throw .validation("\(model.id) takes no reference media.") }
        guard items.count <= rule.maxFiles else {
            throw .validation("\(name) must have at most \(rule.maxFiles) items for \(model.id).")
        }
        var counts: [MediaKind: Int] = [:]
        for item in items {
            let kind = try checkReference(item, name, rule, model)
            counts[kind, default: 0] += 1
        }
        guard rule.mixtures.isEmpty || rule.mixtures.contains(where: { $0.allows(counts) }) else {
            throw .validation("\(name) has a mixture of kinds that \(model.id) does not take: \(rule.rule)")
        }
    }

    private func checkReference(
        _ item: JSONValue, _ name: String, _ rule: ReferenceRule, _ model: ModelCard
    ) throws(APIError) -> MediaKind {
        guard case .object(let members) = item else { throw .validation("\(name) must be a list of objects.") }
        let texts = ["url", "kind", "name", "mimeType", "durationToken"]
        try checkKeys(members, in: name, allowed: texts + ["durationSeconds"])
        for member in members where texts.contains(member.key) {
            guard case .string = member.value else { throw .validation("\(name).\(member.key) must be a string.") }
        }
        if let seconds = item["durationSeconds"] {
            guard case .number(let number) = seconds, number > Number(0) else {
                throw .validation("\(name).durationSeconds must be a number above 0.")
            }
        }
        guard case .string(let text)? = item["kind"], let kind = MediaKind(rawValue: text) else {
            throw .validation("\(name).kind must be image, video or audio.")
        }
        guard let accepted = rule.kind(kind) else {
            throw .validation("\(model.id) takes no \(text) references.")
        }
        if case .string(let mimeType)? = item["mimeType"] {
            guard let type = MediaType(mimeType: mimeType), type.kind == kind, accepted.takes(type) else {
                throw .validation("\(model.id) takes no references of type \(mimeType).")
            }
        }
        guard case .string(let url)? = item["url"], Self.isWebURL(url) else {
            throw .validation("\(name).url must be an http or https URL.")
        }
        if let id = SimulatedFile.id(inURL: url) {
            guard let file = files[id] else { throw .validation("\(name).url names no uploaded file.") }
            try checkUpload(file, item, kind, accepted, name)
        }
        return kind
    }

    private func checkUpload(
        _ file: SimulatedFile, _ item: JSONValue, _ kind: MediaKind, _ accepted: ReferenceRule.Kind, _ name: String
    ) throws(APIError) {
        guard file.type.kind == kind else {
            throw .validation("\(name).kind is \(kind.rawValue), but the file is \(file.type.kind.rawValue).")
        }
        guard accepted.takes(file.type) else {
            throw .validation("The model takes no references of type \(file.type.mimeType).")
        }
        if let limit = accepted.maxBytes, file.bytes > limit {
            throw .validation("The reference file is larger than the model takes.")
        }
        guard let token = file.durationToken else { return }
        guard case .string(token)? = item["durationToken"] else {
            throw .validation("\(name).durationToken must be the duration_token of the uploaded file.")
        }
    }

    /// With a scheme, a host and no white space.
    private static func isWebURL(_ text: String) -> Bool {
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            return !host.isEmpty && !text.contains(where: \.isWhitespace)
        }
        return false
    }
}
