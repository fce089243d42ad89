/// Why the ledger could not be read or written.
package struct StoreError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Written by a newer version of this program.
        case newerSchema
        /// Not a readable database; it was set aside, not overwritten.
        case damaged
        case diskFull
        case readOnly
        /// Another process held it for longer than the patience.
        case busy
        case other
    }

    package var kind: Kind
    package var message: String
    package var help: String?

    package init(_ kind: Kind, _ message: String, help: String? = nil) {
        self.kind = kind
        self.message = message
        self.help = help
    }
}
