/// What one page shows: runs as the text of `data.js`, and where its media are.
///
/// `data.js` sets one global, `window.rivyaGallery`; `Documentation/Gallery.md`, "The data" describes it. Every name in
/// it that is no fixed word, such as an axis or a tag, is a value and never a key.
package struct GalleryContent: Sendable {
    /// The whole file.
    package let data: [UInt8]
    /// Where copied or served media come from: relative references, percent-encoded as the page asks for them, and
    /// absolute paths. Empty where media are linked. A server gives out these files and no other.
    package let media: [(reference: String, path: String)]

    /// - Parameter time: when the data was true, in seconds since 1970.
    package init(_ runs: [GalleryRun], media: MediaPlacement, time: Double) {
        var writer = GalleryWriter(media: media, paths: media == .copied ? LocalPaths(runs) : nil)
        writer.write(runs, time: time)
        data = writer.bytes
        self.media = writer.media
    }

    /// The data where it matters only that it has changed: without the time.
    package static func isUnchanged(_ data: [UInt8], from earlier: [UInt8]) -> Bool {
        let end = UInt8(ascii: ",")
        guard let first = data.firstIndex(of: end), let second = earlier.firstIndex(of: end) else { return false }
        return data[first...] == earlier[second...]
    }
}
