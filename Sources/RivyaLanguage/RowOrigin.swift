/// Where in a file a row stands, to name it by.
package struct RowOrigin: Sendable, Hashable {
    package enum Unit: String, Sendable {
        case line, item
    }

    /// The path as the script wrote it.
    package var path: String
    package var unit: Unit
    /// From 1.
    package var number: Int

    /// In a sentence: ``line 151 of `shots.csv` ``.
    package var text: String { "\(unit.rawValue) \(number) of `\(path)`" }
}
