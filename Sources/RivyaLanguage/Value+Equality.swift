import RivyaSyntax

extension Value {
    /// Equality by value, key order ignored; values of different types are unequal.
    /// nil where it depends on something unknown.
    func equals(_ other: Value) -> Bool? {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): return nil
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return sameText(a, b)
        case (.job(let a), .job(let b)): return a === b
        case (.list(let a), .list(let b)):
            if a === b, !a.extent.hasUnknown { return true }
            guard a.items.count == b.items.count else { return false }
            var result: Bool? = true
            for (x, y) in zip(a.items, b.items) {
                switch x.equals(y) {
                case false: return false
                case nil: result = nil
                default: break
                }
            }
            return result
        case (.record(let a), .record(let b)):
            if a === b, !a.extent.hasUnknown { return true }
            guard a.fields.count == b.fields.count else { return false }
            var result: Bool? = true
            for field in a.fields {
                guard let value = b[field.key] else { return false }
                switch field.value.equals(value) {
                case false: return false
                case nil: result = nil
                default: break
                }
            }
            return result
        default: return false
        }
    }

    /// Feeds what `equals` compares, so that equal values hash alike.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .null, .unknown, .unset: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): ScalarText(text).hash(into: &hasher)
        case .job(let job): hasher.combine(job.index)
        case .list(let list):
            hasher.combine(list.items.count)
            for item in list.items { item.hash(into: &hasher) }
        case .record(let record):
            // Key order does not count: the hashes of the fields are added.
            var sum = 0
            for field in record.fields {
                var inner = Hasher()
                ScalarText(field.key).hash(into: &inner)
                field.value.hash(into: &inner)
                sum &+= inner.finalize()
            }
            hasher.combine(sum)
        }
    }
}

/// A value as a key of `unique`.
struct ValueKey: Hashable {
    let value: Value

    static func == (a: ValueKey, b: ValueKey) -> Bool { a.value.equals(b.value) == true }

    func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
