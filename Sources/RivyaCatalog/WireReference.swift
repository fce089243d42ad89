/// A reference medium as it travels in `params.referenceMediaItems`: it has a URL by then.
package struct WireReference: Sendable, Hashable {
    package var url: String
    package var kind: MediaKind
    package var name: String?
    package var mimeType: String?
    /// As the Files API gave it, for video and audio.
    package var durationToken: String?

    package init(
        url: String,
        kind: MediaKind,
        name: String? = nil,
        mimeType: String? = nil,
        durationToken: String? = nil
    ) {
        self.url = url
        self.kind = kind
        self.name = name
        self.mimeType = mimeType
        self.durationToken = durationToken
    }
}
