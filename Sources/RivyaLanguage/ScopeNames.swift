import RivyaSyntax

/// What a name of a scope means.
struct Binding {
    var slot: Int32
    var location: Diagnostic.Location
    /// Declared at the top level: a function may see it before its declaration was carried out.
    var isTopLevel: Bool
}

/// The names that one scope declares, in order.
///
/// Most scopes have a few, which are searched one by one: hashing would cost more.
struct ScopeNames {
    private(set) var entries: [(name: String, binding: Binding)] = []
    /// The place of each name, once there are many.
    private var places: [String: Int] = [:]

    private static let searchLimit = 8

    subscript(name: String) -> Binding? {
        if entries.count > Self.searchLimit { return places[name].map { entries[$0].binding } }
        var place = 0
        while place < entries.count {
            if entries[place].name == name { return entries[place].binding }
            place += 1
        }
        return nil
    }

    /// Adds a name that is not there yet.
    mutating func append(_ name: String, _ binding: Binding) {
        entries.append((name, binding))
        if entries.count > Self.searchLimit + 1 {
            places[name] = entries.count - 1
        } else if entries.count > Self.searchLimit {
            for (place, entry) in entries.enumerated() { places[entry.name] = place }
        }
    }

    /// Adds a name, or gives one that is there another meaning.
    mutating func put(_ name: String, _ binding: Binding) {
        guard self[name] != nil, let place = entries.firstIndex(where: { $0.name == name }) else {
            return append(name, binding)
        }
        entries[place].binding = binding
    }

    /// Takes names away.
    mutating func remove(where isGone: (Binding) -> Bool) {
        let kept = entries.filter { !isGone($0.binding) }
        guard kept.count < entries.count else { return }
        self = ScopeNames()
        for entry in kept { append(entry.name, entry.binding) }
    }

    mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
        if count > Self.searchLimit { places.reserveCapacity(count) }
    }

    /// The names, for suggestions.
    var sorted: [String] { entries.map(\.name).sorted() }
}
