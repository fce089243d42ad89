import RivyaSyntax

extension Builtin {
    static let files: [Builtin] = [
        Builtin(
            "read", .files, ["path"], "the text of a file", example: "read(\"prompt.txt\")",
            gives: "a paper boat at dawn"
        ) { (call) throws(BuiltinFailure) in
            try call.checkText(try fileText(call))
        },
        Builtin(
            "read_lines", .files, ["path"], "the lines of a file", example: "read_lines(\"animals.txt\")",
            gives: "[\"fox\",\"owl\"]"
        ) { (call) throws(BuiltinFailure) in
            let text = try fileText(call)
            let count = text.utf8.count { $0 == 0x0A } + 1
            try call.checkLength(count)
            try call.take(bytes: count * (MemoryLayout<Value>.stride + Evaluator.Size.object), steps: count)
            return .list(lines(of: text))
        },
        Builtin(
            "read_csv", .files, ["path"], "the rows of a CSV file as records by its header, all values text",
            example: "read_csv(\"shots.csv\")",
            gives: "[{\"animal\":\"fox\",\"seconds\":\"5\"},{\"animal\":\"owl\",\"seconds\":\"10\"}]"
        ) {
            (call) throws(BuiltinFailure) in
            let path = try call.text(0)
            let bytes = try fileBytes(call)
            let (rows, values) = CSVReader.counts(of: bytes)
            try call.checkLength(rows)
            let fieldSize = MemoryLayout<RecordValue.Field>.stride + Evaluator.Size.object
            try call.take(bytes: rows * Evaluator.Size.record(0) + values * fieldSize + bytes.count, steps: values)
            do throws(CSVReader.Problem) {
                return .list(try CSVReader.records(of: bytes))
            } catch {
                throw BuiltinFailure(
                    .badCSV, "`\(path)` is no table, line \(error.line): \(error.message)", argument: 0,
                    help: "every row needs as many values as the header; put values with commas in quotes")
            }
        },
        Builtin(
            "read_json", .files, ["path"], "the value in a JSON file", example: "read_json(\"shot.json\")",
            gives: "{\"animal\":\"fox\",\"seconds\":5}"
        ) { (call) throws(BuiltinFailure) in
            let path = try call.text(0)
            let bytes = try fileBytes(call)
            // Every value but the first stands behind one of these. It is there twice for a while: as it was read, too.
            let count = bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
            try call.take(bytes: count * 3 * Evaluator.Size.object + 2 * bytes.count, steps: count)
            do throws(JSONError) {
                return Value(try JSONValue(parsing: bytes))
            } catch {
                let position = SourceFile(name: path, bytes: bytes).position(at: UInt32(error.offset))
                throw BuiltinFailure(
                    .badJSON,
                    "`\(path)` is not JSON, line \(position.line), column \(position.column): \(error.message)",
                    argument: 0, help: "text in JSON stands in double quotes, and no comma follows the last item")
            }
        },
        Builtin(
            "glob", .files, ["pattern"], "the paths that match a pattern such as `refs/*.png`, sorted",
            example: "glob(\"refs/*.png\")", gives: "[\"refs/boat.png\",\"refs/fox.png\"]"
        ) {
            (call) throws(BuiltinFailure) in
            let pattern = try call.text(0)
            do throws(FileProblem) {
                return .list(try call.host.glob(pattern, from: call.folder).map { .string($0) })
            } catch {
                throw fileFailure(error, pattern)
            }
        },
    ]

    private static func fileBytes(_ call: BuiltinCall) throws(BuiltinFailure) -> [UInt8] {
        let path = try call.text(0)
        var bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try call.host.read(path, from: call.folder)
        } catch {
            throw fileFailure(error, path)
        }
        try call.take(steps: bytes.count / 64)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let invalid = bytes.withUnsafeBufferPointer({ firstInvalidUTF8(in: $0) }) {
            let position = SourceFile(name: path, bytes: bytes).position(at: UInt32(invalid))
            throw BuiltinFailure(
                .fileNotText, "`\(path)` is not UTF-8 text, line \(position.line), column \(position.column)",
                argument: 0,
                help: "save the file as UTF-8")
        }
        return bytes
    }

    private static func fileText(_ call: BuiltinCall) throws(BuiltinFailure) -> String {
        String(decoding: try fileBytes(call), as: UTF8.self)
    }

    private static func fileFailure(_ problem: FileProblem, _ path: String) -> BuiltinFailure {
        switch problem {
        case .notFound:
            BuiltinFailure(
                .fileNotFound, "there is no file `\(path)`", argument: 0,
                help: "the path is relative to the script's folder")
        case .outside:
            BuiltinFailure(
                .fileOutsideFolder, "`\(path)` lies outside of the script's folder", argument: 0,
                help: "copy the file next to the script, or allow its folder with `--allow-read DIR`")
        case .isFolder:
            BuiltinFailure(
                .fileNotFound, "`\(path)` is a folder", argument: 0, help: "`glob(\"\(path)/*\")` lists its files")
        case .tooLarge(let bytes):
            BuiltinFailure(
                .fileTooLarge, "`\(path)` has \(bytes) bytes, more than 64 MiB", argument: 0,
                help: "split it into files that are read one by one")
        case .unreadable(let reason):
            BuiltinFailure(.fileNotFound, "`\(path)` cannot be read: \(reason)", argument: 0)
        }
    }
}
