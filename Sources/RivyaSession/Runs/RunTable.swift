import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// The table that a run ends with: a line for each job, and what it all cost.
struct RunTable {
    let report: RunReport
    let workingFolder: String
    private static let mostHelps = 5

    func show(on output: TerminalOutput, _ stream: TerminalOutput.Stream = .output) {
        var table = TextTable([
            .fixed("job", .right), .wrapped("model", minimumWidth: 24), .flexible("axes"), .fixed("status"),
            .fixed("credits", .right),
            .wrapped("file", minimumWidth: 16),
        ])
        for job in report.jobs {
            table.append(
                [
                    StyledText("\(job.index)"),
                    StyledText(
                        TerminalText.safe(job.label.name.map { "\($0) (\(job.label.model))" } ?? job.label.model)),
                    StyledText(
                        TerminalText.safe(
                            job.label.axes.map { "\($0.name)=\($0.value.plainText)" }.joined(separator: " "))),
                    StyledText(
                        job.status.rawValue, job.status.isSuccess ? .green : (job.status == .skipped ? .yellow : .red)),
                    StyledText(credits(job)), StyledText(TerminalText.safe(last(job))),
                ])
        }
        if !report.jobs.isEmpty { output.print(table, to: stream) }
        output.print(summary, to: stream)
        for job in report.jobs {
            for remark in job.remarks {
                output.print(
                    StyledText("job \(job.index): ", .yellow) + StyledText(TerminalText.safe(remark)), to: .error)
            }
        }
        let helps = helps
        for help in helps.prefix(Self.mostHelps) {
            output.print(StyledText("  = help: \(TerminalText.safe(help))"), to: .error)
        }
        if helps.count > Self.mostHelps {
            output.print(StyledText("  = help: and for \(helps.count - Self.mostHelps) more jobs likewise"), to: .error)
        }
    }

    /// What to do about jobs whose money or result is in doubt, each thing once.
    private var helps: [String] {
        var helps: [String] = []
        for job in report.jobs where [.unknown, .unsaved].contains(job.status) {
            if let help = job.failure?.help, !helps.contains(help) { helps.append(help) }
        }
        return helps
    }

    /// Only what was seen is a number.
    private func credits(_ job: JobReport) -> String {
        if job.isShared { return "shared" }
        if let credits = job.credits { return credits.description }
        if case .reserved(let credits) = job.charge { return "\(credits) reserved" }
        return "unknown"
    }

    private func last(_ job: JobReport) -> String {
        failure(of: job)?.message
            ?? job.files.map { shownPath($0, below: workingFolder) }.joined(separator: " ")
    }

    /// What is told in the place of its files.
    private func failure(of job: JobReport) -> JobFailure? { job.status.isSuccess ? nil : job.failure }

    private var summary: StyledText {
        var parts: [String] = []
        for status in JobStatus.allCases {
            let count = report.count(status)
            if count > 0 { parts.append("\(count) \(status.rawValue.replacing("_", with: " "))") }
        }
        var text = StyledText(parts.isEmpty ? "no jobs" : parts.joined(separator: ", "), .bold)
        text += StyledText(", \(counted(report.chargedCredits, "credit")) charged")
        if !report.reservedCredits.isZero { text += StyledText(", \(report.reservedCredits) reserved", .yellow) }
        if report.sharedCount > 0 {
            text += StyledText(", \(report.sharedCount) shared: paid for elsewhere under the same key")
        }
        if report.unknownCharges > 0 {
            text += StyledText(", \(counted(report.unknownCharges, "charge")) unknown", .yellow)
        }
        return text
    }
}
