import RivyaSyntax

extension GenerationRequest {
    /// The body of `POST /api/v1/generations`. The same request always gives the same bytes: repeating a paid request
    /// depends on it.
    ///
    /// - Parameter references: those of `references`, uploaded, in the same order.
    package func body(references: [WireReference]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256 + (prompt?.utf8.count ?? 0))
        output.append(UInt8(ascii: "{"))
        Self.writeMember("model", model.id, to: &output)
        if let prompt { Self.writeMember("prompt", prompt, to: &output) }
        Self.writeKey("params", to: &output)
        writeParameters(references: references, to: &output)
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// Appends the parameters as a JSON object, in catalog order and then as written, without reference media.
    package func writeParameters(to output: inout [UInt8]) {
        writeParameters(references: [], to: &output)
    }

    private func writeParameters(references: [WireReference], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for slot in values.indices {
            guard let value = values[slot] else { continue }
            Self.writeKey(model.parameters[slot].key, to: &output)
            value.write(to: &output)
        }
        for parameter in passedThrough {
            Self.writeKey(parameter.key, to: &output)
            parameter.value.write(to: &output)
        }
        if !references.isEmpty {
            Self.writeKey(Parameter.referenceItemsKey, to: &output)
            output.append(UInt8(ascii: "["))
            for (index, reference) in references.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(reference, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func write(_ reference: WireReference, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        writeMember("url", reference.url, to: &output)
        writeMember("kind", reference.kind.rawValue, to: &output)
        if let name = reference.name { writeMember("name", name, to: &output) }
        if let mimeType = reference.mimeType { writeMember("mimeType", mimeType, to: &output) }
        if let durationToken = reference.durationToken { writeMember("durationToken", durationToken, to: &output) }
        output.append(UInt8(ascii: "}"))
    }

    private static func writeMember(_ key: String, _ value: String, to output: inout [UInt8]) {
        writeKey(key, to: &output)
        JSONValue.writeString(value, to: &output)
    }

    /// A comma stands before every member but the first of its object.
    private static func writeKey(_ key: String, to output: inout [UInt8]) {
        if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
        JSONValue.writeString(key, to: &output)
        output.append(UInt8(ascii: ":"))
    }
}

extension WireValue {
    /// Appends the value as JSON.
    package func write(to output: inout [UInt8]) {
        switch self {
        case .string(let text): JSONValue.writeString(text, to: &output)
        case .number(let number): JSONValue.number(number).write(to: &output)
        case .json(let value): value.write(to: &output)
        }
    }
}
