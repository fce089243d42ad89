import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// Opens the ledger of what is about to spend. One that cannot be read is never taken for "nothing was paid": somebody
/// decides to go on without it, every time, or nothing is sent.
struct LedgerOpening {
    typealias Question = @Sendable (StyledText) async -> Confirmation.Answer

    /// From `--new-ledger`.
    var startsAnew: Bool

    /// - Parameter ask: nil for the terminal.
    /// - Returns: nil where there never was one.
    func open(
        _ state: StateFolder, in surroundings: Surroundings, ask: Question? = nil
    ) async throws -> Ledger? {
        do {
            let ledger = try state.existingLedger()
            if startsAnew, ledger != nil {
                surroundings.output.print("the ledger can be used: `--new-ledger` changes nothing", to: .error)
            }
            return ledger
        } catch let error as StoreError where error.hidesPayments {
            if !startsAnew { try await agree(to: error, surroundings, ask) }
            let kept = try Ledger.startAnew(in: state.path)
            let place = kept.map { ", and the old one is kept as `\(TerminalText.safe($0))`" } ?? ""
            surroundings.warn("\(TerminalText.safe(error.message)); a new one was started\(place)")
            return try state.existingLedger()
        }
    }

    private func agree(to error: StoreError, _ surroundings: Surroundings, _ ask: Question?) async throws {
        let question = StyledText(
            "\(TerminalText.safe(error.message)). Go on with a new one, and pay again perhaps for what was paid?")
        let output = surroundings.output
        let answer =
            if let ask { await ask(question) } else { await Confirmation(output: output).ask(question) }
        guard answer == .yes else { throw error }
    }
}
