package import RivyaCatalog
package import RivyaSyntax

/// Requests that cost the same, as far as can be told: the kind of a request.
///
/// That is its model; its parameters but those that choose among equal results (seed, negative prompt, by whatever
/// spelling a catalog has for them); number, kind and duration of its references; and for models that are billed by what
/// they are given, the length of its texts. Lengths lie in brackets, each twice as wide as the last: a bracket's price is
/// that of a text which fills it.
package struct PriceGroup: Sendable, Hashable, CustomStringConvertible {
    package private(set) var description: String
    /// Of the texts that are billed; nil where none are.
    package let length: Int?

    /// - Parameter groups: the group of an earlier job of the run, for references to its results.
    package init(_ request: GenerationRequest, groups: (Int) -> String? = { _ in nil }) {
        var form = CanonicalForm()
        // Groups of version 1 lie in older ledgers, and are not asked for any more.
        form.append("rivya-price", "2")
        form.append("model", request.model.id)
        let isMetered = request.model.isBilledByLength
        var length = isMetered ? (request.prompt ?? "").utf16.count : 0
        var parameters: [(key: String, value: WireValue)] = []
        for (key, value) in request.sentParameters where !Self.isFree(key) {
            if isMetered, let text = request.model.textLength(of: value, key) {
                length += text
            } else {
                parameters.append((key, value))
            }
        }
        form.append(parameters)
        self.length = isMetered ? length : nil
        if isMetered { form.append("length", String(Self.top(length))) }
        for reference in request.references {
            switch reference {
            case .file(let file):
                form.append("file", file.type.kind.rawValue)
                if let seconds = MediaDuration.seconds(of: file) { form.append("seconds", String(seconds)) }
            case .url: form.append("url", "")
            case .job(let job): form.append("job", groups(job) ?? "")
            }
        }
        description = form.digest()
    }

    /// The same group with this text for it, so that equal ones are one text.
    func described(as text: String) -> PriceGroup {
        var group = self
        group.description = text
        return group
    }

    /// What a text that fills the bracket costs, where this one costs so much.
    package func atTop(_ credits: Number) -> Number {
        guard let length, length > 0 else { return credits }
        return credits.multiplied(by: .whole(Self.top(length)))?.divided(by: .whole(length)) ?? credits
    }

    private static let firstTop = 125

    private static func top(_ length: Int) -> Int {
        var top = firstTop
        while top < length { top *= 2 }
        return top
    }

    /// Whether a parameter chooses among results of the same price: `seed`, `seeds`, `noise_seed`, `negative_prompt`,
    /// `negativeTags`, `neg_prompt`, and a prompt that is passed through.
    static func isFree(_ key: String) -> Bool {
        let words = words(of: key)
        if words == ["prompt"] || words == ["prompts"] { return true }
        return words.contains { ["seed", "seeds", "negative", "negatives", "neg"].contains($0) }
            || words.joined() == "negativeprompt"
    }

    /// `cfg_scale`, `cfgScale` and `CFG-scale` have the words `cfg` and `scale`.
    private static func words(of key: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in key {
            let isBreak = !(character.isLetter || character.isNumber)
            if isBreak || (character.isUppercase && wasLower) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if !isBreak { word += character.lowercased() }
            wasLower = character.isLowercase || character.isNumber
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}

extension ModelCard {
    /// Its price depends on how much it is given to read or to say.
    fileprivate var isBilledByLength: Bool { billingType.uppercased() != "FIXED" }

    /// The length of a parameter that is text of any kind; nil for another one.
    fileprivate func textLength(of value: WireValue, _ key: String) -> Int? {
        let kind = slot(of: key).map { parameters[$0].kind }
        switch (kind, value) {
        case (.text?, .string(let text)), (nil, .string(let text)):
            // A short word, such as a language, is a choice.
            return text.utf16.count > 16 ? text.utf16.count : nil
        case (.dialogue?, .json(let json)): return json.textLength
        default: return nil
        }
    }
}

extension JSONValue {
    fileprivate var textLength: Int {
        switch self {
        case .null, .bool, .number: 0
        case .string(let text): text.utf16.count
        case .array(let items): items.reduce(0) { $0 + $1.textLength }
        case .object(let members): members.reduce(0) { $0 + $1.value.textLength }
        }
    }
}
