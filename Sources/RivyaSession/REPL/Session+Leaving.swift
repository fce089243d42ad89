import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// Asks before jobs are dropped that wait to be sent. Without a person in front of it the end waits for all jobs, and
    /// nothing is dropped.
    func isLeavingAgreed() async -> Bool {
        guard screen.isInteractive, await settledUnsent() > 0 else { return true }
        let count = jobs.unsentCount
        guard count > 0 else { return true }
        let (wait, them) = count == 1 ? ("waits", "it is") : ("wait", "they are")
        let question = "\(counted(count, "job")) \(wait) to be sent: \(them) dropped. Leave?"
        switch await floor.ask(StyledText(question)) {
        case .yes, .cannotAsk: return true
        case .no:
            screen.output.print(StyledText("the session goes on; `:wait` waits for its jobs"), to: .error)
            return false
        }
    }

    /// How many jobs wait for a place, a dependency or the budget, and not only for the moment in which they are sent.
    private func settledUnsent() async -> Int {
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(500)
        while jobs.unsentCount > 0, clock.now < deadline {
            try? await clock.sleep(for: .milliseconds(20))
        }
        return jobs.unsentCount
    }
}
