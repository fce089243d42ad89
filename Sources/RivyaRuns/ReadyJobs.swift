/// Jobs that could start; the one with the lowest place comes first. A heap: a sweep may have all its jobs here.
struct ReadyJobs: Sendable {
    struct Entry: Sendable {
        var job: Int
        var model: String
        /// Of its price; none for a job that no price holds back.
        var kind: PriceGate.Kind?
        var place: Int

        fileprivate static func < (a: Entry, b: Entry) -> Bool { (a.place, a.job) < (b.place, b.job) }
    }

    private var heap: [Entry] = []

    var isEmpty: Bool { heap.isEmpty }

    var first: Entry? { heap.first }

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop(before place: Int = .max) -> Entry? {
        guard let first = heap.first, first.place < place, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        sift(from: 0)
        return first
    }

    /// The place, before all others, of a job that somebody waits for.
    static func hurried(_ place: Int) -> Int { place < 0 ? place : place - (1 << 40) }

    /// Lets jobs with a place before this one come before all others.
    mutating func hurry(_ jobs: Set<Int>, before place: Int) {
        var hasMoved = false
        for index in heap.indices where heap[index].place < place && jobs.contains(heap[index].job) {
            heap[index].place = Self.hurried(heap[index].place)
            hasMoved = true
        }
        guard hasMoved else { return }
        for parent in (0..<heap.count / 2).reversed() { sift(from: parent) }
    }

    private mutating func sift(from start: Int) {
        var parent = start
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            var least = parent
            if left < heap.count, heap[left] < heap[least] { least = left }
            if right < heap.count, heap[right] < heap[least] { least = right }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
