import Dispatch
import Synchronization

/// Runs work that waits for a disk away from the cooperative pool, whose few threads must stay free to run tasks.
///
/// A serial queue has a thread of its own when it works. A concurrent one would take its threads from where Swift's
/// tasks run on Linux, and tasks would wait for the disk with it.
package enum FileWork {
    private static let queues = (0..<16).map { DispatchQueue(label: "rivya.files.\($0)") }
    private static let turn = Atomic(0)

    /// Carries `body` out on a thread that may wait.
    package static func run<Answer: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let result: Result<Answer, Failure> = await withCheckedContinuation { continuation in
            queue().async {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    static func start(_ body: @escaping @Sendable () -> Void) { queue().async(execute: body) }

    private static func queue() -> DispatchQueue {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return queues[Int(UInt(bitPattern: turn) % UInt(queues.count))]
    }
}
