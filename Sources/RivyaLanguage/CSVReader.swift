/// Reads comma-separated values as RFC 4180 has them.
enum CSVReader {
    struct Problem: Error {
        /// From 1; where the row starts.
        var line: Int
        var message: String
    }

    /// How many rows and values there are at most, without reading any.
    static func counts(of bytes: [UInt8]) -> (rows: Int, values: Int) {
        let rows = bytes.count { $0 == 0x0A } + 1
        return (rows, rows + bytes.count { $0 == UInt8(ascii: ",") })
    }

    /// Rows as records by the header, values as text; empty lines are skipped.
    static func records(of bytes: [UInt8]) throws(Problem) -> [Value] {
        var rows = Rows(bytes: bytes)
        guard let header = try rows.next() else { return [] }
        var names: Set<ScalarText> = []
        for name in header.values where !names.insert(ScalarText(name)).inserted {
            throw Problem(line: header.line, message: "the header has `\(name)` twice")
        }
        var records: [Value] = []
        while let row = try rows.next() {
            guard row.values.count == header.values.count else {
                throw Problem(
                    line: row.line, message: "the row has \(row.values.count) values, the header \(header.values.count)"
                )
            }
            let fields = zip(header.values, row.values).map { RecordValue.Field(key: $0, value: .string($1)) }
            records.append(.record(RecordValue(fields)))
        }
        return records
    }

    private struct Row {
        var line: Int
        var values: [String]
    }

    private struct Rows {
        let bytes: [UInt8]
        var index = 0
        var line = 1

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// The next row that is not empty.
        mutating func next() throws(Problem) -> Row? {
            while index < bytes.count {
                let start = line
                let values = try row()
                if values.count == 1, values[0].isEmpty, !wasQuoted { continue }
                return Row(line: start, values: values)
            }
            return nil
        }

        private var wasQuoted = false

        private mutating func row() throws(Problem) -> [String] {
            var values: [String] = []
            wasQuoted = false
            while true {
                values.append(try value())
                if index < bytes.count, bytes[index] == UInt8(ascii: ",") {
                    index += 1
                    continue
                }
                // The end of the row: a newline, with or without a carriage return, or the end of the file.
                if index < bytes.count, bytes[index] == 0x0D { index += 1 }
                if index < bytes.count, bytes[index] == 0x0A { index += 1 }
                line += 1
                return values
            }
        }

        private mutating func value() throws(Problem) -> String {
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                let start = index
                while index < bytes.count, !endsValue(at: index) { index += 1 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            }
            wasQuoted = true
            let start = line
            index += 1
            var text: [UInt8] = []
            while true {
                guard index < bytes.count else { throw Problem(line: start, message: "a quoted value is never closed") }
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") {
                    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { break }
                    index += 1
                }
                if byte == 0x0A { line += 1 }
                text.append(byte)
            }
            guard index >= bytes.count || endsValue(at: index) else {
                throw Problem(line: line, message: "text follows the closing quote of a value")
            }
            return String(decoding: text, as: UTF8.self)
        }

        private func endsValue(at index: Int) -> Bool {
            switch bytes[index] {
            case UInt8(ascii: ","), 0x0A: true
            case 0x0D: index + 1 >= bytes.count || bytes[index + 1] == 0x0A
            default: false
            }
        }
    }
}
