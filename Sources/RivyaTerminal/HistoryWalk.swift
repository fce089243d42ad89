/// Going through earlier statements from a line that is being typed, and back to it.
struct HistoryWalk {
    /// The oldest first.
    private(set) var entries: [String]
    let limit: Int
    /// The entry that is shown; nil for the line that is being typed.
    private(set) var place: Int?
    private var draft = ""

    init(entries: [String] = [], limit: Int) {
        self.entries = entries
        self.limit = limit
    }

    /// True where the line itself is shown.
    var isAtDraft: Bool { place == nil }

    mutating func add(_ entry: String) {
        guard entry != entries.last else { return }
        entries.append(entry)
        // Seldom, because it moves everything.
        if entries.count > limit + limit / 4 { entries.removeFirst(entries.count - limit) }
    }

    /// A new line begins.
    mutating func begin() {
        place = nil
        draft = ""
    }

    /// The entry before the one that is shown; nil where there is none.
    mutating func previous(from line: String) -> String? { step(from: line, by: -1) { _ in true } }

    /// The entry after it, and at last the line that was left.
    mutating func next(from line: String) -> String? { step(from: line, by: 1) { _ in true } }

    /// The nearest entry in a direction that begins like the line, and is not it.
    mutating func step(from line: String, by step: Int, beginningWith start: String) -> String? {
        self.step(from: line, by: step) { $0 != line && $0.utf8.starts(with: start.utf8) }
    }

    /// An entry was found by other means.
    mutating func jump(to entry: Int, from line: String) {
        if place == nil { draft = line }
        place = entry
    }

    private mutating func step(from line: String, by step: Int, where isWanted: (String) -> Bool) -> String? {
        if place == nil {
            guard step < 0 else { return nil }
            draft = line
        }
        var candidate = (place ?? entries.count) + step
        while entries.indices.contains(candidate) {
            if isWanted(entries[candidate]) {
                place = candidate
                return entries[candidate]
            }
            candidate += step
        }
        guard step > 0 else { return nil }
        place = nil
        return draft
    }
}
