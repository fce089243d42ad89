import RivyaCatalog
package import RivyaSyntax

/// A cell's request as the ledger keeps it: what its key was made of, for people and for comparing.
package struct RequestDocument: Sendable {
    package struct Reference: Sendable, Hashable {
        package var content: RequestDigest.ReferenceContent
        /// As the script wrote it, for a file; nil in ledgers of the first version.
        package var path: String?

        package init(_ content: RequestDigest.ReferenceContent, path: String? = nil) {
            self.content = content
            self.path = path
        }
    }

    package var model: String
    package var prompt: String?
    /// As sent, without reference media.
    package var parameters: [JSONValue.Member]
    package var references: [Reference]

    package init(
        model: String, prompt: String?, parameters: [JSONValue.Member] = [], references: [Reference] = []
    ) {
        self.model = model
        self.prompt = prompt
        self.parameters = parameters
        self.references = references
    }

    /// Reads what `IdentifiedJob` wrote; nil for a text that is no such document.
    package init?(stored text: String) {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), let model = json["model"]?.string else {
            return nil
        }
        self.init(
            model: model, prompt: json["prompt"]?.string, parameters: json["params"]?.object ?? [],
            references: (json["references"]?.array ?? []).compactMap(Reference.init))
    }

    /// The digest that the request had when its cell's key was made.
    package func digest(identity: String) -> RequestDigest {
        RequestDigest(
            model: model, prompt: prompt, parameters: parameters.map { ($0.key, WireValue(sent: $0.value)) },
            references: references.map(\.content), identity: identity)
    }

    /// Which of the equal requests of its run a cell is, from 1; nil where that cannot be told.
    package func take(of cell: CellKey, identity: String) -> Int? {
        let digest = digest(identity: identity)
        return (1...Self.mostTakes).first { CellKey(digest, take: $0) == cell }
    }

    /// Beyond that nobody counts; each take costs a digest.
    private static let mostTakes = 10_000
}

extension RequestDocument.Reference {
    init?(_ json: JSONValue) {
        if let sha256 = json["sha256"]?.string {
            self.init(.file(sha256: sha256), path: json["path"]?.string)
        } else if let url = json["url"]?.string {
            self.init(.url(url))
        } else if let cell = json["cell"]?.string {
            self.init(.cell(CellKey(stored: cell)))
        } else {
            return nil
        }
    }

    package var json: JSONValue {
        switch content {
        case .file(let sha256):
            .object(
                [JSONValue.Member("sha256", .string(sha256))] + (path.map { [.init("path", .string($0))] } ?? []))
        case .url(let url): .object([.init("url", .string(url))])
        case .cell(let key): .object([.init("cell", .string(key.description))])
        }
    }
}

extension WireValue {
    /// The inverse of writing a value as JSON.
    fileprivate init(sent json: JSONValue) {
        switch json {
        case .string(let text): self = .string(text)
        case .number(let number): self = .number(number)
        default: self = .json(json)
        }
    }
}
