import Foundation
import RivyaCatalog
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya settle JOB none|charged`: a person says what the account's task list shows of a request whose answer was never
/// seen.
package struct SettleCommand: Sendable {
    package enum Shown: Sendable {
        case none
        case charged
    }

    package var job: String
    package var shown: Shown
    /// What it was charged, as typed; nil for the price that is known.
    package var credits: String?
    /// The id of its task.
    package var task: String?
    package var home: String?
    package var isSimulated: Bool

    package init(job: String, shown: Shown, home: String?, isSimulated: Bool) {
        self.job = job
        self.shown = shown
        self.home = home
        self.isSimulated = isSimulated
    }

    private func settlement() throws -> Settlement {
        if shown == .none { return .none }
        if let task { return .task(task) }
        guard let credits else { return .charged(nil) }
        guard let number = Number(credits), number >= .whole(0) else {
            throw CommandProblem(message: "`--credits` takes a number, 0 or more, not `\(credits)`")
        }
        return .charged(number)
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let settlement = try settlement()
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            let job = try await records.chronicle(ofJob: job).job
            let home = StateFolder.find(home: home, in: surroundings)
            guard let ledger = try (isSimulated ? home.simulated : home).existingLedger() else {
                throw CommandProblem(message: "the ledger is gone")
            }
            let price = CatalogSource.load(from: home).catalog[job.label.model]?.baseCredits
            let charge: Charge
            do throws(StoreError) {
                charge = try await ledger.settle(
                    job.stored.source ?? job.stored.id, as: settlement, price: price,
                    at: Date().timeIntervalSince1970)
            } catch {
                guard error.kind == .other else { throw error }
                throw CommandProblem(
                    message: "job \(job.name) cannot be settled: \(error.message)",
                    help: "`rivya show \(job.name)\(records.flags)` tells what is known of it")
            }
            surroundings.output.print("job \(job.name): \(said(settlement, charge, records.flags, run: job.name.run))")
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func said(_ settlement: Settlement, _ charge: Charge, _ flags: String, run: String) -> String {
        switch (settlement, charge) {
        case (.task(let id), _):
            "has the task \(TerminalText.safe(id)); `rivya resume \(run)\(flags)` fetches its result"
        case (.none, _): "not charged; the next run asks for it again"
        case (.charged(nil), .charged(let credits)):
            "\(counted(credits, "credit")) charged, by the price that is known; `--credits` says another"
        case (.charged, .charged(let credits)): "\(counted(credits, "credit")) charged"
        case (.charged, _): "charged; how much is not known: `--credits` says it"
        }
    }
}
