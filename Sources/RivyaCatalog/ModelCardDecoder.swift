import RivyaSyntax

/// Reads one entry of the catalog, keeping the model whatever its inner shape is.
struct ModelCardDecoder {
    /// What was not understood, for people.
    private(set) var doubts: [String] = []

    private let fields: JSONValue

    init(_ entry: JSONValue) {
        fields = entry
    }

    /// nil where there is no usable id.
    mutating func decode() -> ModelCard? {
        guard let id = fields["id"]?.string, Self.isUsable(id) else { return nil }
        let (parameters, isComplete) = decodeParameters()
        let hasDialogue = parameters.contains { $0.kind == .dialogue }
        if fields["base_credits"]?.decimal == nil {
            doubts.append("its price is not shown and counts as 0")
        }
        return ModelCard(
            id: id,
            displayName: fields["display_name"]?.string ?? id,
            category: ModelCard.Category(fields["category"]?.string ?? ""),
            runtime: fields["runtime"]?.string ?? "async_task",
            baseCredits: fields["base_credits"]?.decimal ?? Number(0),
            billingType: fields["billing_type"]?.string ?? "FIXED",
            supportedModes: fields["supported_modes"]?.texts ?? [],
            maxPromptLength: fields["max_prompt_length"]?.decimal?.int.flatMap { $0 > 0 ? $0 : nil },
            // `prompt_required` is not a field of the service: without it, a model that builds its prompt from a
            // dialogue needs none, and one whose parameters are not understood is not judged.
            isPromptRequired: fields["prompt_required"]?.bool ?? (isComplete && !hasDialogue),
            references: decodeReferences(of: id),
            parameters: parameters,
            passesParametersThrough: !isComplete,
            availability: ModelCard.Availability(fields["api_status"]?.string ?? "available"),
            takesURLs: fields["url_input_supported"]?.bool ?? false,
            notices: fields["notices"]?.texts ?? []
        )
    }

    /// An id is shown, written in scripts and sent: it only has to be one line of text.
    private static func isUsable(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 256
            && id.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 32 }
    }

    // MARK: Parameters

    /// The parameters that are understood, and whether these are all.
    private mutating func decodeParameters() -> ([Parameter], isComplete: Bool) {
        guard let entries = fields["params"]?.array else {
            doubts.append("its parameters have an unknown form and are sent unchecked")
            return ([], false)
        }
        var parameters: [Parameter] = []
        var seen: Set<String> = []
        var isComplete = true
        for entry in entries {
            guard let parameter = Self.parameter(entry) else {
                isComplete = false
                continue
            }
            // Reference media are given with `ref=`, and have a check of their own.
            if parameter.key == Parameter.referenceItemsKey { continue }
            if seen.insert(parameter.key).inserted { parameters.append(parameter) }
        }
        if !isComplete {
            doubts.append("some of its parameters have an unknown form and are sent unchecked")
        }
        return (parameters, isComplete)
    }

    private static func parameter(_ fields: JSONValue) -> Parameter? {
        guard let key = fields["key"]?.string, !key.isEmpty, let type = fields["type"]?.string else { return nil }
        let kind: Parameter.Kind
        let fallback = fields["default"]
        var defaultValue: WireValue?
        switch type {
        case "select":
            guard let options = fields["options"]?.texts, !options.isEmpty else { return nil }
            kind = .select(options: options)
            // A default that is none of the options would be refused: none is sent then.
            defaultValue = fallback?.scalarText.flatMap { text in
                Parameter.option(matching: text, in: options).map(WireValue.string)
            }
        case "number":
            let step = fields["step"]?.decimal.flatMap { $0 > Number(0) ? $0 : nil }
            let (minimum, maximum) = (fields["min"]?.decimal, fields["max"]?.decimal)
            if let minimum, let maximum, maximum < minimum { return nil }
            kind = .number(minimum: minimum, maximum: maximum, step: step)
            defaultValue = fallback?.decimal.map(WireValue.number)
        case "text":
            kind = .text
            defaultValue = fallback?.scalarText.map(WireValue.string)
        case "array" where key == "dialogue":
            kind = .dialogue
        default:
            return nil
        }
        return Parameter(
            key: key,
            kind: kind,
            isRequired: fields["required"]?.bool ?? false,
            defaultValue: defaultValue,
            summary: fields["description"]?.string ?? ""
        )
    }

    // MARK: Reference media

    private mutating func decodeReferences(of id: String) -> ReferenceRule? {
        let declared = (fields["file_kinds"]?.texts ?? []).compactMap(MediaKind.init(rawValue:))
        guard let value = fields["reference_media"], !value.isNull else {
            // Null is the service's word for none; not to say anything is not.
            let isSaid = fields["reference_media"] != nil
            let takesFiles = fields["supported_api_inputs"]?.texts?.contains("file") ?? false
            if declared.isEmpty && (isSaid || !takesFiles) { return nil }
            doubts.append("its limits for reference media are not shown and are not checked")
            return .unchecked(declared.isEmpty ? MediaKind.allCases : declared)
        }
        guard let entries = value["kinds"]?.array, let kinds = Self.kinds(entries), !kinds.isEmpty else {
            doubts.append("its reference media have an unknown form and are not checked")
            return .unchecked(declared.isEmpty ? MediaKind.allCases : declared)
        }
        let maxFiles = value["max_files"]?.decimal?.int.flatMap { $0 > 0 ? $0 : nil }
        if maxFiles == nil { doubts.append("its limit of reference media is not shown and is not checked") }
        return ReferenceRule(
            maxFiles: maxFiles ?? .max,
            kinds: kinds,
            rule: value["rule"]?.string ?? "",
            mixtures: ReferenceRule.mixturesInWords[id] ?? []
        )
    }

    /// nil where an entry is no description of a kind; kinds that are not known are left out, as no file is of them.
    private static func kinds(_ entries: [JSONValue]) -> [ReferenceRule.Kind]? {
        var kinds: [ReferenceRule.Kind] = []
        for fields in entries {
            guard let name = fields["kind"]?.string else { return nil }
            guard let kind = MediaKind(rawValue: name), !kinds.contains(where: { $0.kind == kind }) else { continue }
            kinds.append(
                ReferenceRule.Kind(
                    kind: kind,
                    maxSizeMB: fields["max_size_mb"]?.decimal?.int.flatMap { $0 > 0 ? $0 : nil },
                    mimeTypes: (fields["mime_types"]?.texts ?? []).map { $0.lowercased() }
                )
            )
        }
        return kinds
    }
}

extension JSONValue {
    /// nil unless every item is text.
    fileprivate var texts: [String]? {
        guard let items = array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count ? texts : nil
    }

    /// A number, or text that is one.
    var decimal: Number? {
        switch self {
        case .number(let number): number
        case .string(let text): Number(text)
        default: nil
        }
    }

    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.description
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}

extension ModelCard.Category {
    /// From the catalog's word, which is also what scripts say.
    package init(_ text: String) {
        switch text {
        case "image": self = .image
        case "video": self = .video
        case "audio": self = .audio
        case "chat": self = .chat
        default: self = .other(text)
        }
    }

    package var text: String {
        switch self {
        case .image: "image"
        case .video: "video"
        case .audio: "audio"
        case .chat: "chat"
        case .other(let text): text
        }
    }
}

extension ModelCard.Availability {
    init(_ text: String) {
        switch text {
        case "available": self = .available
        case "coming_soon": self = .comingSoon
        case "studio_only": self = .studioOnly
        default: self = .other(text)
        }
    }
}
