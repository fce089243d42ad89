/// Cuts a table's text into rows and values.
struct RowReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private var index: Int
    private var line: Int
    private var wasQuoted = false

    init(bytes: [UInt8], from start: Int, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        index = start
        line = start == 0 ? 1 : 2
    }

    /// The next row that is not empty.
    mutating func next() throws(CSVReader.Problem) -> CSVReader.Row? {
        while index < bytes.count {
            let start = line
            let values = try row()
            if values.count == 1, values[0].isEmpty, !wasQuoted { continue }
            let isBlank = !wasQuoted && values.allSatisfy(\.isEmpty)
            return CSVReader.Row(line: start, values: values, isBlank: isBlank)
        }
        return nil
    }

    private mutating func row() throws(CSVReader.Problem) -> [String] {
        var values: [String] = []
        wasQuoted = false
        while true {
            values.append(try value())
            guard index < bytes.count, bytes[index] == separator else { break }
            index += 1
        }
        // The end of the row, or of the file.
        if index < bytes.count { skipLineEnd() }
        line += 1
        return values
    }

    private mutating func skipLineEnd() {
        let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
        index += isPair ? 2 : 1
    }

    private mutating func value() throws(CSVReader.Problem) -> String {
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
            guard index < bytes.count else {
                throw CSVReader.Problem(
                    line: start, message: "a quoted value is never closed",
                    help: "close it with `\"`; a quote inside of quotes is written twice")
            }
            let byte = bytes[index]
            if byte == 0x0A || byte == 0x0D {
                skipLineEnd()
                line += 1
                text.append(0x0A)
                continue
            }
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { break }
                index += 1
            }
            text.append(byte)
        }
        guard index >= bytes.count || endsValue(at: index) else {
            throw CSVReader.Problem(
                line: line, message: "text follows the closing quote of a value",
                help: "write a quote inside of quotes twice, and nothing between the closing quote and the separator")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func endsValue(at index: Int) -> Bool {
        bytes[index] == separator || bytes[index] == 0x0A || bytes[index] == 0x0D
    }
}
