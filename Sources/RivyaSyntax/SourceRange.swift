/// A half-open range of UTF-8 byte offsets in one source file.
package struct SourceRange: Hashable, Sendable {
    package var lower: UInt32
    package var upper: UInt32

    @inlinable
    package init(_ lower: Int, _ upper: Int) {
        self.lower = UInt32(truncatingIfNeeded: lower)
        self.upper = UInt32(truncatingIfNeeded: upper)
    }

    /// The empty range at the start of a file.
    package static let start = SourceRange(0, 0)

    /// The smallest range that covers both.
    package func union(_ other: SourceRange) -> SourceRange {
        SourceRange(Int(min(lower, other.lower)), Int(max(upper, other.upper)))
    }

    /// The empty range at this range's end.
    package var end: SourceRange { SourceRange(Int(upper), Int(upper)) }
}
