/// A key that moves or deletes, as a terminal names it. Keys that do nothing here (Insert, the function keys) have none:
/// their sequences are swallowed.
struct EditingKey: Hashable {
    enum Name: Hashable {
        case up, down, left, right, home, end, delete, pageUp, pageDown
    }

    struct Modifiers: OptionSet, Hashable {
        let rawValue: Int

        static let shift = Modifiers(rawValue: 1)
        static let alt = Modifiers(rawValue: 2)
        static let control = Modifiers(rawValue: 4)
    }

    var name: Name
    var modifiers: Modifiers = []
}
