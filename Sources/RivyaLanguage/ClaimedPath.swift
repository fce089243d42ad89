import RivyaCatalog
import RivyaSyntax

/// A result path that a job of the run has, with what it was made of.
struct ClaimedPath {
    let job: Int
    /// With `{ext}` where the ending will be.
    let path: String
    /// What fills the template's fields, but those that all jobs share: `p` and `Fox`.
    let values: [(field: String, text: String)]

    init(job: JobRequest, template: OutputTemplate, values: OutputTemplate.Values) {
        self.job = job.index
        var shown = values
        shown.ext = "{ext}"
        path = template.render(shown)
        var texts: [(field: String, text: String)] = []
        for part in template.parts {
            switch part {
            case .field(.axis(let name)): texts.append((name, values.axes[name] ?? ""))
            case .field(.name): texts.append(("name", values.name ?? values.model))
            case .field(.model): texts.append(("model", values.model))
            default: continue
            }
        }
        self.values = texts
    }

    /// About what it takes.
    var bytes: Int { path.utf8.count + values.reduce(0) { $0 + $1.field.utf8.count + $1.text.utf8.count + 64 } }

    /// Why two jobs have one path, in a sentence.
    func reason(beside other: ClaimedPath) -> String {
        if !sameText(path, other.path) {
            // Strings are equal where their letters are, however they are composed.
            return path == other.path
                ? "the two paths differ in how letters are composed alone, which many disks do not tell apart"
                : "the two paths differ in letter case alone, which many disks do not tell apart"
        }
        guard let (mine, theirs) = zip(values, other.values).first(where: { !sameText($0.text, $1.text) }) else {
            return values.isEmpty
                ? "nothing in the template tells one job from another" : "\(Self.list(values)) in both"
        }
        return "in a file name `\(Self.brief(theirs.text))` and `\(Self.brief(mine.text))` become the same"
    }

    /// What tells the job from another one: `p` = `Fox`; nil where nothing does.
    func circumstances(beside other: ClaimedPath) -> String? {
        let differs = zip(values, other.values).contains { !sameText($0.text, $1.text) }
        return differs ? Self.list(values) : nil
    }

    private static func list(_ values: [(field: String, text: String)]) -> String {
        values.map { "`\($0.field)` = `\(brief($0.text))`" }.joined(separator: ", ")
    }

    private static func brief(_ text: String) -> String {
        text.unicodeScalars.count > 40 ? String(text.unicodeScalars.prefix(40)) + "…" : text
    }
}
