/// A search through earlier statements that follows what is typed (^R).
struct HistorySearch {
    private let entries: [String]
    private(set) var pattern = ""
    /// The entry that was found last; nil before anything was.
    private(set) var found: Int?
    /// What is looked for is nowhere in the direction.
    private(set) var hasFailed = false
    private var step: Int

    /// - Parameter step: -1 towards older statements, 1 towards newer ones.
    init(entries: [String], step: Int) {
        self.entries = entries
        self.step = step
    }

    /// Goes on with an earlier search.
    init(entries: [String], step: Int, pattern: String, from found: Int?) {
        self.init(entries: entries, step: step)
        self.pattern = pattern
        self.found = found
    }

    var text: String? { found.map { entries[$0] } }

    /// Where in the text the match begins, in Unicode scalars.
    var offset: Int {
        guard let text, let place = text.place(of: pattern) else { return 0 }
        return place
    }

    mutating func extend(_ text: String) {
        pattern += text
        look(from: found)
    }

    /// Takes the last character back, and looks from the beginning.
    mutating func shorten() {
        guard !pattern.isEmpty else { return }
        pattern.removeLast()
        found = nil
        hasFailed = false
        if !pattern.isEmpty { look(from: nil) }
    }

    /// The next match in a direction.
    mutating func goOn(_ step: Int) {
        self.step = step
        look(from: found.map { $0 + step })
    }

    private mutating func look(from start: Int?) {
        guard !pattern.isEmpty else { return }
        let shown = text
        var place = start ?? (step < 0 ? entries.count - 1 : 0)
        while entries.indices.contains(place) {
            // An entry that looks like the one that is shown would seem to be no step.
            let isNew = start == found || entries[place] != shown
            if isNew, entries[place].place(of: pattern) != nil {
                found = place
                hasFailed = false
                return
            }
            place += step
        }
        hasFailed = true
    }
}

extension String {
    /// The number of Unicode scalars in front of a text that is held; nil where it is not.
    fileprivate func place(of pattern: String) -> Int? {
        let (all, wanted) = (Array(utf8), Array(pattern.utf8))
        guard !wanted.isEmpty, all.count >= wanted.count else { return wanted.isEmpty ? 0 : nil }
        for start in 0...(all.count - wanted.count) where all[start] == wanted[0] {
            if all[start..<start + wanted.count].elementsEqual(wanted) {
                return all[..<start].count { $0 & 0xC0 != 0x80 }
            }
        }
        return nil
    }
}
