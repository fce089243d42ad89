/// How much a script may use (`Documentation/Language.md`, "Limits").
package struct Limits: Sendable {
    package var requests = 1_000_000
    package var steps = 200_000_000
    /// Bytes of live values, about.
    package var memory = 1 << 30
    package var listLength = 10_000_000
    /// Bytes of UTF-8.
    package var stringLength = 1 << 20
    /// Lists and records inside each other, at run time.
    package var depth = 200

    package init() {}
}
