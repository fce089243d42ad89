import RivyaSyntax

/// What a loop goes over: the items of a list, or numbers that are never put into one.
struct SlotIterator {
    private enum Source {
        case items(ListValue)
        case whole
        case numbers(RangeBounds)
        case nothing
    }

    private var source = Source.nothing
    /// Items that are still to come.
    private var remaining = 0
    /// The next whole number, or the place of the next item.
    private var current = 0
    /// What is added for the next whole number; 0 where the source is something else, so that one comparison tells.
    private var step = 0

    init() {}

    init(_ list: ListValue) {
        source = .items(list)
        remaining = list.items.count
    }

    init(_ bounds: RangeBounds) {
        remaining = bounds.count
        guard let (lower, step) = bounds.machineNumbers else {
            source = .numbers(bounds)
            return
        }
        source = .whole
        current = lower
        self.step = step
    }

    /// Puts the next item into a slot; false at the end.
    @inline(__always)
    mutating func next(into slot: UnsafeMutablePointer<Value>) -> Bool {
        guard remaining > 0 else {
            source = .nothing
            return false
        }
        remaining -= 1
        if step != 0 {
            slot.put(current)
            // Only the number after the last one can be too large, and it is never used.
            current &+= step
        } else {
            nextItem(into: slot)
        }
        return true
    }

    private mutating func nextItem(into slot: UnsafeMutablePointer<Value>) {
        switch source {
        case .items(let list): slot.pointee = list.items[current]
        case .numbers(let bounds): slot.pointee = .number(bounds[current])
        case .whole, .nothing: return
        }
        current += 1
    }

    /// What it holds, for the count of live memory.
    var items: [Value] {
        if case .items(let list) = source { return list.items }
        return []
    }
}

extension UnsafeMutablePointer<Value> {
    /// Stores a whole number. Nothing is released where a whole number stood before, which is what loops do.
    @inline(__always)
    func put(_ number: Int) {
        if case .number(.whole) = pointee {
            initialize(to: .number(.whole(number)))
        } else {
            pointee = .number(.whole(number))
        }
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

    /// Start and step, where every number of the range fits an `Int`: the last one may not, though the others do.
    var machineNumbers: (lower: Int, step: Int)? {
        guard count > 0, case .whole(let lower) = lower, case .whole(let step) = step else { return nil }
        let (distance, isTooFar) = step.multipliedReportingOverflow(by: count - 1)
        return isTooFar || lower.addingReportingOverflow(distance).overflow ? nil : (lower, step)
    }
}
