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

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = stackSize
        thread.name = "evaluator"
        thread.start()
    }
}
