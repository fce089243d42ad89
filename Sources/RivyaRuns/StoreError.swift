/// Why the ledger could not be read or written.
package struct StoreError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Written by a newer version of this program.
        case newerSchema
        /// Not a readable ledger, or not whole any more; it was left as it is.
        case damaged
        /// Not there, though something tells that it was.
        case missing
        /// There, and this process may not look into it.
        case unreadable
        /// Not the file any more that this process has opened.
        case lost
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

    /// Something was paid perhaps, and nobody can tell: nothing is sent as if nothing had been.
    package var hidesPayments: Bool {
        switch kind {
        case .newerSchema, .damaged, .missing, .unreadable, .lost: true
        case .diskFull, .readOnly, .busy, .other: false
        }
    }
}
