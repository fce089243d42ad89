import RivyaCatalog
import RivyaSyntax

/// Checks the body of `POST /api/v1/generations`, as strictly as the documentation allows: what it does not promise to
/// accept is refused, so that a client that passes here asks for nothing unpromised.
struct GenerationCheck {
    static let referencesKey = "referenceMediaItems"

    var catalog: Catalog
    /// The uploads, by id.
    var files: [String: SimulatedFile]

    struct Request {
        var model: ModelCard
        /// Empty where there is none.
        var prompt: String
        var params: JSONValue?
    }

    func check(_ body: [UInt8]) throws(APIError) -> Request {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: body)
        } catch {
            throw .validation("The body is not valid JSON.")
        }
        guard case .object(let members) = document else { throw .validation("The body must be a JSON object.") }
        try checkKeys(members, in: "body", allowed: ["model", "prompt", "params", "client_request_id"])
        guard case .string(let id)? = document["model"] else { throw .validation("model must be a string.") }
        let model = try model(id)
        if let trace = document["client_request_id"] {
            guard case .string(let text) = trace, text.utf16.count <= 128 else {
                throw .validation("client_request_id must be a string of at most 128 characters.")
            }
        }
        let prompt = try prompt(document["prompt"], of: model)
        try checkParams(document["params"], of: model)
        return Request(model: model, prompt: prompt, params: document["params"])
    }

    private func model(_ id: String) throws(APIError) -> ModelCard {
        guard let model = catalog[id] else { throw .validation("Unknown model: \(id).") }
        if model.category == .chat { throw .validation("\(id) is a chat model: use the Chat API.") }
        switch model.availability {
        case .available, .other: return model
        case .comingSoon, .studioOnly: throw .validation("\(id) is not available through the public API.")
        }
    }

    private func prompt(_ value: JSONValue?, of model: ModelCard) throws(APIError) -> String {
        guard let value else {
            if model.isPromptRequired { throw .validation("prompt is required for \(model.id).") }
            return ""
        }
        guard case .string(let prompt) = value else { throw .validation("prompt must be a string.") }
        if model.isPromptRequired, prompt.allSatisfy(\.isWhitespace) {
            throw .validation("prompt must not be empty for \(model.id).")
        }
        if let limit = model.maxPromptLength, prompt.utf16.count > limit {
            throw .validation("prompt must have at most \(limit) characters for \(model.id).")
        }
        if PromptMarks(prompt).isRefused { throw .validation("The prompt was refused.") }
        return prompt
    }

    private func checkParams(_ value: JSONValue?, of model: ModelCard) throws(APIError) {
        let members: [JSONValue.Member]
        switch value {
        case nil: members = []
        case .object(let given)?: members = given
        default: throw .validation("params must be an object.")
        }
        var keys = model.parameters.map(\.key)
        keys.append(Self.referencesKey)
        if model.passesParametersThrough { keys += members.map(\.key) }
        try checkKeys(members, in: "params", allowed: keys)
        for parameter in model.parameters {
            guard let given = value?[parameter.key] else {
                if parameter.isRequired { throw .validation("params.\(parameter.key) is required.") }
                continue
            }
            try checkValue(given, of: parameter)
        }
        if let references = value?[Self.referencesKey] {
            try checkReferences(references, of: model)
        }
    }

    private func checkValue(_ value: JSONValue, of parameter: Parameter) throws(APIError) {
        let name = "params.\(parameter.key)"
        switch (parameter.kind, value) {
        case (.select(let options), .string(let option)):
            guard options.contains(option) else {
                throw .validation("\(name) must be one of: \(options.joined(separator: ", ")).")
            }
        case (.select, _):
            throw .validation("\(name) must be a string.")
        case (.number(let minimum, let maximum, let step), .number(let number)):
            if let minimum, number < minimum { throw .validation("\(name) must be at least \(minimum).") }
            if let maximum, number > maximum { throw .validation("\(name) must be at most \(maximum).") }
            if let step, !step.isZero {
                let offset = number.subtracting(minimum ?? Number(0))
                guard offset?.remainder(dividingBy: step)?.isZero == true else {
                    throw .validation("\(name) must be a multiple of \(step).")
                }
            }
        case (.number, _):
            throw .validation("\(name) must be a number.")
        case (.text, .string):
            break
        case (.text, _):
            throw .validation("\(name) must be a string.")
        case (.dialogue, _):
            try checkDialogue(value, name)
        }
    }

    private func checkDialogue(_ value: JSONValue, _ name: String) throws(APIError) {
        guard case .array(let lines) = value, !lines.isEmpty else {
            throw .validation("\(name) must be a list that is not empty.")
        }
        for line in lines {
            guard case .object(let members) = line else { throw .validation("\(name) must be a list of objects.") }
            try checkKeys(members, in: name, allowed: ["voice", "text"])
            guard case .string? = line["voice"], case .string(let text)? = line["text"], !text.isEmpty else {
                throw .validation("\(name) needs voice and text, both strings, in each line.")
            }
        }
    }

    func checkKeys(_ members: [JSONValue.Member], in place: String, allowed: [String]) throws(APIError) {
        for member in members where !allowed.contains(member.key) {
            if place == "body", member.key == "files" {
                throw .validation("files is not accepted: use params.\(Self.referencesKey).")
            }
            throw .validation("Unknown key in \(place): \(member.key).")
        }
    }
}
