package import RivyaCatalog
import RivyaSyntax

/// Requests that cost the same, as far as can be told: the same model, and the same in all that a price may depend on.
///
/// That is every parameter but the seed and the negative prompt; how many references there are, and of which kinds; and,
/// for models that are metered or billed by tokens, the length of the text, in brackets that double. Prices within a
/// bracket are counted at its top. What a reference lasts is not known here: requests of one kind leave one after the
/// other, so that it shows.
package struct PriceGroup: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// By how many times more a text at the top of the bracket costs.
    let scale: Number

    package init(_ request: GenerationRequest) {
        var form = CanonicalForm()
        form.append("rivya-price", "2")
        form.append("model", request.model.id)
        form.append(
            request.sentParameters.filter { Self.mayChangePrice($0.key) && !Self.isText($0, of: request.model) })
        let kinds = request.references.map(Self.kind).sorted()
        form.append("references", kinds.joined(separator: ","))
        var scale = Number.whole(1)
        if request.model.billingType != "FIXED" {
            let length = Self.textLength(request)
            let top = Self.bracket(of: length)
            form.append("text", String(top))
            scale = Number.whole(top).divided(by: .whole(max(1, length))) ?? scale
        }
        self.scale = scale
        description = form.digest()
    }

    /// In each spelling of the catalog: `seed`, `seeds`, `negative_prompt`.
    private static func mayChangePrice(_ key: String) -> Bool {
        let key = key.lowercased()
        return !["seed", "seeds"].contains(key) && !key.hasPrefix("negative")
    }

    /// A text, or a list of texts, of a model that may be billed by its length: it counts by that, not as such.
    private static func isText(_ parameter: (key: String, value: WireValue), of model: ModelCard) -> Bool {
        guard model.billingType != "FIXED" else { return false }
        switch parameter.value {
        case .json(.array): return true
        case .string(let text): return text.unicodeScalars.count > shortText
        default: return false
        }
    }

    /// Names of voices, styles and languages are no longer.
    private static let shortText = 64

    private static func kind(_ reference: Reference) -> String {
        switch reference {
        case .file(let file): file.type.kind.rawValue
        case .url(let url):
            MediaType(pathExtension: String(url.prefix { $0 != "?" && $0 != "#" }.split(separator: ".").last ?? ""))?
                .kind.rawValue ?? "url"
        case .job: "job"
        }
    }

    private static func textLength(_ request: GenerationRequest) -> Int {
        var length = request.prompt?.unicodeScalars.count ?? 0
        for parameter in request.sentParameters where isText(parameter, of: request.model) {
            switch parameter.value {
            case .json(let json): length += textLength(json)
            case .string(let text): length += text.unicodeScalars.count
            case .number: break
            }
        }
        return length
    }

    private static func textLength(_ json: JSONValue) -> Int {
        switch json {
        case .string(let text): text.unicodeScalars.count
        case .array(let items): items.reduce(0) { $0 + textLength($1) }
        case .object(let members): members.reduce(0) { $0 + textLength($1.value) }
        case .null, .bool, .number: 0
        }
    }

    private static func bracket(of length: Int) -> Int {
        var top = 64
        while top < length { top *= 2 }
        return top
    }
}
