import RivyaTerminal

/// Who has the terminal: the line being edited, or a question that cannot wait. A question takes the line away; what
/// was typed stays on the screen and is dropped, and the next line starts behind the answer.
actor TerminalFloor {
    private let reader: any LineReader
    private let confirmation: @Sendable (StyledText) async -> Confirmation.Answer
    private var reading: Task<Line, any Error>?
    private var questions = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        reader: any LineReader, confirmation: @escaping @Sendable (StyledText) async -> Confirmation.Answer
    ) {
        self.reader = reader
        self.confirmation = confirmation
    }

    /// Throws `CancellationError` when the session is ended from outside.
    func readLine(part: LinePart, prompt: @Sendable () -> StyledText) async throws -> Line {
        while true {
            if questions > 0 { await withCheckedContinuation { waiting.append($0) } }
            try Task.checkCancellation()
            let (reader, shown) = (reader, prompt())
            let task = Task { try await reader.readLine(prompt: shown, part: part) }
            reading = task
            let result = await withTaskCancellationHandler {
                await task.result
            } onCancel: {
                task.cancel()
            }
            reading = nil
            if case .failure(let error) = result, error is CancellationError, questions > 0 { continue }
            return try result.get()
        }
    }

    func ask(_ question: StyledText) async -> Confirmation.Answer {
        questions += 1
        if let reading {
            reading.cancel()
            _ = await reading.result
        }
        let answer = await confirmation(question)
        questions -= 1
        if questions == 0 {
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
        return answer
    }
}
