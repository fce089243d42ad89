import RivyaCatalog
package import RivyaSyntax

/// Evaluates a program without network and without waiting (`Documentation/Language.md`, "Planning").
///
/// Requests are handed on one by one as they are made, so that a plan of a million requests needs no memory for them.
package final class Planner: Host, FileForwarding {
    package let files: any ScriptFiles
    private let onRequest: (JobRequest) -> Void
    private let onPrint: (String) -> Void
    private let knownOutcome: (Int) -> JobOutcome?

    /// How many requests there are so far, and their credits by the catalog.
    package private(set) var requests = 0
    package private(set) var credits = Number.whole(0)
    /// Where planning ended before the script did.
    package private(set) var needs: [EvaluationEnd.Need]?

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

    /// Evaluates what begins at these instructions.
    func plan(_ evaluator: Evaluator, from entries: [Int]) throws(EvaluationEnd) {
        do throws(EvaluationEnd) {
            for entry in entries { try evaluator.run(from: entry) }
        } catch {
            guard case .needs(let needs) = error else { throw error }
            self.needs = needs
        }
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
