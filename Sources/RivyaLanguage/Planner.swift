import RivyaCatalog
package import RivyaSyntax

/// Evaluates a program without network and without waiting (`Documentation/Language.md`, "Planning").
///
/// Requests are handed on one by one as they are made, so that a plan of a million requests needs no memory for them.
package final class Planner: Surveyor, FileForwarding {
    package let files: any ScriptFiles
    private let onRequest: (JobRequest) -> Void
    private let onPrint: (String) -> Void
    private let knownOutcome: (Int) -> JobOutcome?

    /// How many requests there are so far, and their credits by the catalog.
    package private(set) var requests = 0
    package private(set) var credits = Number.whole(0)
    /// Where planning ended before the script did.
    package private(set) var needs: [EvaluationEnd.Need]?

    private var wrong = DiagnosticTally(notesOfOthers: 20)
    private var unmeant = DiagnosticTally(notesOfOthers: 2)

    /// What looks unmeant, as warnings.
    package var remarks: [Diagnostic] { unmeant.diagnostics }

    /// - Parameter knownOutcome: what is known of jobs that were made before; nil for others.
    package init(
        files: any ScriptFiles, onPrint: @escaping (String) -> Void,
        knownOutcome: @escaping (Int) -> JobOutcome? = { _ in nil }, onRequest: @escaping (JobRequest) -> Void
    ) {
        self.files = files
        self.onPrint = onPrint
        self.knownOutcome = knownOutcome
        self.onRequest = onRequest
    }

    /// Evaluates the whole program.
    /// - Throws: what is wrong with it; a plan that is only partial is no failure.
    package func plan(_ evaluator: Evaluator) throws(EvaluationEnd) {
        try plan(evaluator, from: [evaluator.program.entry])
    }

    /// Evaluates what begins at these instructions. Wrong requests do not end it: they are all told in the end, before
    /// the error that did.
    func plan(_ evaluator: Evaluator, from entries: [Int]) throws(EvaluationEnd) {
        do throws(EvaluationEnd) {
            for entry in entries { try evaluator.run(from: entry) }
        } catch {
            switch error {
            case .needs(let needs): self.needs = needs
            case .failed(let diagnostics): throw .failed(wrong.diagnostics + diagnostics)
            case .interrupted, .stopped: throw error
            }
        }
        guard wrong.count == 0 else { throw .failed(wrong.diagnostics) }
    }

    package func note(wrong diagnostic: Diagnostic, model: String) { wrong.add(diagnostic, subject: model) }

    package func remark(_ diagnostic: Diagnostic, subject: String) {
        unmeant.add(diagnostic, subject: "\(diagnostic.code.rawValue) \(subject)")
    }

    package func submit(_ request: JobRequest) throws(HostFailure) {
        requests += 1
        credits = credits.adding(request.request.model.baseCredits) ?? credits
        onRequest(request)
    }

    package func outcome(of job: Int) throws(HostFailure) -> JobOutcome? { knownOutcome(job) }

    package func wait(for jobs: [Int]) throws(HostFailure) {}

    package func print(_ line: String) { onPrint(line) }
}
