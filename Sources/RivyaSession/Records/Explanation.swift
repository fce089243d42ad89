import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Why a job was sent, or was not.
struct Explanation {
    enum Reason: String {
        /// Nobody had asked for it.
        case new
        /// Its request was sent earlier, and did not succeed.
        case triedAnew = "tried_anew"
        /// Paid for earlier, and asked for anew (`--fresh`).
        case fresh
        /// Paid for by another job.
        case cached
        /// Another job had sent it and had not finished.
        case attached
        /// Another job had sent it, and nobody knows what became of that.
        case unobserved
        case unsent
    }

    struct Nearest {
        var job: RecordedJob
        var difference: RequestDifference
    }

    let job: RecordedJob
    var reason: Reason
    /// The job with the same request, where it was sent before.
    var earlier: RecordedJob?
    /// The job with the nearest other request.
    var nearest: Nearest?

    init(job: RecordedJob, reason: Reason) {
        self.job = job
        self.reason = reason
    }

    // MARK: For people

    var lines: [StyledText] {
        let subject = StyledText("job \(job.name)", .bold) + StyledText("  \(describedRequest)")
        return [subject] + reasonLines
    }

    private var describedRequest: String {
        var parts = [job.label.model]
        if !job.label.axes.isEmpty { parts.append(RecordText.axes(job.label.axes)) }
        return TerminalText.safe(parts.joined(separator: "  "))
    }

    private var reasonLines: [StyledText] {
        switch reason {
        case .cached:
            let payer = job.source.map { "paid for by \(described($0.name)), \(RecordText.charge($0.charge))" }
            return [
                StyledText("cached", [.bold, .green]) + ": \(payer ?? "paid for earlier")",
                StyledText("  the same \(listed(requestParts)): nothing that the service would see differs"),
            ]
        case .attached:
            let holder = job.source.map { described($0.name) } ?? "another job"
            return [
                StyledText("attached", [.bold, .cyan]) + ": \(holder) had sent the same request and was not finished; "
                    + "it is waited for, and paid for once"
            ]
        case .unobserved:
            let holder = job.source.map { described($0.name) } ?? "another job"
            return [
                StyledText("unknown", [.bold, .yellow])
                    + ": \(holder) sent the same request, and its answer was never seen",
                StyledText(
                    "  = help: look at the account's task list; `--retry-unknown` sends it again under its old key, "
                        + "`--fresh` as a new request"),
            ]
        case .unsent:
            let why = job.stored.failure.map { ": \(TerminalText.safe($0.message))" } ?? ""
            return [StyledText("not sent", [.bold, .yellow]) + StyledText(why)]
        case .fresh:
            return [
                StyledText("new", [.bold, .yellow]) + ": the run was started with `--fresh`"
                    + StyledText(earlier.map { ", though \(described($0.name)) had paid for the same request" } ?? "")
            ]
        case .triedAnew:
            let what = earlier.map { "\(described($0.name)) sent the same request, and it ended as \($0.statusText)" }
            return [
                StyledText("new", [.bold, .yellow]) + ": \(what ?? "the same request did not succeed earlier")",
                StyledText("  what did not succeed is tried anew, with a key of its own"),
            ]
        case .new: return newLines
        }
    }

    private var newLines: [StyledText] {
        let new = StyledText("new", [.bold, .yellow])
        guard job.request != nil else {
            return [new + ": its request is not in the ledger, so nothing can be compared"]
        }
        guard let nearest else { return [new + ": no earlier run asked for anything like it"] }
        var lines = [
            new + ": the nearest earlier request is that of \(described(nearest.job.name)) "
                + "(\(nearest.job.statusText), \(RecordText.charge(nearest.job.stored.charge)))"
        ]
        lines += nearest.difference.fields.map(line)
        if !nearest.difference.same.isEmpty {
            lines.append(StyledText("  the same \(listed(nearest.difference.same))", .dim))
        }
        return lines
    }

    private func described(_ name: JobName) -> String { "job \(name.index) of run \(name.run)" }

