import RivyaLanguage
import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Everything that is known of a job, for `:job`.
struct JobFacts {
    let entry: SessionJobs.Entry
    let workingFolder: String

    var lines: [StyledText] {
        let request = entry.request
        var lines = [
            StyledText("job \(request.index)", .bold) + StyledText("  \(entry.stateText)", JobCard.style(of: entry))
        ]
        for (name, text) in facts where !text.isEmpty {
            let gap = String(repeating: " ", count: max(1, 12 - name.utf8.count))
            lines.append(StyledText("  \(name)\(gap)", .dim) + StyledText(TerminalText.safe(text)))
        }
        return lines
    }

    private var facts: [(String, String)] {
        let request = entry.request
        let report = entry.report
        var facts: [(String, String)] = [
            ("name", request.name ?? ""), ("model", request.request.model.id), ("prompt", request.request.prompt ?? ""),
            ("parameters", parameters), ("references", JobCard.references(of: request)),
            ("axes", request.axesText),
            ("tags", request.tags.joined(separator: " ")), ("task", report?.taskID ?? entry.taskID ?? ""),
            ("price", JobCard.price(of: entry)), ("time", report?.seconds.map(JobCard.seconds) ?? ""),
        ]
        facts += (report?.files ?? []).map { ("file", shownPath($0, below: workingFolder)) }
        facts += (report?.urls ?? []).map { ("url", $0) }
        if let failure = report?.failure {
            facts += [("problem", "\(failure.message) (\(failure.code))"), ("help", failure.help ?? "")]
            facts.append(("request", failure.requestID ?? ""))
        }
        return facts + [("statement", request.file.text(request.range))]
    }

    /// All of them, as they travel: defaults too.
    private var parameters: String {
        zip(entry.request.request.model.parameters, entry.request.request.values).compactMap { parameter, value in
            value.map { "\(parameter.key)=\($0.text)" }
        }.joined(separator: " ")
    }
}
