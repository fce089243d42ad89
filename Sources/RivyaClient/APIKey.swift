package import RivyaRuns

/// The account's secret key. It never describes itself: it is read to be sent as a bearer token, and to be stored.
package struct APIKey: Sendable {
    private let text: String

    /// Blanks around the key are dropped, because keys are pasted.
    /// Throws a `.local` error that does not repeat the key.
    package init(_ text: String) throws(ServiceError) {
        let bytes = text.utf8
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let key = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard !key.isEmpty else {
            throw ServiceError(.local, "the API key is empty")
        }
        guard key.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ServiceError(.local, "the API key holds characters that no key has: only visible ASCII is possible")
        }
        self.text = String(decoding: key, as: UTF8.self)
    }

    /// The value of the `Authorization` header.
    var bearer: String { "Bearer " + text }

    /// The key itself, for the file that keeps keys and for nothing else.
    package func revealed() -> String { text }

    /// `***` with the last four characters, by which a person knows the key; only `***` for a short one.
    package var masked: String { text.utf8.count < 16 ? "***" : "***" + text.suffix(4) }

    /// `message` without the key, for texts of a service that repeats what it was sent.
    func redacting(_ message: String) -> String { Door(key: self).clean(message) }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
