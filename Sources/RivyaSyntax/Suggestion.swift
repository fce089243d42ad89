/// "Did you mean": the known name that an unknown one was probably meant to be.
package enum Suggestion {
    /// The nearest of `candidates`, or nil where none is near.
    ///
    /// Letter case and the difference between `_` and `-` count for nothing. Otherwise a third of the name may differ,
    /// at least one letter: an insertion, a deletion, a replacement or an exchange of neighbours each. Of equally near
    /// candidates the one with the longer common beginning wins, then the first. One-letter names are not guessed.
    package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        guard name.utf8.count <= 4 * longest else { return nil }
        let wanted = folded(name)
        guard wanted.count > 1, wanted.count <= longest else { return nil }
        var best: (candidate: String, distance: Int, prefix: Int)?
        var limit = max(1, wanted.count / 3)
        for candidate in candidates where candidate.utf8.count <= 4 * longest && !candidate.hasSameScalars(as: name) {
            let known = folded(candidate)
            guard known.count > 1, let distance = distance(wanted, known, limit: limit) else { continue }
            let prefix = zip(wanted, known).prefix { $0 == $1 }.count
            if let best, (best.distance, -best.prefix) <= (distance, -prefix) { continue }
            best = (candidate, distance, prefix)
            limit = distance
        }
        return best?.candidate
    }

    /// In scalars. Text beyond is no name that anybody mistyped, and comparing two takes the product of their lengths.
    private static let longest = 100

    private static func folded(_ name: String) -> [Unicode.Scalar] {
        name.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
    }

    /// The Damerau-Levenshtein distance (of neighbours exchanged and not touched again), nil where it is above `limit`.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            row.reserveCapacity(b.count + 1)
            for j in 1...b.count {
                var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
                row.append(cost)
            }
            // An exchange looks two rows back, a row that is too far off in all places still ends it.
            if row.min()! > limit, last.min()! > limit { return nil }
            (beforeLast, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
