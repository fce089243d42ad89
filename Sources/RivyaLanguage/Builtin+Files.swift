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
            let lines = lines(of: text)
            remarkUnusedLines(lines, call)
            return .list(lines)
        },
        Builtin(
            "read_csv", .files, ["path", "separator"], required: 1, signature: "read_csv(path, separator=\";\")",
            "the rows of a CSV file as records by its header, all values text; the header tells the separator",
            example: "read_csv(\"shots.csv\")",
            gives: "[{\"animal\":\"fox\",\"seconds\":\"5\"},{\"animal\":\"owl\",\"seconds\":\"10\"}]"
        ) {
            (call) throws(BuiltinFailure) in
            try table(call)
        },
        Builtin(
            "read_json", .files, ["path"], "the value in a JSON file", example: "read_json(\"shot.json\")",
            gives: "{\"animal\":\"fox\",\"seconds\":5}"
        ) { (call) throws(BuiltinFailure) in
            try json(call)
        },
        Builtin(
            "read_jsonl", .files, ["path"], "the values in a file that has one JSON value on each line",
            example: "read_jsonl(\"shots.jsonl\")",
            gives: "[{\"animal\":\"fox\",\"seconds\":5},{\"animal\":\"owl\",\"seconds\":10}]"
        ) { (call) throws(BuiltinFailure) in
            try jsonLines(call)
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

    /// The bytes of a file that is UTF-8 text, without a byte order mark.
    static func fileBytes(_ call: BuiltinCall) throws(BuiltinFailure) -> [UInt8] {
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

    /// The text of a file with one kind of line end, LF: what an editor or git makes of the others changes no prompt.
    private static func fileText(_ call: BuiltinCall) throws(BuiltinFailure) -> String {
        String(decoding: withLineFeeds(try fileBytes(call)), as: UTF8.self)
    }

    /// CR LF and CR alone as LF.
    static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (place, byte) in bytes.enumerated() {
            if byte == 0x0D {
                if place + 1 == bytes.count || bytes[place + 1] != 0x0A { result.append(0x0A) }
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// Every line is a value, also those that a person would pass over.
    private static func remarkUnusedLines(_ lines: [Value], _ call: BuiltinCall) {
        var (blank, comments): ([Int], [Int]) = ([], [])
        for (place, line) in lines.enumerated() {
            guard case .string(let text) = line else { continue }
            if !VisibleText.isThere(in: text) {
                blank.append(place + 1)
            } else if text.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "#") {
                comments.append(place + 1)
            }
        }
        let path = pathText(call)
        if lines.isEmpty { remarkNothing("lines", call) }
        guard !blank.isEmpty || !comments.isEmpty else { return }
        let numbers = (blank + comments).sorted()
        let isOne = numbers.count == 1
        let kinds = [
            blank.isEmpty ? nil : isOne ? "is blank" : "are blank",
            comments.isEmpty ? nil : isOne ? "starts with `#`" : "start with `#`",
        ]
        let counted =
            (isOne ? "a line that " : "\(numbers.count) lines that ")
            + kinds.compactMap { $0 }.joined(separator: " or ")
        var condition = "blank($l) != null"
        if blank.isEmpty {
            condition = "not starts_with($l, \"#\")"
        } else if !comments.isEmpty {
            condition += " and not starts_with($l, \"#\")"
        }
        call.remark(
            .wordListLines,
            "`\(path)` has \(counted), and each is a value: \(numbers.count == 1 ? "line" : "lines") \(listed(numbers))",
            "leave them out with `[$l for l in read_lines(\"\(path)\") if \(condition)]`", path)
    }

    /// A file without anything to loop over makes no request, and says nothing of it.
    static func remarkNothing(_ what: String, _ call: BuiltinCall) {
        let path = pathText(call)
        call.remark(.noRows, "`\(path)` has no \(what)", "look whether it is the right file", path)
    }

    static func pathText(_ call: BuiltinCall) -> String {
        if case .string(let text) = call.arguments[0] { text } else { "" }
    }

    /// `1, 2 and 7`; of many the first ones.
    static func listed(_ numbers: [Int]) -> String {
        let shown = numbers.prefix(8).map(String.init)
        if numbers.count > shown.count { return shown.joined(separator: ", ") + ", … (\(numbers.count) in all)" }
        guard let last = shown.last, shown.count > 1 else { return shown.joined() }
        return shown.dropLast().joined(separator: ", ") + " and \(last)"
    }

    private static func fileFailure(_ problem: FileProblem, _ path: String) -> BuiltinFailure {
        let code: DiagnosticCode
        let message: String
        switch problem {
        case .notFound, .otherName: (code, message) = (.fileNotFound, "there is no file `\(path)`")
        case .outside: (code, message) = (.fileOutsideFolder, "`\(path)` lies outside of the script's folder")
        case .isFolder: (code, message) = (.fileNotFound, "`\(path)` is a folder")
        case .tooLarge(let bytes): (code, message) = (.fileTooLarge, "`\(path)` has \(bytes) bytes, more than 64 MiB")
        case .unreadable(let reason): (code, message) = (.fileNotFound, "`\(path)` cannot be read: \(reason)")
        }
        let help: String? =
            switch problem {
            case .notFound: "the path is relative to the script's folder"
            case .otherName(let name): FileProblem.nameHelp(name)
            case .outside: "copy the file next to the script, or allow its folder with `--allow-read DIR`"
            case .isFolder: "`glob(\"\(path)/*\")` lists its files"
            case .tooLarge: "split it into files that are read one by one"
            case .unreadable: nil
            }
        return BuiltinFailure(code, message, argument: 0, help: help)
    }
}
