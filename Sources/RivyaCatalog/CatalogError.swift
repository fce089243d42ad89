/// Why a document is no catalog at all.
package struct CatalogError: Error, Sendable, Hashable {
    /// For people; made terminal-safe where it is shown.
    package var message: String

    package init(_ message: String) {
        self.message = message
    }
}
