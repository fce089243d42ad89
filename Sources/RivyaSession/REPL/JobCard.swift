import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// How a job is shown: a card of two lines when it is made, a line when it ends, and everything for `:job`.
enum JobCard {
    // MARK: - Made

    /// The jobs of a statement: one has a card, more are counted.
    static func lines(of requests: [JobRequest], screen: SessionScreen) -> [StyledText] {
        guard requests.count > 1, let first = requests.first, let last = requests.last else {
            return requests.first.flatMap { screen.jobs[$0.index] }.map { lines(of: $0, isNew: true, screen: screen) }
                ?? []
        }
        let credits = requests.reduce(Number.whole(0)) { $0 + $1.request.model.baseCredits }
        let models = Set(requests.map(\.request.model.id))
        var line = StyledText("jobs \(first.index)-\(last.index)", .bold)
        line += StyledText("  \(models.count == 1 ? first.request.model.id : "\(models.count) models")")
        line += StyledText("  \(counted(requests.count, "job")), \(counted(credits, "credit"))", .dim)
        return [line]
    }

    /// - Parameter isNew: it was made just now, and how it is doing is no news.
    static func lines(of job: SessionJobs.Entry, isNew: Bool = false, screen: SessionScreen) -> [StyledText] {
        let request = job.request
        var head = StyledText("job \(request.index)", .bold) + StyledText("  \(title(of: request))")
        head += StyledText("  \(isNew ? counted(request.request.model.baseCredits, "credit") : price(of: job))", .dim)
        if !isNew { head += StyledText("  \(job.stateText)", style(of: job)) }
        var details: [String] = []
        if let prompt = request.request.prompt { details.append("\"\(TerminalText.safe(prompt))\"") }
        let parameters = parametersText(request)
        if !parameters.isEmpty { details.append(parameters) }
        if !request.request.references.isEmpty { details.append("ref=\(references(of: request))") }
        var lines = [head]
        if !details.isEmpty { lines.append(fitted(StyledText("  " + details.joined(separator: "  "), .dim), screen)) }
        if !isNew, let file = job.report?.files.first {
            lines.append(StyledText("  \(RunTable.shown(file, below: screen.workingFolder))"))
        }
        return lines
    }

    /// Several jobs, a line each; of many the first.
    static func list(of jobs: [SessionJobs.Entry], screen: SessionScreen) -> [StyledText] {
        let shown = 20
        var lines = jobs.prefix(shown).map { job in
            fitted(
                StyledText("job \(job.request.index)", .bold) + StyledText("  \(title(of: job.request))  ")
                    + StyledText(job.stateText, style(of: job)), screen)
        }
        if jobs.count > shown {
            lines.append(
                StyledText("\(screen.symbols.ellipsis) and \(jobs.count - shown) more: `:jobs` lists them", .dim))
        }
        return lines
    }

    // MARK: - Ended

    /// The line that tells of a job's end.
    static func announcement(of job: SessionJobs.Entry, screen: SessionScreen) -> StyledText? {
        guard let report = job.report else { return nil }
        let mark = report.status.isSuccess ? screen.symbols.success : screen.symbols.failure
        var line = StyledText("\(mark) ", style(of: job)) + StyledText("job \(report.index)", .bold)
        line += StyledText("  \(title(of: job.request))")
        if report.status.isSuccess {
            line += StyledText("  \(price(of: job))", .dim)
            if let seconds = report.seconds { line += StyledText("  \(Self.seconds(seconds))", .dim) }
            let files = report.files.map { RunTable.shown($0, below: screen.workingFolder) }
            line += StyledText("  " + files.joined(separator: " "))
            return line
        }
        line += StyledText("  \(job.stateText)", style(of: job))
        if let failure = report.failure { line += StyledText(": \(TerminalText.safe(failure.message))") }
        if report.status != .cancelled, report.status != .skipped { line += StyledText(" (\(price(of: job)))", .dim) }
        if let help = report.failure?.help { line += StyledText("\n  = help: \(TerminalText.safe(help))") }
        return line
    }

    // MARK: - Parts

    static func title(of request: JobRequest) -> String {
        let axes = axesText(request.axes)
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

    private static func fitted(_ line: StyledText, _ screen: SessionScreen) -> StyledText {
        screen.output.columns().map { line.singleLine.truncated(to: $0) } ?? line.singleLine
    }
}
