import Crypto
import RivyaCatalog
import RivyaSyntax

/// Bytes that can be read in one way only.
struct CanonicalForm {
    private var bytes: [UInt8] = []

    mutating func append(_ tag: String, _ text: String) {
        bytes += tag.utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += String(text.utf8.count).utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += text.utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Sorted, so that the catalog's order does not matter.
    mutating func append(_ parameters: [(key: String, value: WireValue)]) {
        let byKey = parameters.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (key, value) in byKey {
            append("key", key)
            switch value {
            case .string(let text): append("string", text)
            case .number(let number): append("json", JSONValue.number(number).text)
            case .json(let json): append("json", json.sorted.text)
            }
        }
    }

    func digest() -> String { SHA256.hash(data: bytes).hexadecimal }
}

extension JSONValue {
    /// The members of all objects by key, in UTF-8 order.
    fileprivate var sorted: JSONValue {
        switch self {
        case .null, .bool, .number, .string: self
        case .array(let items): .array(items.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member($0.key, $0.value.sorted) }
                    .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        }
    }
}
