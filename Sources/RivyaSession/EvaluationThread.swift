import Foundation

/// Runs an evaluator on a thread of its own: it blocks where a script waits, which no thread of the cooperative pool
/// may, and nested values need more stack than these have.
enum EvaluationThread {
    private static let stackSize = 64 << 20

    /// Carries out `body` on a new thread and waits for it without blocking one.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: body()) }
        }
    }

    /// Carries out `body` on a new thread while the calling one blocks: for commands that do nothing else.
    static func runBlocking<Result: Sendable>(_ body: @escaping () -> Result) -> Result {
        let done = DispatchSemaphore(value: 0)
        // One thread works while the other waits: nothing is ever touched by two at once.
        nonisolated(unsafe) var result: Result?
        nonisolated(unsafe) let work = body
        start {
            result = work()
            done.signal()
        }
        done.wait()
        return result!
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = stackSize
        thread.name = "evaluator"
        thread.start()
    }
}
