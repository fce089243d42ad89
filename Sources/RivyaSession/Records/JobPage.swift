import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// What `rivya show` prints of a job, section by section.
struct JobPage {
    let chronicle: JobChronicle
    let line: GenLine?
    /// The jobs whose results the request refers to.
    let results: [CellKey: RecordedJob]
    let records: Records
    let workingFolder: String

    private var job: RecordedJob { chronicle.job }

    func show(on output: TerminalOutput) {
        var lines = head
        if let line {
            lines.append("")
            lines += line.text.split(separator: "\n").map { StyledText(String($0), .bold) }
        }
        for (number, each) in chronicle.tries.enumerated() {
            lines += section(of: each, number: chronicle.tries.count > 1 ? number + 1 : nil)
        }
        lines += referenceLines + fileLines + failureLines + advice
        output.print(lines)
    }

    // MARK: Head

    private var head: [StyledText] {
        var first = StyledText("job \(job.name)", .bold) + "  " + RecordText.status(job)
        if let source = job.source, job.stored.state != .unknown {
            first += StyledText("  \(job.status == .cached ? "paid for by" : "with the task of") \(source.name): ")
            first += StyledText(RecordText.charge(source.charge))
        } else {
            first += StyledText("  ") + RecordText.sums(job.charges)
        }
        let origin = job.stored.origin
        var rows: [(String, String)] = [("script", "\(origin.file):\(origin.line)  \(origin.statement)")]
        if let name = job.label.name { rows.append(("name", name)) }
        if !job.label.axes.isEmpty { rows.append(("axes", RecordText.axes(job.label.axes))) }
        if !job.label.tags.isEmpty { rows.append(("tags", job.label.tags.joined(separator: " "))) }
        rows.append(("account", job.identity))
        if let task = job.stored.taskID { rows.append(("task", task)) }
        return [first] + rows.map(row)
    }

    private func row(_ name: String, _ text: String) -> StyledText {
        StyledText("  \(name)".padded(to: 14), .dim) + StyledText(TerminalText.safe(text))
    }

    private func title(_ text: String) -> [StyledText] { ["", StyledText(text, .bold)] }

    // MARK: Tries

    private func section(of each: JobChronicle.Try, number: Int?) -> [StyledText] {
        let stored = each.stored
        guard stored.intent != nil || stored.failure != nil || !each.calls.isEmpty else { return [] }
        var lines = title(number.map { "try \($0)" } ?? "request")
        if let intent = stored.intent {
            lines.append(row("body", String(decoding: intent.body, as: UTF8.self)))
            let generation = intent.generation.map { $0 > 0 ? "  (generation \($0))" : "" } ?? ""
            lines.append(row("key", intent.idempotencyKey + generation))
        } else {
            lines.append(row("", "nothing was sent"))
        }
        for call in each.calls {
            var text = "\(RecordText.time(call.time))  \(call.outcome)"
            if let status = call.httpStatus { text += " (HTTP \(status))" }
            if let message = call.message { text += ": \(message)" }
            if let id = call.requestID { text += " (request \(id))" }
            lines.append(row("answer", text))
        }
        if stored.intent != nil, each.calls.isEmpty { lines.append(row("answer", "none was seen")) }
        for seen in each.charges {
            lines.append(row("charge", "\(RecordText.time(seen.time))  \(RecordText.step(seen.charge))"))
        }
        if stored.isShared {
            lines.append(row("charge", "none here: the task was there before, and is paid for elsewhere"))
        }
        if each.charges.isEmpty, !stored.isShared, stored.intent != nil {
            lines.append(row("charge", RecordText.charge(stored.charge)))
        }
        let times = timings(of: each)
        if !times.isEmpty { lines.append(row("time", times.joined(separator: ", "))) }
        if number != nil, let failure = stored.failure {
            lines.append(row("error", "\(failure.code): \(failure.message)"))
        }
        return lines
    }

