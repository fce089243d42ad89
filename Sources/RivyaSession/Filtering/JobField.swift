import RivyaGallery
import RivyaRuns
import RivyaSyntax

/// What a filter can ask of a job. The names are those of the columns of an export, and a few more.
package struct JobField: Sendable {
    package enum Kind: Sendable, Hashable {
        case text
        case number
        /// A condition by itself.
        case flag
        /// Several texts: equal to each of them.
        case texts
        /// Whatever a loop gave.
        case anything

        var phrase: String {
            switch self {
            case .text: "text"
            case .number: "a number"
            case .flag: "a condition"
            case .texts: "a list of texts"
            case .anything: "a value"
            }
        }
    }

    /// A job of a run: what a filter looks at.
    struct Row {
        var cell: GalleryCell
        var run: GalleryRun
    }

    package var name: String
    package var kind: Kind
    package var summary: String
    /// `.null` where the job has none.
    let value: @Sendable (Row) -> JSONValue

    /// An axis, asked for as `axis.NAME`.
    static func axis(_ name: String) -> JobField {
        JobField("axis.\(name)", .anything, "") { row in
            row.cell.label.axes.last { $0.name == name }?.value ?? .null
        }
    }

    static let axisPrefix = "axis."

    package static let all: [JobField] = [
        text("run", "the run's id") { $0.run.id },
        text("script", "the script as it was named") { $0.run.title },
        number("job", "its number in the run, from 1", index),
        number("index", "the same", index),
        text("name", "what `--name` says") { $0.cell.label.name },
        text("model", "the model's id") { $0.cell.label.model },
        text("prompt", "the prompt") { $0.cell.prompt },
        text("status", "`planned`, `running`, or how it ended: `succeeded`, `cached`, `failed`, ...") {
            $0.cell.state.text
        },
        number("credits", "what was finally taken, where that was seen") { $0.cell.credits },
        text("charge", "`not_charged`, `reserved`, `charged`, `refunded` or `unknown`") { $0.cell.charge?.kind },
        text("task", "the service's id") { $0.cell.taskID },
        number("seconds", "from submitting to the last thing seen") { $0.cell.seconds.map { .seconds($0) } },
        text("file", "the path of the first result") { $0.cell.files.first?.path },
        texts("tag", "its tags, those of the script and those given in the gallery", tags),
        texts("tags", "the same", tags),
        number("rating", "stars, from 1 to 5") { $0.cell.judgment?.stars.map { .whole($0) } },
        flag("pick", "was picked") { $0.cell.judgment?.verdict == .pick },
        flag("reject", "was rejected") { $0.cell.judgment?.verdict == .reject },
        text("note", "the note") { $0.cell.judgment.flatMap { $0.note.isEmpty ? nil : $0.note } },
        text("error_code", "why it did not succeed, as a word") { $0.cell.failure?.code },
        text("error_message", "why it did not succeed, in a sentence") { $0.cell.failure?.message },
        number("line", "the line of its `gen`") { $0.cell.origin.map { .whole($0.line) } },
    ]

    private init(
        _ name: String, _ kind: Kind, _ summary: String, _ value: @escaping @Sendable (Row) -> JSONValue
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.value = value
    }

    private static func text(
        _ name: String, _ summary: String, _ value: @escaping @Sendable (Row) -> String?
    ) -> JobField {
        JobField(name, .text, summary) { value($0).map(JSONValue.string) ?? .null }
    }

    private static func number(
        _ name: String, _ summary: String, _ value: @escaping @Sendable (Row) -> Number?
    ) -> JobField {
        JobField(name, .number, summary) { value($0).map(JSONValue.number) ?? .null }
    }

    private static func flag(
        _ name: String, _ summary: String, _ value: @escaping @Sendable (Row) -> Bool
    ) -> JobField {
        JobField(name, .flag, summary) { .bool(value($0)) }
    }

    private static func texts(
        _ name: String, _ summary: String, _ value: @escaping @Sendable (Row) -> [String]
    ) -> JobField {
        JobField(name, .texts, summary) { .array(value($0).map(JSONValue.string)) }
    }

    private static let index: @Sendable (Row) -> Number? = { .whole($0.cell.label.index) }
    private static let tags: @Sendable (Row) -> [String] = { $0.cell.label.tags + ($0.cell.judgment?.tags ?? []) }
}
