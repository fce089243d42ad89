package import RivyaCatalog
import RivyaSyntax

/// The keys under which ledgers of version 0.1.0 may hold a cell: text from files kept the line ends of the file then,
/// and CR LF made another request than LF. Both count as the same cell now.
package enum FormerKeys {
    /// Texts with no more line ends than this may be a mixture: some from a file, some from the script.
    private static let mixedLineEnds = 3
    private static let mostKeys = 16

    /// The likeliest first. Empty for most requests: those whose text is on one line, and whose references have no former
    /// keys.
    ///
    /// - Parameters:
    ///   - references: as the request's digest has them.
    ///   - former: the former keys of a job, for `Reference.job`.
    package static func of(
        _ request: GenerationRequest, identity: String, references: [RequestDigest.ReferenceContent],
        former: (_ job: Int) -> [CellKey], take: Int
    ) -> [CellKey] {
        let texts = formerTexts(request)
        let contents = formerContents(request.references, references, former)
        guard !texts.isEmpty || !contents.isEmpty else { return [] }
        var keys: [CellKey] = []
        for references in contents + [references] {
            for form in texts + [request] where keys.count < mostKeys {
                keys.append(CellKey(RequestDigest(form, identity: identity, references: references), take: take))
            }
        }
        let current = CellKey(RequestDigest(request, identity: identity, references: references), take: take)
        return keys.filter { $0 != current }
    }

    /// The references with former keys in the place of those of jobs.
    private static func formerContents(
        _ references: [Reference], _ contents: [RequestDigest.ReferenceContent], _ former: (_ job: Int) -> [CellKey]
    ) -> [[RequestDigest.ReferenceContent]] {
        var keys: [Int: [CellKey]] = [:]
        for case (let place, .job(let index)) in references.enumerated() {
            let known = former(index)
            if !known.isEmpty { keys[place] = known }
        }
        return (0..<(keys.values.map(\.count).max() ?? 0)).map { choice in
            var changed = contents
            for (place, known) in keys { changed[place] = .cell(known[min(choice, known.count - 1)]) }
            return changed
        }
    }

    /// The request with CR LF for the line ends of its texts: for all of them first, then for some.
    private static func formerTexts(_ request: GenerationRequest) -> [GenerationRequest] {
        var count = 0
        _ = request.mappingTexts { text in
            count += text.utf8.count { $0 == 0x0A }
            return text
        }
        guard count > 0 else { return [] }
        guard count <= mixedLineEnds else { return [request.mappingTexts { withCRLF($0) { _ in true } }] }
        return (1..<(1 << count)).reversed().map { mask in
            var place = 0
            return request.mappingTexts { text in
                withCRLF(text) { _ in
                    defer { place += 1 }
                    return mask & 1 << place != 0
                }
            }
        }
    }

    private static func withCRLF(_ text: String, where isChanged: (Int) -> Bool) -> String {
        guard text.utf8.contains(0x0A) else { return text }
        var bytes: [UInt8] = []
        for (place, byte) in text.utf8.enumerated() {
            if byte == 0x0A, isChanged(place) { bytes.append(0x0D) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension GenerationRequest {
    /// With every text of the prompt and the parameters changed.
    fileprivate func mappingTexts(_ change: (String) -> String) -> GenerationRequest {
        var request = self
        request.prompt = prompt.map(change)
        request.values = values.map { $0?.mappingTexts(change) }
        request.passedThrough = passedThrough.map { .init(key: $0.key, value: $0.value.mappingTexts(change)) }
        return request
    }
}

extension WireValue {
    fileprivate func mappingTexts(_ change: (String) -> String) -> WireValue {
        switch self {
        case .string(let text): .string(change(text))
        case .number: self
        case .json(let json): .json(json.mappingTexts(change))
        }
    }
}

extension JSONValue {
    fileprivate func mappingTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mappingTexts(change) })
        case .object(let members): .object(members.map { Member($0.key, $0.value.mappingTexts(change)) })
        case .null, .bool, .number: self
        }
    }
}
