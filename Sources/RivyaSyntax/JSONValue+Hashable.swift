// Text is compared by scalars, without normalization: `==` of `String` would take a precomposed letter and its
// decomposition for the same key.

extension JSONValue: Hashable {
    /// Equal documents; the order of members counts.
    package static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let first), .bool(let second)): first == second
        case (.number(let first), .number(let second)): first == second
        case (.string(let first), .string(let second)): first.hasSameScalars(as: second)
        case (.array(let first), .array(let second)): first == second
        case (.object(let first), .object(let second)): first == second
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): value.hashScalars(into: &hasher)
        case .array(let elements): hasher.combine(elements)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONValue.Member: Hashable {
    package static func == (a: JSONValue.Member, b: JSONValue.Member) -> Bool {
        a.key.hasSameScalars(as: b.key) && a.value == b.value
    }

    package func hash(into hasher: inout Hasher) {
        key.hashScalars(into: &hasher)
        hasher.combine(value)
    }
}

extension String {
    func hasSameScalars(as other: String) -> Bool {
        // The first comparison is the fast one and says no nearly always.
        self == other && utf8.elementsEqual(other.utf8)
    }

    func hashScalars(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
