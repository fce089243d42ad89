import Dispatch

/// Runs work that waits for a disk away from the cooperative pool, whose few threads must stay free to run tasks.
package enum FileWork {
    private static let queue = DispatchQueue(label: "rivya.files", attributes: .concurrent)

    package static func run<Answer: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let result: Result<Answer, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