    private var requestParts: [String] {
        guard let request = job.request else { return ["request"] }
        var parts = ["model"]
        if request.prompt != nil { parts.append("prompt") }
        if !request.parameters.isEmpty { parts.append(counted(request.parameters.count, "parameter")) }
        if !request.references.isEmpty { parts.append(counted(request.references.count, "reference")) }
        return parts
    }

    /// `a, b and c`
    private func listed(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return TerminalText.safe("\(items.dropLast().joined(separator: ", ")) and \(last)")
    }

    private func line(_ field: RequestDifference.Field) -> StyledText {
        switch field {
        case .account(let old, let new): change("account", old, new)
        case .model(let old, let new): change("model", old, new)
        case .prompt(let words): StyledText("  prompt: \"") + Self.styled(words) + StyledText("\"")
        case .parameter(let key, let old, let new): change(key, old?.plainText, new?.plainText)
        case .reference(let number, let old, let new): change("ref \(number)", described(old), described(new))
        case .take(let old, let new):
            change("take", String(old), String(new)) + StyledText(" (of equal requests in one run)", .dim)
        }
    }

    private func described(_ reference: RequestDocument.Reference?) -> String? {
        reference.map { reference in
            switch reference.content {
            case .file(let sha256): "\(reference.path.map { $0 + " " } ?? "")\(sha256.prefix(8))…"
            case .url(let url): url
            case .cell(let key): "result \(key.description.prefix(8))…"
            }
        }
    }

    /// What one of the two does not have is left out of its side.
    private func change(_ name: String, _ old: String?, _ new: String?) -> StyledText {
        var text = StyledText("  \(TerminalText.safe(name)): ")
        if let old { text += StyledText("[-\(TerminalText.safe(old))-]", .red) }
        if let new { text += StyledText("{+\(TerminalText.safe(new))+}", .green) }
        return text
    }

    /// The marks stay with colours: not everybody sees those, and what is copied has none.
    private static func styled(_ words: WordDifference) -> StyledText {
        var text = StyledText()
        for piece in words.pieces {
            switch piece {
            case .same(let same): text += StyledText(TerminalText.safe(same))
            case .removed(let removed): text += StyledText("[-\(TerminalText.safe(removed))-]", .red)
            case .added(let added): text += StyledText("{+\(TerminalText.safe(added))+}", .green)
            }
        }
        return text
    }

    // MARK: For programs

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("job", .string(job.name.description)), .init("reason", .string(reason.rawValue)),
            .init("status", .string(job.statusText)),
        ]
        let other = job.source?.name ?? earlier?.name ?? nearest?.job.name
        members.append(.init("earlier", .optional(other?.description)))
        let charge = job.source?.charge ?? (earlier ?? nearest?.job)?.stored.charge
        members.append(.init("earlier_charge", charge?.json ?? .null))
        members.append(.init("differences", .array((nearest?.difference.fields ?? []).map(Self.json))))
        members.append(.init("same", .array((nearest?.difference.same ?? []).map(JSONValue.string))))
        return .object(members)
    }

    private static func json(_ field: RequestDifference.Field) -> JSONValue {
        func change(_ name: String, _ old: JSONValue, _ new: JSONValue) -> JSONValue {
            .object([.init("field", .string(name)), .init("old", old), .init("new", new)])
        }
        switch field {
        case .account(let old, let new): return change("account", .string(old), .string(new))
        case .model(let old, let new): return change("model", .string(old), .string(new))
        case .prompt(let words):
            func text(_ isNew: Bool) -> JSONValue {
                .string(
                    words.pieces.map { piece in
                        switch piece {
                        case .same(let text): text
                        case .removed(let text): isNew ? "" : text
                        case .added(let text): isNew ? text : ""
                        }
                    }.joined())
            }
            return .object([
                .init("field", .string("prompt")), .init("old", text(false)), .init("new", text(true)),
                .init("words", .string(words.text)),
            ])
        case .parameter(let key, let old, let new): return change("params.\(key)", old ?? .null, new ?? .null)
        case .reference(let number, let old, let new):
            return change("references.\(number)", old?.json ?? .null, new?.json ?? .null)
        case .take(let old, let new): return change("take", .optional(old), .optional(new))
        }
    }
}
