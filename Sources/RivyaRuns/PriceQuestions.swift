/// Asks one question after the other.
actor PriceQuestions {
    private var last: Task<Bool?, Never>?

    /// - Parameter question: nil where it is not worth asking any more.
    func ask(_ question: @escaping @Sendable () async -> Bool?) async -> Bool? {
        let previous = last
        let task = Task { () -> Bool? in
            _ = await previous?.value
            return await question()
        }
        last = task
        return await task.value
    }
}
