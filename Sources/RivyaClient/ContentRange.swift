/// The `Content-Range` of a part that goes up to the end, as in `bytes 100-199/200`.
struct ContentRange: Equatable {
    /// The first byte of the part.
    var start: Int
    /// Of all of it, in bytes.
    var length: Int

    /// nil for any other form, and for one that contradicts itself.
    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Self.number(parts[1]), length > 0 else { return nil }
        let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let start = Self.number(bounds[0]), Self.number(bounds[1]) == length - 1,
            start < length
        else { return nil }
        self.start = start
        self.length = length
    }

    private static func number(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
    }
}
