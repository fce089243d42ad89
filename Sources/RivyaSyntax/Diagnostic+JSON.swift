extension Diagnostic {
    /// Appends the diagnostic as one JSON object on one line, without a newline, for `--json`.
    package func writeJSON(to output: inout [UInt8]) { json.write(to: &output) }

    /// The diagnostic as a JSON object.
    package var json: JSONValue {
        var members = [
            JSONValue.Member("severity", .string(severity.rawValue)),
            JSONValue.Member("code", .string(code.rawValue)),
            JSONValue.Member("message", .string(message)),
            JSONValue.Member("file", .string(file.name)),
        ]
        members += Diagnostic.members(range, in: file)
        members.append(JSONValue.Member("help", help.map { .string($0) } ?? .null))
        let labels = labels.map { label in
            JSONValue.object(
                Diagnostic.members(label.range, in: file) + [JSONValue.Member("text", .string(label.text))]
            )
        }
        members.append(JSONValue.Member("labels", .array(labels)))
        members.append(JSONValue.Member("notes", .array(notes.map(\.json))))
        if count > 1 { members.append(JSONValue.Member("count", .number(Number(count)))) }
        return .object(members)
    }

    private static func members(_ range: SourceRange, in file: SourceFile) -> [JSONValue.Member] {
        let start = file.position(at: range.lower)
        let end = file.position(at: range.upper)
        return [
            JSONValue.Member("line", .number(Number(start.line))),
            JSONValue.Member("column", .number(Number(start.column))),
            JSONValue.Member("end_line", .number(Number(end.line))),
            JSONValue.Member("end_column", .number(Number(end.column))),
        ]
    }
}

extension Diagnostic.Note {
    fileprivate var json: JSONValue {
        var members = [JSONValue.Member("text", .string(text))]
        if let location {
            let position = location.file.position(at: location.range.lower)
            members.append(JSONValue.Member("file", .string(location.file.name)))
            members.append(JSONValue.Member("line", .number(Number(position.line))))
            members.append(JSONValue.Member("column", .number(Number(position.column))))
        }
        return .object(members)
    }
}
