/// A complete GIF of one pixel, of ASCII characters alone, so that it may stand in an answer that is text.
package enum SmallPicture {
    package static let gif =
        "GIF89a\u{1}\0\u{1}\0\0\0\0" + ",\0\0\0\0\u{1}\0\u{1}\0\0" + "\u{2}\u{2}D\u{1}\0" + ";"

    /// The answer of a media host that has it.
    package static func answer(headers: String = "") -> RawServer.Reply {
        .answer(
            "HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: \(gif.utf8.count)\r\n\(headers)\r\n\(gif)")
    }
}
