/// The keys or names that one construct has so far, to find the ones that are given twice. Most constructs have a few,
/// which are searched one by one.
package struct GivenNames {
    package private(set) var names: [Identifier] = []
    /// The place of each name, once there are many, by its bytes: `String` would normalize.
    private var places: [[UInt8]: Int] = [:]

    private static let searchLimit = 16

    /// - Parameter capacity: how many names may come.
    package init(capacity: Int = 0) {
        names.reserveCapacity(min(capacity, Self.searchLimit))
    }

    /// Adds a name, or returns the equal one that is there already.
    package mutating func insert(_ name: Identifier) -> Identifier? {
        if names.count < Self.searchLimit {
            if let first = names.first(where: { sameText($0.name, name.name) }) { return first }
        } else {
            if places.isEmpty {
                for (place, known) in names.enumerated() { places[Array(known.name.utf8)] = place }
            }
            let key = Array(name.name.utf8)
            if let place = places[key] { return names[place] }
            places[key] = names.count
        }
        names.append(name)
        return nil
    }
}
