import RivyaSyntax

/// What a list or a record holds with everything inside it, taken together when it is made: a value may hold another
/// one twice, and that one a third twice, so that going through all of it would take for ever.
struct Extent: Sendable {
    /// How many lists and records are inside each other.
    var depth = 1
    /// How many steps it takes to go through everything once (`Value.weight`).
    var weight = 1
    /// Whether there is an unknown anywhere inside.
    var hasUnknown = false

    /// Far above every limit of steps, and so far below the largest number that the sum over a list cannot overflow.
    private static let heaviest = 1 << 38

    mutating func add(_ value: Value) {
        switch value {
        case .list(let list): add(list.extent)
        case .record(let record): add(record.extent)
        case .unknown:
            hasUnknown = true
            weight += value.weight
        default: weight += value.weight
        }
    }

    /// The extent of two lists as one.
    func joined(with other: Extent) -> Extent {
        Extent(
            depth: max(depth, other.depth), weight: min(weight + other.weight - 1, Self.heaviest),
            hasUnknown: hasUnknown || other.hasUnknown)
    }

    private mutating func add(_ inner: Extent) {
        depth = max(depth, inner.depth + 1)
        weight = min(weight + inner.weight, Self.heaviest)
        if inner.hasUnknown { hasUnknown = true }
    }
}

extension Value {
    /// How many steps it takes to go through the value once: one for each value in it, and one for each 64 bytes of
    /// text. What it holds twice counts twice, as it does in its text.
    var weight: Int {
        switch self {
        case .null, .bool, .number(.whole), .unset: 1
        case .number(.decimal(let decimal)): 1 + abs(decimal.exponent) / 64
        case .string(let text): 1 + text.utf8.count / 64
        case .list(let list): list.extent.weight
        case .record(let record): record.extent.weight
        case .job(let job): 1 + (job.request.name?.utf8.count ?? 0) / 64
        // Its jobs are put together with those of others, one by one.
        case .unknown(let unknown): 8 + unknown.jobs.count / 4
        }
    }

    /// The value in a message: its text, or what it is where that would be long.
    var brief: String { weight <= 1000 ? text : typePhrase }
}
