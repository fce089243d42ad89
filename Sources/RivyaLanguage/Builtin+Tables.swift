import RivyaSyntax

/// What the functions that read rows do.
extension Builtin {
    static func table(_ call: BuiltinCall) throws(BuiltinFailure) -> Value {
        let path = try call.text(0)
        let separator = try separator(call)
        let bytes = try fileBytes(call)
        let (rows, values) = CSVReader.counts(of: bytes, separator: separator)
        try call.checkLength(rows)
        let fieldSize = MemoryLayout<RecordValue.Field>.stride + Evaluator.Size.object
        try call.take(bytes: rows * Evaluator.Size.record(0) + values * fieldSize + bytes.count, steps: values)
        let table: CSVReader.Table
        do throws(CSVReader.Problems) {
            table = try CSVReader.table(of: bytes, separator: separator)
        } catch {
            throw tableFailure(path, error)
        }
        if table.rows.isEmpty { remarkNothing("rows", call) }
        remarkEqualRows(table, call)
        let isExport = table.header.starts(with: exportColumns)
        return .list(
            table.rows.map { row in
                let fields = zip(table.header, row.values).map { name, value in
                    RecordValue.Field(key: name, value: .string(isExport ? unguarded(value) : value))
                }
                return .record(RecordValue(fields, origin: RowOrigin(path: path, unit: .line, number: row.line)))
            })
    }

    /// The first columns of what `rivya export --csv` writes.
    private static let exportColumns = ["run", "index", "name", "model", "prompt"]

    /// Without the `'` that an export puts before what a spreadsheet would calculate.
    private static func unguarded(_ value: String) -> String {
        let bytes = value.utf8
        guard bytes.first == UInt8(ascii: "'"), let second = bytes.dropFirst().first,
            [0x09, 0x0A, 0x0D].contains(second) || "=+-@".utf8.contains(second)
        else { return value }
        return String(value.dropFirst())
    }

    private static func separator(_ call: BuiltinCall) throws(BuiltinFailure) -> UInt8? {
        guard call.has(1) else { return nil }
        let text = try call.text(1)
        if text == "tab" { return 0x09 }
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80, byte >= 0x20 || byte == 0x09,
            byte != UInt8(ascii: "\"")
        else {
            throw BuiltinFailure(
                .badArgument, "a separator is one character, not `\(text)`", argument: 1,
                help: "write `separator=\";\"`, or `separator=tab`")
        }
        return byte
    }

    private static func tableFailure(_ path: String, _ problems: CSVReader.Problems) -> BuiltinFailure {
        guard let first = problems.listed.first else { return BuiltinFailure(.badCSV, "`\(path)` is no table") }
        var failure = BuiltinFailure(
            .badCSV, "`\(path)` is no table, line \(first.line): \(first.message)", argument: 0, help: first.help)
        failure.notes = problems.listed.dropFirst().map { "line \($0.line): \($0.message)" }
        if problems.count > problems.listed.count {
            failure.notes.append("and \(problems.count - problems.listed.count) more rows")
        }
        return failure
    }

    private static func remarkEqualRows(_ table: CSVReader.Table, _ call: BuiltinCall) {
        var lines: [[ScalarText]: Int] = [:]
        var equal: [(line: Int, first: Int)] = []
        for row in table.rows where !row.isBlank {
            let key = row.values.map(ScalarText.init)
            if let first = lines[key] { equal.append((row.line, first)) } else { lines[key] = row.line }
        }
        guard let one = equal.first else { return }
        let path = pathText(call)
        let others = equal.count == 1 ? "" : ", and \(equal.count - 1) more rows repeat earlier ones"
        call.remark(
            .equalRows, "line \(one.line) of `\(path)` is the same as line \(one.first)\(others)",
            "remove what is there twice, or take `unique(read_csv(\"\(path)\"))`", path)
    }

    static func json(_ call: BuiltinCall) throws(BuiltinFailure) -> Value {
        let path = try call.text(0)
        let bytes = try fileBytes(call)
        try takeJSON(bytes, call)
        do throws(JSONError) {
            let value = Value(try JSONValue(parsing: bytes))
            guard case .list(let list) = value else { return value }
            return .list(
                list.items.enumerated().map { place, item in
                    placed(item, RowOrigin(path: path, unit: .item, number: place + 1))
                })
        } catch {
            let position = SourceFile(name: path, bytes: bytes).position(at: UInt32(error.offset))
            throw BuiltinFailure(
                .badJSON,
                "`\(path)` is not JSON, line \(position.line), column \(position.column): \(error.message)",
                argument: 0,
                help: isJSONLines(bytes)
                    ? "it has one value on each line: read it with `read_jsonl(\"\(path)\")`"
                    : "text in JSON stands in double quotes, and no comma follows the last item")
        }
    }

    static func jsonLines(_ call: BuiltinCall) throws(BuiltinFailure) -> Value {
        let path = try call.text(0)
        let bytes = withLineFeeds(try fileBytes(call))
        try takeJSON(bytes, call)
        try call.checkLength(bytes.count { $0 == 0x0A } + 1)
        var values: [Value] = []
        var problems: [(line: Int, text: String)] = []
        for (place, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do throws(JSONError) {
                let value = Value(try JSONValue(parsing: Array(line)))
                values.append(placed(value, RowOrigin(path: path, unit: .line, number: place + 1)))
            } catch {
                let position = SourceFile(name: path, bytes: Array(line)).position(at: UInt32(error.offset))
                problems.append((place + 1, "column \(position.column): \(error.message)"))
            }
        }
        if let first = problems.first {
            var failure = BuiltinFailure(
                .badJSON, "`\(path)` is not JSON lines, line \(first.line), \(first.text)", argument: 0,
                help: values.isEmpty
                    ? "each line is one JSON value; a file that is one value as a whole is read with `read_json`"
                    : "each line is one JSON value, such as `{\"prompt\": \"a fox\"}`")
            failure.notes = problems.dropFirst().prefix(19).map { "line \($0.line), \($0.text)" }
            if problems.count > 20 { failure.notes.append("and \(problems.count - 20) more lines") }
            throw failure
        }
        if values.isEmpty { remarkNothing("lines", call) }
        return .list(values)
    }

    /// Every value but the first stands behind one of these. It is there twice for a while: as it was read, too.
    private static func takeJSON(_ bytes: [UInt8], _ call: BuiltinCall) throws(BuiltinFailure) {
        let count = bytes.count {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") || $0 == 0x0A
        }
        try call.take(bytes: count * 3 * Evaluator.Size.object + 2 * bytes.count, steps: count)
    }

    private static func placed(_ value: Value, _ origin: RowOrigin) -> Value {
        guard case .record(let record) = value else { return value }
        return .record(RecordValue(record.fields, origin: origin))
    }

    /// Whether the first two lines that are not blank are each a JSON value.
    private static func isJSONLines(_ bytes: [UInt8]) -> Bool {
        let lines = withLineFeeds(bytes).split(separator: 0x0A).lazy.filter { $0.contains { $0 > 0x20 } }.prefix(2)
        return lines.count == 2 && lines.allSatisfy { (try? JSONValue(parsing: Array($0))) != nil }
    }
}
