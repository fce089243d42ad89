import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// What is known of a run whose ledger is gone: it stands nowhere else any more.
enum LostLedger {
    /// Names the tasks that the run knows, by which the account's task list and a person find them again.
    ///
    /// - Parameter runs: whose jobs they are.
    static func tell(of report: RunReport, runs: [String], in surroundings: Surroundings) {
        guard report.fatalCause == .ledgerLost else { return }
        let noun = runs.count == 1 ? "run" : "runs"
        surroundings.fail(
            "the ledger of \(noun) \(runs.joined(separator: ", ")) was lost or damaged while it was in use: "
                + "write down what follows",
            help: report.fatal?.help.map { TerminalText.safe($0) })
        var tasks: [StyledText] = []
        for job in report.jobs {
            guard let task = job.taskID else { continue }
            let files = job.files.isEmpty ? "" : ", stored"
            tasks.append(
                StyledText("  job \(job.index): task \(TerminalText.safe(task)) (\(job.status.rawValue)\(files))"))
        }
        tasks += report.jobs.filter { $0.taskID == nil && $0.charge == .unknown }.map {
            StyledText("  job \($0.index): sent, and no answer was seen")
        }
        surroundings.output.print(tasks.isEmpty ? [StyledText("  no task of it is known")] : tasks, to: .error)
    }
}
