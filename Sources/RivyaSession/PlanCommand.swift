import Foundation
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

/// `rivya plan FILE`: the requests that a script makes, their order and what they cost, without a credit spent.
package struct PlanCommand: Sendable {
    package var path: String
    package var options: ScriptOptions
    package var isJSON: Bool

    package init(path: String, options: ScriptOptions, isJSON: Bool) {
        self.path = path
        self.options = options
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) -> ExitCode {
        EvaluationThread.runBlocking { plan(in: surroundings) }
    }

    private func plan(in surroundings: Surroundings) -> ExitCode {
        let report = DiagnosticReport(surroundings: surroundings, isJSON: isJSON)
        let state = StateFolder.find(home: options.home, from: folder(of: path, in: surroundings), in: surroundings)
        let source = CatalogSource.load(from: options.usesBundledCatalog ? nil : state)
        if !isJSON { source.warnings.forEach { surroundings.warn($0) } }
        let script = CheckedScript.load(path, catalog: source.catalog, options: options, in: surroundings)
        if script.hasErrors {
            report.show(script.diagnostics)
            return .badInput
        }
        if !isJSON { report.show(script.diagnostics) }
        var preparation = ScriptPreparation(script: script, options: options)
        if let problem = preparation.problem {
            surroundings.fail(problem.message, help: problem.help)
            return .badInput
        }
        return isJSON
            ? writeJSON(&preparation, source, report, surroundings) : writeTable(&preparation, source, report, surroundings)
    }

    private func writeJSON(
        _ preparation: inout ScriptPreparation, _ source: CatalogSource.Loaded, _ report: DiagnosticReport,
        _ surroundings: Surroundings
    ) -> ExitCode {
        let writer = PlanWriter()
        let spool = PlanSpool()
        var spoolError: (any Error)?
        let planner = Planner(files: preparation.script.files) { line in
            surroundings.output.write(line + "\n", to: .error)
        } onRequest: { request in
            do { try spool.append { writer.write(request, to: &$0) } } catch { spoolError = error }
        }
        let evaluator = preparation.evaluator(catalog: source.catalog, host: planner)
        do throws(EvaluationEnd) {
            try planner.plan(evaluator)
        } catch {
            if case .failed(let diagnostics) = error { report.show(diagnostics) }
            return .badInput
        }
        do {
            if let spoolError { throw spoolError }
            try spool.append {
                writer.writeSummary(
                    requests: planner.requests, credits: planner.credits, needs: planner.needs,
                    budget: evaluator.settings.budget, to: &$0)
            }
            try spool.drain { surroundings.output.write(String(decoding: $0, as: UTF8.self)) }
        } catch {
            surroundings.fail("the plan cannot be written: \(error.localizedDescription)")
            return .badInput
        }
        return .success
    }

    private func writeTable(
        _ preparation: inout ScriptPreparation, _ source: CatalogSource.Loaded, _ report: DiagnosticReport,
        _ surroundings: Surroundings
    ) -> ExitCode {
        var summary = PlanSummary()
        let planner = Planner(files: preparation.script.files) { line in
            surroundings.output.print(StyledText(TerminalText.safe(line)), to: .error)
        } onRequest: { summary.add($0) }
        let evaluator = preparation.evaluator(catalog: source.catalog, host: planner)
        do throws(EvaluationEnd) {
            try planner.plan(evaluator)
        } catch {
            if case .failed(let diagnostics) = error { report.show(diagnostics) }
            return .badInput
        }
        summary.show(needs: planner.needs, budget: evaluator.settings.budget, in: surroundings)
        return .success
    }
}
