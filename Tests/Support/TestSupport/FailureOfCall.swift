/// What a call fails with; nil where it does not.
package func failure<Value, Problem: Error>(of call: () async throws(Problem) -> Value) async -> Problem? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
