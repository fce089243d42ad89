import Foundation
import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// A script checked and, where nothing is wrong with its text, planned: what `rivya check` and `rivya plan` tell.
struct Evaluation {
    /// What is wrong, with warnings where there are no errors.
    var diagnostics: [Diagnostic] = []
    /// The errors were found by evaluation, not in the text.
    var failedInPlan = false
    var requests: [JobRequest] = []
    var printed: [String] = []
    var credits = Number.whole(0)
    var needs: [EvaluationEnd.Need]?
    var settings = ProgramSettings()

    /// What `init(_:in:catalog:arguments:)` understands.
    static let knownFlags = ["--param", "--max-steps", "--max-requests", "--max-memory"]

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// - Parameter arguments: as on the command line; only those that the language knows.
    init(_ file: SourceFile, in folder: CaseFolder, catalog: Catalog = .bundled(), arguments: [String] = []) {
        let check = ScriptCheck(file, catalog: catalog, loader: folder)
        diagnostics = check.diagnostics
        guard !check.hasErrors else { return }
        var parameters: [String: Value] = [:]
        var limits = Limits()
        for (flag, value) in zip(arguments, arguments.dropFirst()) {
            switch flag {
            case "--param":
                let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                parameters[String(parts[0])] = Value(word: String(parts[1]))
            case "--max-steps": limits.steps = Int(value) ?? 0
            case "--max-requests": limits.requests = Int(value) ?? 0
            case "--max-memory": limits.memory = (Int(value) ?? 0) << 20
            default: continue
            }
        }
        plan(check.program, files: folder, catalog: catalog, parameters: parameters, limits: limits)
    }

    /// A script as a text, in a folder without files.
    init(
        _ text: String, parameters: [String: Value] = [:], limits: Limits = Limits(),
        settings: ProgramSettings = ProgramSettings(), fixed: Set<Setting> = []
    ) {
        let file = SourceFile(name: "script.rivya", bytes: Array(text.utf8))
        let folder = CaseFolder(CaseFolder.tests("Diagnostics"))
        let check = ScriptCheck(file, catalog: .bundled(), loader: folder)
        diagnostics = check.diagnostics
        guard !check.hasErrors else { return }
        plan(
            check.program, files: folder, catalog: .bundled(), parameters: parameters, limits: limits,
            settings: settings, fixed: fixed)
    }

    private mutating func plan(
        _ program: Program, files: CaseFolder, catalog: Catalog, parameters: [String: Value], limits: Limits,
        settings: ProgramSettings = ProgramSettings(), fixed: Set<Setting> = []
    ) {
        var (requests, printed): ([JobRequest], [String]) = ([], [])
        let planner = Planner(files: files) {
            printed.append($0)
        } onRequest: {
            requests.append($0)
        }
        let evaluator = Evaluator(
            program: program, catalog: catalog, host: planner, parameters: parameters, limits: limits,
            settings: settings, fixed: fixed)
        do throws(EvaluationEnd) {
            try planner.plan(evaluator)
            diagnostics += planner.remarks
        } catch {
            if case .failed(let found) = error { diagnostics = found }
            failedInPlan = true
        }
        (self.requests, self.printed) = (requests, printed)
        (credits, needs, self.settings) = (planner.credits, planner.needs, evaluator.settings)
    }

    /// The lines of `rivya plan --json`.
    var planLines: [UInt8] {
        var lines: [UInt8] = []
        let writer = PlanWriter()
        for request in requests { writer.write(request, to: &lines) }
        writer.writeSummary(
            requests: requests.count, credits: credits, needs: needs, budget: settings.budget, to: &lines)
        return lines
    }

    /// The lines that the script prints, where it has nothing wrong.
    static func printed(_ text: String, parameters: [String: Value] = [:]) -> [String] {
        let evaluation = Evaluation(text, parameters: parameters)
        return evaluation.errors.isEmpty ? evaluation.printed : evaluation.errors.map { "error: \($0.message)" }
    }
}
