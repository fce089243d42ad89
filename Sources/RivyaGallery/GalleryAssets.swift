import CGallery

/// The files of the page that are the same for every run: HTML, CSS and JavaScript, without anything from a network.
package enum GalleryAssets {
    package struct File: Sendable, Hashable {
        /// Relative to the page's folder; no folder in it.
        package var name: String
        package var bytes: [UInt8]

        /// The media type that a server gives it.
        package var contentType: String {
            switch MediaLink.ending(of: name) {
            case "html": "text/html; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "text/javascript; charset=utf-8"
            }
        }
    }

    /// The name of the one file that holds a run: `GalleryContent.data`.
    package static let dataName = "data.js"

    /// `index.html` first.
    package static let files: [File] = (0..<gallery_file_count()).map { index in
        let file = gallery_file_at(index).pointee
        return File(
            name: String(cString: file.name), bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }

    /// How a page knows that it is one of ours: nothing else is ever replaced.
    static let mark = "<meta name=\"generator\" content=\"rivya\">"
    private static let tokenMark = "<meta name=\"rivya-token\" content=\"\">"

    /// The page as a server gives it: with the token that writing takes (`Documentation/Gallery.md`, "Served").
    ///
    /// It stands in the page, which other sites cannot read, and not in `data.js`, which any site could run.
    ///
    /// - Parameter token: letters, digits, `-` and `_` only.
    package static func index(token: String) -> [UInt8] {
        precondition(token.utf8.allSatisfy { isTokenByte($0) }, "a token that would not be safe in an attribute")
        let page = String(decoding: files[0].bytes, as: UTF8.self)
        return Array(page.replacing(tokenMark, with: "<meta name=\"rivya-token\" content=\"\(token)\">").utf8)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
