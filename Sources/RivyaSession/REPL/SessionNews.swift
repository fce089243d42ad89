import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Follows a run and tells of what concerns people: jobs that end, and what holds all of them up.
struct SessionNews {
    let jobs: SessionJobs
    let screen: SessionScreen

    func follow(_ run: Run, _ events: AsyncStream<RunEvent>) async {
        for await event in events {
            jobs.take(event)
            switch event.kind {
            case .finished: screen.tellNews()
            case .priceRise(let change):
                screen.tell(
                    StyledText("price", .yellow)
                        + ": job \(change.job): `\(change.model)` reserved \(counted(change.reserved, "credit")), the plan "
                        + "said \(change.planned)")
            case .noReserve(let model, let planned):
                screen.tell(
                    StyledText("price", .yellow)
                        + ": the service does not say what it reserved for `\(model)`: \(counted(planned, "credit")) by "
                        + "the catalog count")
            case .paused(let model, let code, let wait):
                let (time, reason) = (JobCard.seconds(wait.seconds), TerminalText.safe(code))
                screen.tell(
                    StyledText("paused", .yellow) + ": \(model) for \(time), because its jobs fail with `\(reason)`")
            case .resumed(let model): screen.tell(StyledText("resumed: \(model)"))
            case .fatal(_, let failure):
                screen.tell(
                    StyledText("stopped", [.bold, .red]) + StyledText(": \(TerminalText.safe(failure.message))")
                        + StyledText(failure.help.map { "\n  = help: \(TerminalText.safe($0))" } ?? ""))
            default: break
            }
        }
    }
}
