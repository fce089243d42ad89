package import RivyaSyntax

/// A value as a script gives it, before it is converted to what travels.
package enum ArgumentValue: Sendable, Hashable {
    case bool(Bool)
    case number(Number)
    case string(String)
    case list([ArgumentValue])
    /// Fields in order, keys unique.
    case record([Field])
    /// A value that no parameter takes, by the name of its type: `function`, `job`.
    case other(String)

    /// One field of a record.
    package struct Field: Sendable, Hashable {
        package var key: String
        package var value: ArgumentValue

        package init(key: String, value: ArgumentValue) {
            self.key = key
            self.value = value
        }
    }
}
