/// What reference media a model takes.
package struct ReferenceRule: Sendable, Hashable {
    /// One kind of media that is taken, and what limits a file of it.
    package struct Kind: Sendable, Hashable {
        package var kind: MediaKind
        /// 1 MB is 2^20 bytes; nil where the catalog shows no limit.
        package var maxSizeMB: Int?
        /// Lower case, as in `image/png`; empty where the catalog shows none, and every type is then taken.
        package var mimeTypes: [String]

        package init(kind: MediaKind, maxSizeMB: Int?, mimeTypes: [String]) {
            self.kind = kind
            self.maxSizeMB = maxSizeMB
            self.mimeTypes = mimeTypes
        }

        /// nil where there is no limit.
        package var maxBytes: Int? {
            guard let maxSizeMB else { return nil }
            let (bytes, overflow) = maxSizeMB.multipliedReportingOverflow(by: 1 << 20)
            return overflow ? nil : bytes
        }

        /// Whether the MIME type, or one that means the same, is taken.
        package func takes(_ type: MediaType) -> Bool {
            mimeTypes.isEmpty || mimeTypes.contains { MediaType.canonical($0) == MediaType.canonical(type.mimeType) }
        }
    }

    /// One allowed mixture of kinds: at most so many of each; a kind that is not named is not in the mixture.
    package struct Mixture: Sendable, Hashable {
        package var limits: [MediaKind: Int]

        package init(_ limits: [MediaKind: Int]) {
            self.limits = limits
        }

        /// Whether there are as many of each kind as the mixture allows, or fewer.
        package func allows(_ counts: [MediaKind: Int]) -> Bool {
            counts.allSatisfy { kind, count in count <= limits[kind, default: 0] }
        }
    }

    /// `Int.max` where the catalog shows no limit.
    package var maxFiles: Int
    package var kinds: [Kind]
    /// The rule in the service's words.
    package var rule: String
    /// Where kinds limit each other: the references must fit one of these. Empty for most models.
    package var mixtures: [Mixture]

    package init(maxFiles: Int, kinds: [Kind], rule: String, mixtures: [Mixture] = []) {
        self.maxFiles = maxFiles
        self.kinds = kinds
        self.rule = rule
        self.mixtures = mixtures
    }

    /// The rule of a model whose reference media are described in an unknown way: nothing but the kind is checked.
    package static func unchecked(_ kinds: [MediaKind]) -> ReferenceRule {
        ReferenceRule(
            maxFiles: .max,
            kinds: kinds.map { Kind(kind: $0, maxSizeMB: nil, mimeTypes: []) },
            rule: ""
        )
    }

    /// What is taken of a kind; nil where nothing of it is.
    package func kind(_ kind: MediaKind) -> Kind? { kinds.first { $0.kind == kind } }

    /// Mixtures that the catalog tells in words only (`rule`), by model (`Documentation/Service.md`, "References").
    ///
    /// `happyhorse-1-0`: "up to 9 images when no video is attached; for video editing use 1 video plus up to 5 image
    /// references".
    static let mixturesInWords: [String: [Mixture]] = [
        "happyhorse-1-0": [Mixture([.image: 9]), Mixture([.image: 5, .video: 1])]
    ]
}
