import RivyaSyntax

extension Catalog {
    /// The problem of a name that is no model's id.
    package func unknownModelProblem(_ name: String) -> CatalogProblem {
        let near = nearest(to: name).map { "`\($0)`" }
        let help =
            near.isEmpty
            ? "`rivya models` lists the \(ids.count) models of the catalog"
            : "did you mean \(CatalogProblem.alternatives(near))?"
        return CatalogProblem(.unknownModel, "there is no model \(CatalogProblem.quoted(name))", help: help)
    }

    /// Up to three ids that may have been meant, the likeliest first.
    package func nearest(to name: String) -> [String] {
        let limit = 3
        // The name as people write it, "Kling 2.6", leaves nothing to guess.
        let wanted = Self.folded(name)
        if !wanted.isEmpty {
            let same = models.filter { Self.folded($0.displayName) == wanted || Self.folded($0.id) == wanted }
            if !same.isEmpty { return same.prefix(limit).map(\.id) }
        }
        var found: [String] = []
        while found.count < limit {
            let rest = ids.filter { !found.contains($0) }
            guard let nearest = Suggestion.nearest(to: name, among: rest) else { break }
            found.append(nearest)
        }
        // A part of a name: its family.
        if wanted.utf8.count >= 3 {
            found += ids.filter { !found.contains($0) && Self.folded($0).contains(wanted) }
        }
        return Array(found.prefix(limit))
    }

    /// Letters and digits only, lower case.
    private static func folded(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension ModelCard {
    /// Why `gen` cannot call this model; nil where it can.
    package var callProblem: CatalogProblem? {
        if category == .chat || runtime == "chat" {
            return CatalogProblem(
                .modelNotCallable, "`\(id)` is a chat model, which `gen` cannot call",
                help: "choose a model that makes images, videos or audio")
        }
        switch availability {
        case .available, .other:
            return nil
        case .comingSoon:
            return CatalogProblem(
                .modelNotCallable, "`\(id)` is announced but cannot be called yet",
                label: "`coming_soon` in the catalog",
                help: "`rivya models --refresh` asks the service for its newest catalog")
        case .studioOnly:
            return CatalogProblem(
                .modelNotCallable, "`\(id)` can be used in Rivya's Studio only, not through its API",
                label: "`studio_only` in the catalog", help: "choose another model")
        }
    }

    /// A warning for a request to a model whose parameters are not all understood; nil for others.
    package var uncheckedWarning: CatalogProblem? {
        guard passesParametersThrough else { return nil }
        return CatalogProblem(
            .uncheckedModel, "the catalog describes `\(id)` in a form that this version does not know",
            help: "its parameters are sent as written, without a check")
    }

    /// The problem of a key that is no parameter. Not for models that pass parameters through, except for the key of
    /// the reference media, which never is one.
    package func unknownParameterProblem(_ key: String) -> CatalogProblem {
        let message = "`\(id)` has no parameter \(CatalogProblem.quoted(key))"
        if key == Parameter.referenceItemsKey {
            return CatalogProblem(.unknownParameter, message, help: "write `ref=` for reference media")
        }
        guard !parameters.isEmpty else {
            return CatalogProblem(.unknownParameter, message, help: "it takes no parameters")
        }
        let keys = parameters.map(\.key)
        let list = "its parameters are \(CatalogProblem.list(keys.map { "`\($0)`" }, atMost: 20))"
        guard let nearest = Suggestion.nearest(to: key, among: keys) ?? Self.otherName(of: key, among: keys) else {
            return CatalogProblem(.unknownParameter, message, help: list)
        }
        return CatalogProblem(.unknownParameter, message, help: "did you mean `\(nearest)`? \(list)")
    }

    /// What one model calls `aspect_ratio`, another calls `size` (`Documentation/Service.md`, "Parameter names").
    private static func otherName(of key: String, among keys: [String]) -> String? {
        let families: [[String]] = [
            ["aspect_ratio", "aspectRatio", "image_size", "imageSize", "size", "ratio"],
            ["duration", "duration_seconds", "n_frames", "seconds", "length"],
            ["sound", "generate_audio", "audio_setting", "audio"],
            ["resolution", "quality", "image_resolution", "size"],
            ["output_format", "outputFormat", "format"],
            ["seed", "seeds", "random_seed"],
            ["watermark", "waterMark", "remove_watermark"],
            ["voice", "default_voice"],
        ]
        for family in families where family.contains(key) {
            if let name = family.first(where: keys.contains) { return name }
        }
        return nil
    }
}

extension CatalogProblem {
    /// `a`, `a or b`, `a, b or c`.
    static func alternatives(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " or " + last
    }
}