    /// Where the time went. The service does not say when a task left its queue.
    private func timings(of each: JobChronicle.Try) -> [String] {
        func span(_ from: Double?, _ to: Double?, _ what: String) -> String? {
            guard let from, let to else { return nil }
            return "\(RecordText.duration(to - from)) \(what)"
        }
        let stored = each.stored
        return [
            span(each.claimedAt, stored.submittedAt.map { max($0, each.claimedAt) }, "preparing"),
            span(stored.submittedAt, stored.acceptedAt, "sending"),
            span(
                stored.acceptedAt, each.doneAt ?? (stored.state == .failed ? stored.endedAt : nil), "queued and running"
            ),
            span(each.doneAt, stored.endedAt, "downloading"),
        ].compactMap { $0 }
    }

    // MARK: Media

    private var referenceLines: [StyledText] {
        let references = job.request?.references ?? []
        guard !references.isEmpty else { return [] }
        var lines = title("references")
        for (place, reference) in references.enumerated() {
            let name = "\(place + 1)"
            switch reference.content {
            case .file(let sha256):
                lines.append(row(name, reference.path ?? "a file"))
                lines.append(row("", "SHA-256 \(sha256)"))
                for upload in chronicle.uploads where upload.sha256 == sha256 {
                    lines.append(
                        row("", "uploaded \(RecordText.time(upload.time)) as \(upload.file.id), \(upload.mimeType)"))
                }
            case .url(let url): lines.append(row(name, url))
            case .cell(let key):
                let result = results[key]
                let path = result?.files.first.map { "  \(shown($0.path))" } ?? ""
                lines.append(
                    row(name, result.map { "the result of \($0.name)\(path)" } ?? "the result of a job (cell \(key))"))
            }
        }
        return lines
    }

    private var fileLines: [StyledText] {
        guard !job.files.isEmpty else { return [] }
        var lines = title("files")
        for file in job.files {
            lines.append(row("\(file.number)", "\(shown(file.path))  \(file.bytes) bytes"))
            lines.append(row("", "SHA-256 \(file.sha256)"))
        }
        return lines
    }

    private func shown(_ path: String) -> String { shownPath(path, below: workingFolder) }

    // MARK: What went wrong

    private var failureLines: [StyledText] {
        guard let failure = job.stored.failure, !(job.status?.isSuccess ?? false) else { return [] }
        var text = StyledText("error", [.bold, .red]) + ": \(TerminalText.safe(failure.message))"
        if !failure.code.isEmpty { text += StyledText(" [\(TerminalText.safe(failure.code))]", .dim) }
        if let id = failure.requestID { text += StyledText(" (request \(TerminalText.safe(id)))") }
        return ["", text] + (failure.help.map { [StyledText("  = help: \(TerminalText.safe($0))")] } ?? [])
    }

    private var settling: String {
        "`rivya settle \(job.name.run)/\(job.name.index) none\(records.flags)` or `charged` tells what the account's "
            + "task list shows"
    }

    /// What to do about what is open, or not known.
    private var advice: [StyledText] {
        var advice: [String] = []
        let resume = "`rivya resume \(job.name.run)\(records.flags)`"
        switch job.status {
        case nil: advice.append("a process is at it")
        case .interrupted? where job.state == .submitting:
            advice.append("its answer was not seen: \(resume) asks again with the same key, and pays nothing twice")
            advice.append(settling)
        case .interrupted?:
            advice.append("the task goes on at the service: \(resume) waits for it and fetches the result")
        case .unsaved?: advice.append("it is paid, and not all of it is here: \(resume) fetches the rest")
        case .unknown? where job.stored.failure?.help == nil:
            advice.append(
                "`--retry-unknown` sends the request again under its old key, `--fresh` as a new one")
            advice.append(settling)
        default: break
        }
        if job.charges.unknown > 0, job.status != nil, job.status != .interrupted, job.status != .unknown {
            advice.append(
                "whether it cost anything was not observed: compare the balance of `rivya credits\(records.flags)`")
        }
        return advice.isEmpty ? [] : [""] + advice.map { StyledText("  = help: \($0)") }
    }
}

extension String {
    /// With spaces up to a width; the text must be ASCII.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - utf8.count))
    }
}
