package import RivyaGallery
package import RivyaSyntax

/// What a gallery server gives out, and whom it tells of judgments.
package protocol GallerySite: Sendable {
    /// The newest that there is. Called often: it costs little where nothing has changed.
    func content() async -> GalleryContent

    /// Keeps one judgment, as `POST /judgments` takes it (`Documentation/Gallery.md`, "Served").
    /// - Returns: the judgment as it is kept now.
    func judge(_ document: JSONValue) async throws(JudgmentRefusal) -> JSONValue
}

/// Why a judgment was not kept.
package struct JudgmentRefusal: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// It is none, or of no job that is shown.
        case malformed
        /// It could not be written down.
        case failed
    }

    package var kind: Kind
    /// Lower case, no period, names in backticks.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
