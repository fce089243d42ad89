/// The members of an object while it is read: of a repeated key the last value counts, in the place of the first.
struct JSONMembers {
    private(set) var members: [JSONValue.Member] = []
    /// Where each key stands; filled only once there are many, so that a hostile object costs no quadratic time.
    private var places: [Key: Int] = [:]

    private static let searchLimit = 32

    private struct Key: Hashable {
        let text: String

        static func == (a: Key, b: Key) -> Bool { a.text.hasSameScalars(as: b.text) }
        func hash(into hasher: inout Hasher) { text.hashScalars(into: &hasher) }
    }

    mutating func append(_ key: String, _ value: JSONValue) {
        if let place = place(of: key) {
            members[place].value = value
            return
        }
        if members.count >= JSONMembers.searchLimit { places[Key(text: key)] = members.count }
        members.append(JSONValue.Member(key, value))
    }

    private mutating func place(of key: String) -> Int? {
        if members.count < JSONMembers.searchLimit {
            return members.firstIndex { $0.key.hasSameScalars(as: key) }
        }
        if places.isEmpty {
            for (place, member) in members.enumerated() { places[Key(text: member.key)] = place }
        }
        return places[Key(text: key)]
    }
}
