/// The text of one script, with the name it is shown by.
///
/// Offsets everywhere in the program are byte offsets into `bytes`. Lines and columns exist only at the edge, where a
/// diagnostic or a plan is shown.
package final class SourceFile: Sendable {
    /// The path as the user wrote it, or `<repl>`, `<command line>`.
    package let name: String
    /// The text as UTF-8, as read from the file: a byte order mark and carriage returns are still there.
    package let bytes: [UInt8]
    /// The offset of each line's first byte. A file has at least one line.
    package let lineStarts: [UInt32]
    /// How many scalars begin before each block of the text: a column far into a line need not count all of it.
    private let scalarCounts: [UInt32]

    private static let blockSize = 4096

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts: [UInt32] = [0]
        var counts: [UInt32] = [0]
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if index &+ 8 <= buffer.count, !ByteWord(buffer, at: index).contains(0x0A) {
                    index &+= 8
                    continue
                }
                let end = min(index &+ 8, buffer.count)
                while index < end {
                    if buffer[index] == 0x0A { starts.append(UInt32(index + 1)) }
                    index &+= 1
                }
            }
            for block in stride(from: 0, to: buffer.count, by: Self.blockSize) {
                let end = min(block + Self.blockSize, buffer.count)
                counts.append(counts[counts.count - 1] &+ Self.scalars(in: buffer[block..<end]))
            }
        }
        lineStarts = starts
        scalarCounts = counts
    }

    /// A scalar is counted at its first byte: continuation bytes are 10xxxxxx.
    private static func scalars(in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
        var count: UInt32 = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if index &+ 8 <= bytes.endIndex, ByteWord(bytes.base, at: index).isASCII {
                count &+= 8
                index &+= 8
            } else {
                if bytes[index] & 0xC0 != 0x80 { count &+= 1 }
                index &+= 1
            }
        }
        return count
    }

    /// How many scalars begin before an offset.
    private func scalars(before offset: Int) -> Int {
        let block = offset / Self.blockSize
        let rest = bytes.withUnsafeBufferPointer { Self.scalars(in: $0[(block * Self.blockSize)..<offset]) }
        return Int(scalarCounts[block]) + Int(rest)
    }

    package convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// A place for people: both count from 1, columns in Unicode scalars.
    package struct Position: Hashable, Sendable {
        package var line: Int
        package var column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// The number, from 1, of the line that holds a byte offset.
    package func line(at offset: UInt32) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The position of a byte offset. A byte order mark counts as no column; a malformed byte counts as one.
    package func position(at offset: UInt32) -> Position {
        let line = line(at: offset)
        var start = Int(lineStarts[line - 1])
        if start == 0, hasByteOrderMark { start = 3 }
        let end = min(Int(offset), bytes.count)
        guard end > start else { return Position(line: line, column: 1) }
        return Position(line: line, column: 1 + scalars(before: end) - scalars(before: start))
    }

    /// The bytes of a line, counted from 1, without its line ending.
    package func lineBytes(_ line: Int) -> ArraySlice<UInt8> {
        var lower = Int(lineStarts[line - 1])
        var upper = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
        if lower == 0, hasByteOrderMark { lower = 3 }
        if upper > lower, bytes[upper - 1] == 0x0D { upper -= 1 }
        return bytes[lower..<max(lower, upper)]
    }

    /// The text of a range, malformed bytes replaced.
    package func text(_ range: SourceRange) -> String {
        String(decoding: bytes[Int(range.lower)..<Int(range.upper)], as: UTF8.self)
    }

    package var hasByteOrderMark: Bool {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }
}
