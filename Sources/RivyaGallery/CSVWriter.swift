/// Writes rows as RFC 4180 describes them.
struct CSVWriter {
    private(set) var bytes: [UInt8]

    /// - Parameter hasByteOrderMark: spreadsheets take a file without one for another encoding than UTF-8.
    init(hasByteOrderMark: Bool) { bytes = hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : [] }

    mutating func appendRow(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field)
        }
        bytes += [0x0D, 0x0A]
    }

    /// Quotes what readers would otherwise split, or strip: some take the spaces at a field's ends for layout.
    private mutating func append(_ field: String) {
        let needsQuotes =
            field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            || field.utf8.first == 0x20 || field.utf8.last == 0x20
        guard needsQuotes else {
            bytes += field.utf8
            return
        }
        bytes.append(0x22)
        for byte in field.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
