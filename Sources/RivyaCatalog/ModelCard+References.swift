import RivyaSyntax

/// What is wrong with the reference media of a request.
package struct ReferenceProblem: Sendable, Hashable {
    /// The reference concerned, from 0; nil where it is all of them together.
    package var index: Int?
    package var problem: CatalogProblem

    package init(index: Int?, problem: CatalogProblem) {
        self.index = index
        self.problem = problem
    }
}

extension ModelCard {
    /// The problem of any reference to a model that takes none; nil for the others.
    package var noReferencesProblem: CatalogProblem? {
        guard references == nil else { return nil }
        return CatalogProblem(
            .noReferencesTaken,
            "`\(id)` takes no reference media",
            label: notices.isEmpty ? nil : "the catalog notes: \(notices.joined(separator: "; "))",
            help: "leave out `ref`, or choose a model that takes reference media"
        )
    }

    /// All that is wrong with references, before anything is sent.
    ///
    /// What a URL leads to is not known then, and only counts; `mediaProblem` checks it once it is at hand.
    ///
    /// - Parameter modelOfJob: the model of the job with an index, for `Reference.job`.
    package func problems(
        with given: [Reference],
        modelOfJob: (Int) -> ModelCard?
    ) -> [ReferenceProblem] {
        guard !given.isEmpty else { return [] }
        if let noReferencesProblem { return [ReferenceProblem(index: nil, problem: noReferencesProblem)] }
        guard let rule = references else { return [] }
        var problems: [ReferenceProblem] = []
        var counts: [MediaKind: Int] = [:]
        for (index, reference) in given.enumerated() {
            switch reference {
            case .url(let url):
                if let problem = CatalogProblem.badURL(url) {
                    problems.append(ReferenceProblem(index: index, problem: problem))
                }
            case .file(let file):
                counts[file.type.kind, default: 0] += 1
                if let problem = mediaProblem(name: file.path, type: file.type, bytes: file.bytes) {
                    problems.append(ReferenceProblem(index: index, problem: problem))
                }
            case .job(let job):
                guard let model = modelOfJob(job) else { continue }
                if let kind = model.resultKind { counts[kind, default: 0] += 1 }
                if let problem = resultProblem(of: model) {
                    problems.append(ReferenceProblem(index: index, problem: problem))
                }
            }
        }
        if let problem = countProblem(given.count, rule) ?? (problems.isEmpty ? mixtureProblem(counts, rule) : nil) {
            problems.insert(ReferenceProblem(index: nil, problem: problem), at: 0)
        }
        return problems
    }

    /// What is wrong with one medium: its kind, its MIME type, its size. For files, and for what was downloaded.
    ///
    /// - Parameter name: how the script names it.
    package func mediaProblem(name: String, type: MediaType, bytes: Int) -> CatalogProblem? {
        guard let rule = references else { return noReferencesProblem }
        let shown = CatalogProblem.quoted(name)
        guard let kind = rule.kind(type.kind) else {
            return CatalogProblem(
                .referenceKind,
                "\(shown) is \(type.kind.withArticle), which `\(id)` does not take as a reference",
                label: "`\(type.mimeType)`",
                help: "it takes \(Self.names(of: rule.kinds.map(\.kind)))"
            )
        }
        guard kind.takes(type) else {
            return CatalogProblem(
                .referenceKind,
                "\(shown) is `\(type.mimeType)`, which `\(id)` does not take as \(type.kind.withArticle)",
                label: "allowed: \(CatalogProblem.list(kind.mimeTypes, atMost: 12))",
                help: "convert it to \(kind.mimeTypes.first.map { "`\($0)`" } ?? "another format")"
            )
        }
        guard let maxBytes = kind.maxBytes, let maxSizeMB = kind.maxSizeMB, bytes > maxBytes else { return nil }
        return CatalogProblem(
            .referenceTooLarge,
            "\(shown) has \(Self.megabytes(bytes)) MB, `\(id)` takes \(type.kind.plural) of at most \(maxSizeMB) MB",
            label: "1 MB is 1048576 bytes",
            help: "make it smaller, by its resolution, its quality or its length"
        )
    }

