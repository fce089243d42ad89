import RivyaSyntax

/// What a loop goes over: the items of a list, or numbers that are never put into one.
struct SlotIterator {
    private enum Source {
        case items([Value])
        case whole(current: Int, last: Int, step: Int)
        case numbers(RangeBounds)
        case nothing
    }

    private var source = Source.nothing
    private var place = 0

    init() {}

    init(_ items: [Value]) { source = .items(items) }

    init(_ bounds: RangeBounds) {
        if case .whole(let lower) = bounds.lower, case .whole(let step) = bounds.step, bounds.count > 0 {
            source = .whole(current: lower, last: lower + (bounds.count - 1) * step, step: step)
        } else {
            source = .numbers(bounds)
        }
    }

    /// Puts the next item into a slot; false at the end.
    @inline(__always)
    mutating func next(into slot: UnsafeMutablePointer<Value>) -> Bool {
        switch source {
        case .whole(let current, let last, let step):
            slot.pointee = .number(.whole(current))
            // The end is reached by equality: a step beyond it could overflow.
            source = current == last ? .nothing : .whole(current: current + step, last: last, step: step)
            return true
        case .items(let items):
            guard place < items.count else {
                source = .nothing
                return false
            }
            slot.pointee = items[place]
            place += 1
            return true
        case .numbers(let bounds):
            guard place < bounds.count else { return false }
            slot.pointee = .number(bounds[place])
            place += 1
            return true
        case .nothing:
            return false
        }
    }

    /// What it holds, for the count of live memory.
    var items: [Value] {
        if case .items(let items) = source { return items }
        return []
    }
}

/// A range of numbers, worked out exactly.
struct RangeBounds {
    var lower: Number
    var step: Number
    /// How many numbers there are.
    var count: Int

    /// The number at a place. The place is below `count`, so that the result is inside the range and not too large.
    subscript(place: Int) -> Number {
        guard let offset = step.multiplied(by: .whole(place)), let result = lower.adding(offset) else { return lower }
        return result
    }
}
