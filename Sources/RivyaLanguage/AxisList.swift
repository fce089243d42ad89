/// The axes of a job while they are gathered, those of outer loops first; of equal names the innermost wins.
struct AxisList {
    private(set) var axes: [JobRequest.Axis] = []
    /// Whether two of the loops could have a variable of the same name: only then are names compared.
    let canClash: Bool

    init(capacity: Int, canClash: Bool) {
        axes.reserveCapacity(capacity)
        self.canClash = canClash
    }

    /// A scalar is an axis, a record gives one for each scalar field, a list gives none.
    mutating func add(_ name: String, _ value: Value) {
        switch value {
        case .null, .bool, .number, .string, .unknown:
            put(name, value)
        case .record(let record):
            for field in record.fields {
                switch field.value {
                case .null, .bool, .number, .string, .unknown: put("\(name).\(field.key)", field.value)
                default: continue
                }
            }
        default:
            // An inner list hides an outer axis of the same name.
            remove(name)
        }
    }

    private mutating func put(_ name: String, _ value: Value) {
        remove(name)
        axes.append(.init(name: name, value: value))
    }

    private mutating func remove(_ name: String) {
        if canClash { axes.removeAll { $0.name == name } }
    }
}
