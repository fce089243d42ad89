/// Reads tables of text: comma-separated values as RFC 4180 has them, and what spreadsheets make of it.
///
/// The separator is a comma, a semicolon or a tab, as the header tells, unless it is given or the first line is
/// `sep=;`. Lines end with LF, CR LF or CR, in quoted values too, where an LF stands for them. Columns without a name
/// and a value at the right, and rows of empty cells at the bottom, are what a spreadsheet leaves there, and no part of
/// the table.
enum CSVReader {
    struct Problem: Error, Sendable {
        /// From 1; where the row starts.
        var line: Int
        var message: String
        var help: String
    }

    /// All that is wrong, the first of it listed.
    struct Problems: Error {
        var listed: [Problem]
        var count: Int
    }

    struct Row {
        /// From 1; where it starts.
        var line: Int
        var values: [String]
        /// Nothing but empty cells without quotes.
        var isBlank: Bool
    }

    struct Table {
        var header: [String]
        var rows: [Row]
    }

    private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
    private static let listedProblems = 20

    /// How many rows and values there are at most, without reading any.
    static func counts(of bytes: [UInt8], separator: UInt8?) -> (rows: Int, values: Int) {
        let rows = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        return (rows, rows + bytes.count { separator == nil ? separators.contains($0) : $0 == separator })
    }

    /// - Parameter separator: nil where the header tells.
    static func table(of bytes: [UInt8], separator: UInt8?) throws(Problems) -> Table {
        let (declared, start) = declaredSeparator(bytes)
        if let separator = separator ?? declared { return try table(of: bytes, from: start, separator) }
        // What reads without a problem was meant; where nothing does, what has the fewest.
        var best: Problems?
        for candidate in candidates(bytes) {
            do throws(Problems) {
                return try table(of: bytes, from: start, candidate)
            } catch {
                if best.map({ error.count < $0.count }) ?? true { best = error }
            }
        }
        throw best ?? Problems(listed: [], count: 0)
    }

    /// `sep=;` on a line of its own tells spreadsheets, and where the table starts.
    private static func declaredSeparator(_ bytes: [UInt8]) -> (UInt8?, start: Int) {
        let letters = bytes.prefix(3).map { $0 | 0x20 }
        guard letters == Array("sep".utf8), bytes.count > 5, bytes[3] == UInt8(ascii: "="),
            bytes[5] == 0x0A || bytes[5] == 0x0D
        else { return (nil, 0) }
        let isPair = bytes[5] == 0x0D && bytes.count > 6 && bytes[6] == 0x0A
        return (bytes[4], isPair ? 7 : 6)
    }

    /// The separators that the header has outside of quotes. A table of one column has none, and takes a comma for one.
    private static func candidates(_ bytes: [UInt8]) -> [UInt8] {
        var found: Set<UInt8> = []
        var isQuoted = false
        for byte in bytes.drop(while: { $0 == 0x0A || $0 == 0x0D }) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D { break }
            if separators.contains(byte) { found.insert(byte) }
        }
        return found.isEmpty ? [separators[0]] : separators.filter(found.contains)
    }

    private static func table(of bytes: [UInt8], from start: Int, _ separator: UInt8) throws(Problems) -> Table {
        var reader = RowReader(bytes: bytes, from: start, separator: separator)
        var table = Table(header: [], rows: [])
        var problems = Problems(listed: [], count: 0)
        func note(_ problem: Problem) {
            problems.count += 1
            if problems.listed.count < listedProblems { problems.listed.append(problem) }
        }
        do throws(Problem) {
            guard var header = try reader.next() else { return table }
            while header.values.count > 1, header.values.last?.isEmpty == true { header.values.removeLast() }
            table.header = header.values
            if let problem = headerProblem(header) { note(problem) }
            while var row = try reader.next() {
                while row.values.count > header.values.count, row.values.last?.isEmpty == true {
                    row.values.removeLast()
                }
                if row.values.count == header.values.count {
                    table.rows.append(row)
                } else {
                    note(widthProblem(row, header.values.count, separator))
                }
            }
        } catch {
            note(error)
        }
        guard problems.count == 0 else { throw problems }
        while table.header.count > 1, table.rows.last?.isBlank == true { table.rows.removeLast() }
        return table
    }

    private static func headerProblem(_ header: Row) -> Problem? {
        var places: [ScalarText: Int] = [:]
        for (place, name) in header.values.enumerated() {
            guard let first = places.updateValue(place, forKey: ScalarText(name)) else { continue }
            let message =
                name.isEmpty
                ? "columns \(first + 1) and \(place + 1) of the header have no name"
                : "the header has `\(name)` twice"
            return Problem(line: header.line, message: message, help: "give every column a name of its own")
        }
        return nil
    }

    private static func widthProblem(_ row: Row, _ width: Int, _ separator: UInt8) -> Problem {
        let help: String
        if row.values.count > width {
            help = "put a value that holds \(name(separator)) into double quotes, or name its column in the header"
        } else if let other = separators.first(where: { other in
            other != separator && row.values.contains { $0.utf8.contains(other) }
        }), row.values.count == 1 {
            help = "the header has \(name(separator)) between its values, this row \(name(other)): use one of them"
        } else {
            help = "write empty cells too: every row has \(width - 1 == 1 ? "1 separator" : "\(width - 1) separators")"
        }
        return Problem(
            line: row.line, message: "the row has \(row.values.count) values, the header \(width)", help: help)
    }

    private static func name(_ separator: UInt8) -> String {
        separator == 0x09 ? "a tab" : "`\(Character(Unicode.Scalar(separator)))`"
    }
}
