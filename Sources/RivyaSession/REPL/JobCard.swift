import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// How a job is shown: a card of two lines when it is made, a line when it ends, and everything for `:job`.
struct JobCard {
    /// The width of the terminal; nil where lines may be as long as they are.
    var columns: Int?
    var workingFolder: String
    var symbols: SessionSymbols

    // MARK: - Made

    /// The jobs that a statement has made: one has a card, more are counted.
    func lines(ofNew jobs: [SessionJobs.Entry]) -> [StyledText] {
        let requests = jobs.map(\.request)
        guard requests.count > 1, let first = requests.first, let last = requests.last else {
            return jobs.first.map { lines(of: $0, isNew: true) } ?? []
        }
        let credits = requests.reduce(Number.whole(0)) { $0 + $1.request.model.baseCredits }
        let models = Set(requests.map(\.request.model.id))
        var line = StyledText("jobs \(first.index)-\(last.index)", .bold)
        line += StyledText("  \(models.count == 1 ? first.request.model.id : "\(models.count) models")")
        line += StyledText("  \(counted(requests.count, "job")), \(counted(credits, "credit"))", .dim)
        return [line]
    }

    /// - Parameter isNew: it was made just now, and how it is doing is no news.
    func lines(of job: SessionJobs.Entry, isNew: Bool = false) -> [StyledText] {
        let request = job.request
        var head = StyledText("job \(request.index)", .bold) + StyledText("  \(Self.title(of: request))")
        head += StyledText(
            "  \(isNew ? counted(request.request.model.baseCredits, "credit") : Self.price(of: job))", .dim)
        if !isNew { head += StyledText("  \(job.stateText)", Self.style(of: job)) }
        var details = ""
        let parameters = request.parametersText
        if !parameters.isEmpty { details += "  " + parameters }
        if !request.request.references.isEmpty { details += "  ref=\(Self.references(of: request))" }
        var lines = [head]
        if let prompt = request.request.prompt {
            let quoted = StyledText("  \"\(TerminalText.safe(prompt))\"", .dim)
            lines += fitted(quoted, before: StyledText(details, .dim))
        } else if !details.isEmpty {
            lines += fitted(StyledText(), before: StyledText(details, .dim))
        }
        if !isNew, let file = job.report?.files.first {
            lines.append(StyledText("  \(shownPath(file, below: workingFolder))"))
        }
        return lines
    }

    /// Several jobs, a line each; of many the first.
    func list(of jobs: [SessionJobs.Entry]) -> [StyledText] {
        let shown = 20
        var lines = jobs.prefix(shown).flatMap { job in
            fitted(
                StyledText("job \(job.request.index)", .bold) + StyledText("  \(Self.title(of: job.request))"),
                before: StyledText("  ") + StyledText(job.stateText, Self.style(of: job)))
        }
        if jobs.count > shown {
            lines.append(
                StyledText("\(symbols.ellipsis) and \(jobs.count - shown) more: `:jobs` lists them", .dim))
        }
        return lines
    }

    // MARK: - Ended

    /// The line that tells of a job's end.
    func announcement(of job: SessionJobs.Entry) -> StyledText? {
        guard let report = job.report else { return nil }
        let mark = report.status.isSuccess ? symbols.success : symbols.failure
        var line = StyledText("\(mark) ", Self.style(of: job)) + StyledText("job \(report.index)", .bold)
        line += StyledText("  \(Self.title(of: job.request))")
        if report.status.isSuccess {
            line += StyledText("  \(Self.price(of: job))", .dim)
            if let seconds = report.seconds { line += StyledText("  \(Self.seconds(seconds))", .dim) }
            let files = report.files.map { shownPath($0, below: workingFolder) }
            line += StyledText("  " + files.joined(separator: " "))
            for remark in report.remarks { line += StyledText("\n  \(TerminalText.safe(remark))", .yellow) }
            return line
        }
        line += StyledText("  \(job.stateText)", Self.style(of: job))
        if let failure = report.failure { line += StyledText(": \(TerminalText.safe(failure.message))") }
        if report.status != .cancelled, report.status != .skipped {
            line += StyledText(" (\(Self.price(of: job)))", .dim)
        }
        if let help = report.failure?.help { line += StyledText("\n  = help: \(TerminalText.safe(help))") }
        return line
    }

    /// The line that tells how many of many jobs have ended.
    func announcement(of sum: JobWave.Sum) -> StyledText {
        let isGood = sum.others == 0
        let mark = StyledText("\(isGood ? symbols.success : symbols.failure) ", isGood ? .green : .yellow)
        var line = mark + StyledText("\(sum.ended) of \(counted(sum.jobs, "job"))", .bold)
        if !isGood {
            line += StyledText("  \(sum.succeeded) succeeded, ")
            line += StyledText("\(sum.others) did not", .red) + StyledText(": `:jobs` lists them")
        }
        return line + StyledText("  \(counted(sum.credits, "credit"))", .dim)
    }

    // MARK: - Parts

    static func title(of request: JobRequest) -> String {
        let axes = request.axesText
        return TerminalText.safe(
            [request.name, request.request.model.id, axes.isEmpty ? nil : axes].compactMap { $0 }
                .joined(separator: "  "))
    }

    static func references(of request: JobRequest) -> String {
        TerminalText.safe(
            request.request.references.map { reference in
                switch reference {
                case .file(let file): file.path
                case .url(let url): url
                case .job(let index): "job \(index)"
                }
            }.joined(separator: ","))
    }

    /// Only what was seen is told as taken.
    static func price(of job: SessionJobs.Entry) -> String {
        guard let report = job.report else { return counted(job.request.request.model.baseCredits, "credit") }
        if report.status == .cached { return "paid before" }
        if let credits = report.credits {
            if report.status.isSuccess { return counted(credits, "credit") }
            if case .refunded = report.charge { return "refunded" }
            return credits.isZero ? "not charged" : "\(counted(credits, "credit")) charged"
        }
        if case .reserved(let credits) = report.charge { return "\(counted(credits, "credit")) reserved" }
        return "charge unknown"
    }

    static func style(of job: SessionJobs.Entry) -> TextStyle {
        guard let report = job.report else { return .yellow }
        return report.status.isSuccess ? .green : (report.status == .skipped ? .yellow : .red)
    }

    /// `0.4 s`, `12 s`, `3 min 5 s`.
    static func seconds(_ value: Double) -> String {
        guard value >= 10 else { return "\(Double(Int(value * 10 + 0.5)) / 10) s".replacing(".0 s", with: " s") }
        let whole = Int(value + 0.5)
        return whole < 120 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    /// Text that may be cut, in front of what stays whole.
    private func fitted(_ text: StyledText, before rest: StyledText) -> [StyledText] {
        let line = text.singleLine + rest.singleLine
        guard let columns, line.width > columns else { return [line] }
        let cut = text.singleLine.truncated(to: max(Self.leastPrompt, columns - rest.singleLine.width))
        return (cut + rest.singleLine).wrapped(to: columns, indent: 4)
    }

    /// So many columns are left to a prompt or a title that is cut.
    private static let leastPrompt = 16
}
