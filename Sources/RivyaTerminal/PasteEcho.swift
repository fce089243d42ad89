/// Shows a pasted chunk as if it had been typed. Of a long one only the beginning is shown.
struct PasteEcho {
    var prompt: StyledText
    var chunk: String

    private static let mostLines = 24
    private static let shownOfMore = 12

    func rendered(color: Bool) -> String {
        var lines = StyledText(chunk).lines
        while let last = lines.last, last.isEmpty { lines.removeLast() }
        if lines.count > Self.mostLines {
            let hidden = lines.count - Self.shownOfMore
            lines = lines.prefix(Self.shownOfMore) + ["\("... and \(hidden) more lines", .dim)"]
        }
        if let first = lines.first { lines[0] = prompt + first }
        return lines.map { $0.rendered(color: color) + "\r\n" }.joined()
    }
}
