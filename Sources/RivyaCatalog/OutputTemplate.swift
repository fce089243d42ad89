import RivyaSyntax

/// The path of a result file with fields in braces: `rivya-out/{run}/{index}-{name}.{ext}`.
///
/// What is written in the template is taken as written, `/` and `..` included; what fills a field is made safe for a
/// file name first, so that a prompt or a loop variable cannot choose a folder. `{{` and `}}` are the braces
/// themselves.
package struct OutputTemplate: Sendable, Hashable {
    package enum Field: Sendable, Hashable {
        case run, index, name, model, ext, take, number
        case axis(String)
    }

    package enum Part: Sendable, Hashable {
        case text(String)
        case field(Field)
    }

    /// What fills the fields.
    package struct Values: Sendable {
        package var run: String
        package var index: Int
        /// nil where the job has no name: the model's id stands in.
        package var name: String?
        package var model: String
        /// Without the dot.
        package var ext: String
        package var take: Int
        /// The number of the result, from 1, where the job has several; nil for a job with one.
        package var number: Int?
        /// Values as text.
        package var axes: [String: String]

        package init(
            run: String,
            index: Int,
            name: String?,
            model: String,
            ext: String,
            take: Int = 1,
            number: Int? = nil,
            axes: [String: String] = [:]
        ) {
            self.run = run
            self.index = index
            self.name = name
            self.model = model
            self.ext = ext
            self.take = take
            self.number = number
            self.axes = axes
        }
    }

    package static let standard = OutputTemplate(
        text: "rivya-out/{run}/{index}-{name}.{ext}",
        parts: [
            .text("rivya-out/"), .field(.run), .text("/"), .field(.index), .text("-"), .field(.name), .text("."),
            .field(.ext),
        ])

    private static let fieldNames = ["run", "index", "name", "model", "ext", "take", "n"]

    /// What a template may name, as a sentence for people.
    package static let fieldsSentence =
        "A template knows `{run}` `{index}` `{name}` `{model}` `{ext}` `{take}` `{n}`, and `{axis.NAME}` for the value of "
        + "a loop variable; `{{` and `}}` are the braces themselves."

    /// The fields with a line about each; `axis.NAME` stands for the loop variables.
    package static let fieldSummaries: [(name: String, summary: String)] = [
        ("run", "the run's id"), ("index", "the job's number in the run"),
        ("name", "what `--name` says, else the model's id"), ("model", "the model's id"),
        ("ext", "the file's extension, such as mp4"), ("take", "the number of the take, from 1"),
        ("n", "the number of the result, where a job has several"),
    ]

    /// As written.
    package let text: String
    package let parts: [Part]

    private init(text: String, parts: [Part]) {
        self.text = text
        self.parts = parts
    }

    /// Reads a template. Whether the axes that it names exist is checked by `check(axes:)`, once they are known.
    package init(_ text: String) throws(CatalogProblem) {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let scalar = rest.unicodeScalars.first {
            rest.unicodeScalars.removeFirst()
            if (scalar == "{" || scalar == "}"), rest.unicodeScalars.first == scalar {
                rest.unicodeScalars.removeFirst()
                literal.unicodeScalars.append(scalar)
            } else if scalar == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw CatalogProblem(
                        .badTemplate, "`{` is not closed in the template `\(text)`",
                        help: "write `{{` for the character itself")
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.field(try Self.field(named: String(rest[..<end]))))
                rest = rest[rest.index(after: end)...]
            } else if scalar == "}" {
                throw CatalogProblem(
                    .badTemplate, "`}` closes nothing in the template `\(text)`",
                    help: "write `}}` for the character itself")
            } else if scalar.value < 0x20 || scalar.value == 0x7F {
                throw CatalogProblem(.badTemplate, "a file name cannot hold control characters")
            } else {
                literal.unicodeScalars.append(scalar)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        guard !parts.isEmpty else { throw CatalogProblem(.badTemplate, "the template is empty") }
        if case .text(let end)? = parts.last, end.hasSuffix("/") || end == ".." || end.hasSuffix("/..") {
            throw CatalogProblem(
                .badTemplate, "the template `\(text)` names a folder",
                help: "end it with a file name, as in `{name}.{ext}`")
        }
        self.init(text: text, parts: parts)
    }

    private static func field(named name: String) throws(CatalogProblem) -> Field {
        switch name {
        case "run": return .run
        case "index": return .index
        case "name": return .name
        case "model": return .model
        case "ext": return .ext
        case "take": return .take
        case "n": return .number
        default: break
        }
        if name.hasPrefix("axis."), name.utf8.count > 5 { return .axis(String(name.dropFirst(5))) }
        let near = Suggestion.nearest(to: name, among: fieldNames + ["axis.NAME"])
        throw CatalogProblem(
            .badTemplate, "unknown field `{\(name)}` in a template",
            label: "fields: {run} {index} {name} {model} {ext} {take} {n} {axis.NAME}",
            help: near.map { "did you mean `{\($0)}`?" } ?? "write `{axis.NAME}` for the value of a loop variable")
    }

    /// The loop variables that the template names, in order.
    package var axes: [String] {
        parts.compactMap { if case .field(.axis(let name)) = $0 { name } else { nil } }
    }

    /// Reports the first axis of the template that the job does not have.
    package func check(axes known: [String]) throws(CatalogProblem) {
        guard let name = axes.first(where: { !known.contains($0) }) else { return }
        let near = Suggestion.nearest(to: name, among: known)
        throw CatalogProblem(
            .badTemplate, "this job has no axis `\(name)`",
            label: known.isEmpty ? "no loop variables here" : "axes: \(known.joined(separator: ", "))",
            help: near.map { "did you mean `{axis.\($0)}`?" })
    }

    /// True for a template that tells the results of one job apart by itself.
    package var usesResultNumber: Bool { parts.contains(.field(.number)) }
}
