import RivyaRuns
import RivyaSyntax

/// A run as a table for spreadsheets and data frames: one row for each job, and each axis a column `axis.NAME`.
///
/// Both formats have the same columns. A job that lacks an axis, a price or a file has nothing there: an empty field
/// in CSV, `null` in JSON.
package struct RunExport: Sendable {
    private let runs: [GalleryRun]
    private let axisNames: [String]

    /// - Parameter runs: their rows follow each other; the columns are those of all of them.
    package init(_ runs: [GalleryRun]) {
        self.runs = runs
        var known: Set<String> = []
        axisNames = runs.flatMap(\.axisNames).filter { known.insert($0).inserted }
    }

    package var columns: [String] {
        ["run", "index", "name", "model", "prompt"] + axisNames.map { "axis.\($0)" } + [
            "status", "credits", "charge", "task", "seconds", "file", "files", "tags", "rating", "pick", "note",
            "error_code", "error_message",
        ]
    }

    /// RFC 4180 in UTF-8: a header, lines that end with CR LF. Lists are written as JSON.
    ///
    /// A spreadsheet calculates what starts with `=`, `+`, `-` or `@`, and a prompt or an error of the service may. Such
    /// texts get a `'` in front, which spreadsheets take for "this is text"; numbers stay as they are. `read_csv` takes it
    /// away again.
    /// - Parameter isRaw: leaves the `'` out, and the byte order mark that spreadsheets want, for programs.
    package func csv(isRaw: Bool = false) -> [UInt8] {
        var writer = CSVWriter(hasByteOrderMark: !isRaw)
        writer.appendRow(isRaw ? columns : columns.map(Self.harmless))
        forEachRow { row in
            writer.appendRow(
                row.map { value in
                    let text = Self.fieldText(value)
                    if !isRaw, case .string = value { return Self.harmless(text) }
                    return text
                })
        }
        return writer.bytes
    }

    private static func harmless(_ text: String) -> String {
        // Tabs and line ends are skipped by some of them, and what follows is then what starts the field.
        let starts: [UInt8] = [0x09, 0x0A, 0x0D] + Array("=+-@".utf8)
        guard let first = text.utf8.first, starts.contains(first) else { return text }
        return "'" + text
    }

    /// One JSON object on each line, numbers exact.
    package func jsonLines() -> [UInt8] {
        var bytes: [UInt8] = []
        let columns = columns
        forEachRow { row in
            let members = zip(columns, row).map { JSONValue.Member($0, $1) }
            JSONValue.object(members).write(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private func forEachRow(_ body: ([JSONValue]) -> Void) {
        for run in runs {
            for cell in run.cells { body(row(of: cell, in: run)) }
        }
    }

    private func row(of cell: GalleryCell, in run: GalleryRun) -> [JSONValue] {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        let label = cell.label
        let axes = axisNames.map { name in label.axes.last { $0.name == name }?.value ?? .null }
        let head: [JSONValue] = [
            .string(run.id), .number(.whole(label.index)), text(label.name), .string(label.model), text(cell.prompt),
        ]
        let tail: [JSONValue] = [
            .string(cell.state.text),
            cell.credits.map(JSONValue.number) ?? .null,
            text(cell.charge?.kind),
            text(cell.taskID),
            cell.seconds.map { .number(.seconds($0)) } ?? .null,
            text(cell.files.first?.path),
            .array(cell.files.map { .string($0.path) }),
            .array((label.tags + (cell.judgment?.tags ?? [])).map(JSONValue.string)),
            cell.judgment?.stars.map { .number(.whole($0)) } ?? .null,
            text(cell.judgment?.verdict?.rawValue),
            text(cell.judgment.flatMap { $0.note.isEmpty ? nil : $0.note }),
            text(cell.failure?.code),
            text(cell.failure?.message),
        ]
        return head + axes + tail
    }

    private static func fieldText(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .array(let elements) where elements.isEmpty: ""
        default: value.text
        }
    }
}
