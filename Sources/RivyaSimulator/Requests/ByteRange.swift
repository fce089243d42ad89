/// The `Range` header of RFC 9110, section 14, for one range of bytes.
enum ByteRange: Equatable {
    case bytes(Range<Int>)
    case unsatisfiable

    /// nil for what is to be ignored: other units, several ranges, nonsense. The whole is then sent.
    init?(_ header: String, length: Int) {
        guard header.hasPrefix("bytes=") else { return nil }
        let bounds = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else { return nil }
        switch (Int(bounds[0]), Int(bounds[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            self = first < length ? .bytes(first..<min(last + 1, length)) : .unsatisfiable
        case (let first?, nil) where bounds[1].isEmpty:
            self = first < length ? .bytes(first..<length) : .unsatisfiable
        case (nil, let suffix?) where bounds[0].isEmpty:
            self = suffix > 0 && length > 0 ? .bytes(max(0, length - suffix)..<length) : .unsatisfiable
        default:
            return nil
        }
    }
}
