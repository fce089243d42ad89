import RivyaRuns
import RivyaCatalog
import Dispatch
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal
import Synchronization

/// How many jobs a statement may make before somebody is asked again.
///
/// A plan that needs the results of jobs is only the beginning of what a statement does. What comes after it is agreed
/// to in steps, each of which may double the number of jobs.
final class SpendingAllowance {
    private let ask: @Sendable (StyledText) async -> Confirmation.Answer
    /// nil for no limit.
    private var left: Int?
    private var made = 0
    private var credits = Number.whole(0)

    /// - Parameter jobs: how many were agreed to; nil where nobody is asked.
    init(jobs: Int?, ask: @escaping @Sendable (StyledText) async -> Confirmation.Answer) {
        left = jobs
        self.ask = ask
    }

    /// Nobody is asked.
    static var unlimited: SpendingAllowance { SpendingAllowance(jobs: nil) { _ in .no } }

    /// Counts a job. Blocks the thread that evaluates while a question is open; false for a no.
    func take(_ request: JobRequest) -> Bool {
        if let left {
            if left == 0 {
                let more = max(made, 1)
                guard isAgreed(more, request) else { return false }
                self.left = more - 1
            } else {
                self.left = left - 1
            }
        }
        made += 1
        credits = credits + request.request.model.baseCredits
        return true
    }

    private func isAgreed(_ more: Int, _ request: JobRequest) -> Bool {
        let price = counted(request.request.model.baseCredits, "credit")
        let next = "\(request.request.model.id) for \(price)"
        let upTo = more == 1 ? "one more, \(next)" : "up to \(more) more, the next is \(next)"
        let question = StyledText(
            "the statement goes on after \(counted(made, "job")) for \(counted(credits, "credit")): \(upTo). Go on?")
        let answer = PendingAnswer()
        // The one bridge from the evaluator's thread, which may be blocked, to a question, which is asynchronous.
        Task { [ask] in answer.give(await ask(question)) }
        return answer.wait() == .yes
    }
}

/// An answer that a thread waits for.
private final class PendingAnswer: Sendable {
    private let answer = Mutex(Confirmation.Answer.no)
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ given: Confirmation.Answer) {
        answer.withLock { $0 = given }
        isGiven.signal()
    }

    func wait() -> Confirmation.Answer {
        isGiven.wait()
        return answer.withLock { $0 }
    }
}
