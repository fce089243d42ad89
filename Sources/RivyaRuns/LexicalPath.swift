/// Paths as text: what they mean without looking at a disk, where links may make something else of them.
package enum LexicalPath {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// An absolute path without `.`, `..` and doubled slashes.
    package static func normalized(_ path: String) -> String {
        if isNormal(path) { return path }
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: slash) where !part.elementsEqual([dot]) {
            if part.elementsEqual([dot, dot]) { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// Names that begin with a dot are looked at more closely, to be sure.
    private static func isNormal(_ path: String) -> Bool {
        var last: UInt8?
        for byte in path.utf8 {
            if last == slash ? byte == slash || byte == dot : last == nil && byte != slash { return false }
            last = byte
        }
        return last != nil && (last != slash || path.utf8.count == 1)
    }

    /// What lies before the last slash; `.` where there is none.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: slash) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
