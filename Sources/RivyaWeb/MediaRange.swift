/// The part of a file that a `Range` header asks for.
enum MediaRange: Equatable {
    case whole
    case part(Range<Int>)
    /// No byte of it is there.
    case unsatisfiable

    /// A header that asks for several parts, or that is none, asks for nothing (RFC 9110, section 14.2).
    init(_ header: String?, length: Int) {
        self = .whole
        guard let header, header.lowercased().hasPrefix("bytes=") else { return }
        let parts = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        switch (Int(parts[0]), Int(parts[1])) {
        case (let first?, let last):
            if !parts[1].isEmpty, last == nil { return }
            if let last, last < first { return }
            guard first < length else {
                self = .unsatisfiable
                return
            }
            self = .part(first..<min(length, last.map { $0 < length ? $0 + 1 : length } ?? length))
        case (nil, let suffix?) where parts[0].isEmpty:
            guard suffix > 0, length > 0 else {
                self = .unsatisfiable
                return
            }
            self = .part(max(0, length - suffix)..<length)
        default: return
        }
    }
}