    /// What is wrong with the result of another model's job as a reference.
    package func resultProblem(of model: ModelCard) -> CatalogProblem? {
        guard let rule = references else { return noReferencesProblem }
        guard let kind = model.resultKind else {
            // A category that this version does not know: the result's content will tell.
            if case .other = model.category { return nil }
            return CatalogProblem(
                .referenceKind, "a job of `\(model.id)` has no result that can be a reference")
        }
        guard rule.kind(kind) == nil else { return nil }
        return CatalogProblem(
            .referenceKind,
            "a job of `\(model.id)` makes \(kind.withArticle), which `\(id)` does not take as a reference",
            help: "it takes \(Self.names(of: rule.kinds.map(\.kind)))"
        )
    }

    private func countProblem(_ count: Int, _ rule: ReferenceRule) -> CatalogProblem? {
        guard count > rule.maxFiles else { return nil }
        return CatalogProblem(
            .tooManyReferences,
            "`\(id)` takes at most \(rule.maxFiles) \(rule.maxFiles == 1 ? "reference" : "references"), not \(count)",
            label: "allowed: \(rule.maxFiles)",
            help: rule.rule.isEmpty ? nil : "the service says: \"\(rule.rule)\""
        )
    }

    private func mixtureProblem(_ counts: [MediaKind: Int], _ rule: ReferenceRule) -> CatalogProblem? {
        guard !rule.mixtures.isEmpty, !rule.mixtures.contains(where: { $0.allows(counts) }) else { return nil }
        let given = MediaKind.allCases.compactMap { kind in counts[kind].map { kind.counted($0) } }
        let allowed = rule.mixtures.map { mixture in
            MediaKind.allCases.compactMap { kind in mixture.limits[kind].map { kind.counted($0) } }
                .joined(separator: " and ")
        }
        return CatalogProblem(
            .tooManyReferences,
            "`\(id)` does not take \(given.joined(separator: " and ")) together",
            label: "at most \(CatalogProblem.alternatives(allowed))",
            help: rule.rule.isEmpty ? nil : "the service says: \"\(rule.rule)\""
        )
    }

    private static func names(of kinds: [MediaKind]) -> String {
        CatalogProblem.alternatives(kinds.map(\.plural))
    }

    /// With one digit, rounded up so that nothing too large looks as if it fitted.
    private static func megabytes(_ bytes: Int) -> String {
        let whole = bytes >> 20
        let tenths = ((bytes & 0xF_FFFF) * 10 + 0xF_FFFF) >> 20
        return tenths == 10 ? "\(whole + 1).0" : "\(whole).\(tenths)"
    }
}

extension CatalogProblem {
    /// The problem of a file whose content is no medium (`MediaType.detect`).
    package static func notMedia(path: String, bytes: Int) -> CatalogProblem {
        bytes == 0
            ? CatalogProblem(.badReference, "\(quoted(path)) is empty", help: "name a file that has content")
            : CatalogProblem(
                .referenceKind, "\(quoted(path)) is no image, video or audio file",
                help: "the content decides, not the name; PNG, JPEG, WebP, MP4, MOV, WebM, MP3 and WAV are known"
            )
    }

    /// The problem of a file that ends before its structure does.
    ///
    /// - Parameter fault: as `MediaStructure` tells it.
    package static func broken(path: String, _ fault: String) -> CatalogProblem {
        CatalogProblem(
            .brokenReference, "\(quoted(path)) is damaged: it \(fault)",
            help: "save or copy the file again, and look at it")
    }
}

extension CatalogProblem {
    /// The problem of an address that nothing can be fetched from; nil for a good one.
    package static func badURL(_ text: String) -> CatalogProblem? {
        do throws(WebURL.Problem) {
            _ = try WebURL(text)
            return nil
        } catch {
            return CatalogProblem(
                .badReference, "\(quoted(text)) is no address of a medium: \(error.reason)",
                help: "write it as `https://host/path`")
        }
    }
}

extension MediaKind {
    var withArticle: String {
        switch self {
        case .image: "an image"
        case .video: "a video"
        case .audio: "an audio file"
        }
    }

    var plural: String {
        switch self {
        case .image: "images"
        case .video: "videos"
        case .audio: "audio files"
        }
    }

    func counted(_ count: Int) -> String {
        count == 1 ? "1 \(self == .audio ? "audio file" : rawValue)" : "\(count) \(plural)"
    }
}
