import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya run --pilot`: the fewest cells in which every value of every axis appears, then a question, then the rest.
struct Pilot: Sendable {
    /// What is sent after it.
    let rest: PlannedCells.Share
    /// There may be more, which depends on results.
    let isPartial: Bool
    /// `--yes`: goes on by itself where the pilot succeeded.
    let isAgreed: Bool
    /// Where the table goes.
    let stream: TerminalOutput.Stream
    let surroundings: Surroundings
    /// The account's credits; nil where nothing is paid.
    let balance: @Sendable () async -> Number?

    private var output: TerminalOutput { surroundings.output }

    /// Waits for the pilot, shows what became of it, and decides about the rest.
    func conduct(_ run: Run) async {
        guard let jobs = await run.pilotEnded() else { return }
        let report = RunReport(run: run.id, jobs: jobs, seconds: 0)
        if !jobs.isEmpty {
            RunTable(report: report, workingFolder: surroundings.workingFolder).show(on: output, stream)
        }
        switch await decision(report) {
        case .yes: return run.proceed()
        case .no: output.print("nothing more was sent", to: .error)
        case .cannotAsk:
            let reason = isAgreed ? "the pilot did not succeed" : "there is no terminal to ask on"
            output.print(
                StyledText(
                    "the run ends with its pilot, because \(reason): \(left). The same command with `--yes` and "
                        + "without `--pilot` carries them out; what the pilot paid for is not paid again"),
                to: .error)
        }
        run.endWithPilot()
    }

    private func decision(_ report: RunReport) async -> Confirmation.Answer {
        if isAgreed { return report.isSuccess ? .yes : .cannotAsk }
        let confirmation = Confirmation(output: output)
        guard confirmation.canAsk else { return .cannotAsk }
        let account = await balance().map { "; the account has \($0)" } ?? ""
        return await confirmation.ask(StyledText("\(left)\(account). Go on?"))
    }

    /// `9 more requests for 9 credits`
    private var left: String {
        let atLeast = isPartial ? "at least " : ""
        let noun = rest.requests == 1 ? "request" : "requests"
        return "\(atLeast)\(rest.requests) more \(noun) for \(atLeast)\(counted(rest.credits, "credit"))"
    }
}
