import Foundation
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya plan FILE`: the requests that a script makes, their order and what they cost, without a credit spent.
package struct PlanCommand: Sendable {
    package var path: String
    package var options: ScriptOptions
    package var isJSON: Bool
    /// Whose ledger tells what is paid for already.
    package var baseURL: String?
    package var isSimulated = false

    package init(path: String, options: ScriptOptions, isJSON: Bool) {
        self.path = path
        self.options = options
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        let (code, table) = await EvaluationThread.run { plan(in: surroundings) }
        guard var table else {
            if isJSON, code == .success { warnOfLedger(in: surroundings) }
            return code
        }
        do {
            let account = Account(baseURL: baseURL, isSimulated: isSimulated)
            table.summary.standing = try await table.cells.standing(in: account.state(in: table.home).ledgerReader())
            table.remarks.show(in: surroundings)
            table.summary.show(
                needs: table.needs, budget: table.budget, remarks: table.remarks.counted, in: surroundings)
            return code
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// A plan for programs knows nothing of the ledger, and whoever goes on from it pays beside it.
    private func warnOfLedger(in surroundings: Surroundings) {
        let home = StateFolder.find(home: options.home, forFile: path, in: surroundings)
        do {
            _ = try Account(baseURL: baseURL, isSimulated: isSimulated).state(in: home).ledgerReader()
        } catch {
            surroundings.warn(TerminalText.safe((error as? StoreError)?.message ?? error.localizedDescription))
        }
    }

    /// A plan for people, before the ledger was asked.
    private struct Table: Sendable {
        var summary: PlanSummary
        var cells: PlannedCells
        var needs: [EvaluationEnd.Need]?
        var budget: Number?
        var remarks: PlanRemarks
        var home: StateFolder
    }

    private func plan(in surroundings: Surroundings) -> (ExitCode, Table?) {
        guard
            let preparation = ScriptPreparation.load(
                path, options, mayBeEmpty: true, isJSON: isJSON, in: surroundings)
        else { return (.badInput, nil) }
        let report = DiagnosticReport(surroundings: surroundings, isJSON: isJSON)
        if isJSON { return (writeJSON(preparation, report, surroundings), nil) }
        return summarize(preparation, report, surroundings)
    }

    private func writeJSON(
        _ preparation: ScriptPreparation, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) -> ExitCode {
        let writer = PlanWriter()
        let spool = PlanSpool()
        var spoolError: (any Error)?
        let planner = Planner(files: preparation.files) { line in
            surroundings.output.write(line + "\n", to: .error)
        } onRequest: { request in
            do { try spool.append { writer.write(request, to: &$0) } } catch { spoolError = error }
        }
        let evaluator = preparation.evaluator(host: planner)
        do throws(EvaluationEnd) {
            try planner.plan(evaluator)
        } catch {
            if case .failed(let diagnostics) = error { report.show(preparation.warnings + diagnostics) }
            return .badInput
        }
        do {
            if let spoolError { throw spoolError }
            try spool.append {
                writer.writeSummary(
                    requests: planner.requests, credits: planner.credits, needs: planner.needs,
                    budget: evaluator.settings.budget, remarks: preparation.warnings + planner.remarks, to: &$0)
            }
            try spool.drain { surroundings.output.write(String(decoding: $0, as: UTF8.self)) }
        } catch {
            surroundings.fail("the plan cannot be written: \(error.localizedDescription)")
            return .badInput
        }
        return .success
    }

    private func summarize(
        _ preparation: ScriptPreparation, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) -> (ExitCode, Table?) {
        let identity: String
        do {
            identity = try Account(baseURL: baseURL, isSimulated: isSimulated).identity(in: surroundings)
        } catch {
            return (Problem.show(error, in: surroundings), nil)
        }
        var summary = PlanSummary()
        var cells = PlannedCells(identity: identity)
        let planner = Planner(files: preparation.files) { line in
            surroundings.output.print(StyledText(TerminalText.safe(line)), to: .error)
        } onRequest: { request in
            summary.add(request)
            cells.add(request)
        }
        let evaluator = preparation.evaluator(host: planner)
        do throws(EvaluationEnd) {
            try planner.plan(evaluator)
        } catch {
            if case .failed(let diagnostics) = error { report.show(preparation.warnings + diagnostics) }
            return (.badInput, nil)
        }
        let table = Table(
            summary: summary, cells: cells, needs: planner.needs, budget: evaluator.settings.budget,
            remarks: PlanRemarks(preparation.warnings + planner.remarks), home: preparation.home)
        return (.success, table)
    }
}
