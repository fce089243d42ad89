import RivyaCatalog
import RivyaSyntax

extension ArgumentValue {
    /// A number as a script writes it.
    static func number(_ text: String) -> ArgumentValue { .number(Number(text)!) }

    /// A value from JSON; `{"other": "job"}` stands for a job, and so on.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .other("null")
        case .bool(let flag): self = .bool(flag)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map(ArgumentValue.init))
        case .object(let members):
            if let type = value["other"]?.string {
                self = .other(type)
            } else {
                self = .record(members.map { Field(key: $0.key, value: ArgumentValue($0.value)) })
            }
        }
    }
}

extension Catalog {
    func model(_ id: String) -> ModelCard { self[id]! }
}

extension ModelCard {
    /// What travels for a value, as JSON, or the problem.
    func wire(_ key: String, _ value: ArgumentValue) throws(CatalogProblem) -> String {
        guard let slot = slot(of: key) else { throw unknownParameterProblem(key) }
        var output: [UInt8] = []
        try convert(value, toParameter: slot).write(to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
