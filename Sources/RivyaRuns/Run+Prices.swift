import Synchronization

extension Run {
    /// Waits, without holding a place of `concurrency`, until a request may leave.
    func pass(_ request: PriceGate.Request, isRepeated: Bool) async -> PricePass {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                state.knock(request, isRepeated: isRepeated) { continuation.resume(returning: $0) }
            }
            if let now { continuation.resume(returning: now) } else { wake() }
        }
    }

    /// Ends a run that would wait for ever for the charge of a request that was lost.
    func endStandstill() {
        guard let stuck = state.withLock({ $0.standstill() }) else { return }
        fail(
            .charge,
            JobFailure(
                "unknown_charge",
                "what job \(stuck.job) was charged is not known, and nothing more of its kind (`\(stuck.model)`) leaves "
                    + "before that",
                help: "`rivya resume` asks again, and the same command then goes on; "
                    + JobExecution.settling(run: id, index: stuck.job)))
    }
}
