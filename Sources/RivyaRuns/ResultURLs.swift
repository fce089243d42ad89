/// The URLs of a task's results, each with its number: the first is 1. A result keeps its number for ever, whatever the
/// service says later.
struct ResultURLs: Sendable, Hashable {
    private(set) var all: [String]

    init(_ all: [String]) {
        self.all = all
    }

    var count: Int { all.count }

    subscript(number: Int) -> String { all[number - 1] }

    /// Takes the URLs that the task names now. They are often signed anew, so only their queries differ: a result is
    /// told by its path, else by its place. Where the task names fewer, the others stay as they were.
    mutating func renew(_ fresh: [String]) {
        var left = fresh
        var unknown: [Int] = []
        if Set(all.map(Self.path)).count == all.count {
            for (place, url) in all.enumerated() {
                if let found = left.firstIndex(where: { Self.path($0) == Self.path(url) }) {
                    all[place] = left.remove(at: found)
                } else {
                    unknown.append(place)
                }
            }
        } else {
            unknown = Array(all.indices)
        }
        // Where no path is known again, the order is all there is.
        guard fresh.count >= all.count || unknown.count == all.count else { return }
        for place in unknown where !left.isEmpty { all[place] = left.removeFirst() }
        all += left
    }

    /// Host and port may differ as well: a simulator that was started again listens elsewhere.
    private static func path(_ url: String) -> Substring {
        let bare = url.prefix { $0 != "?" && $0 != "#" }
        let parts = bare.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        return parts.count == 3 ? parts[2] : bare[...]
    }
}
