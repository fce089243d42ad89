import Synchronization

/// A run that begins with a pilot (`RunSettings.isPilot`): the first jobs of its order are carried out, then somebody
/// decides about the others.
extension Run {
    /// Returns when every job of the pilot that the script has made is done, and the script is at its end or waits for
    /// a job that is no part of the pilot.
    ///
    /// - Returns: what became of the jobs so far, by index; nil where there is nothing to decide: no job is left, or
    ///   the run was stopped.
    package func pilotEnded() async -> [JobReport]? {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isOver { return true }
                state.pilotWaiter = { continuation.resume(returning: $0) }
                return false
            }
            if isOver { continuation.resume(returning: nil) }
            wake()
        }
    }

    /// Goes on with the jobs that are no part of the pilot.
    package func proceed() {
        state.withLock { $0.openGate() }
        wake()
    }

    /// Ends the run with its pilot. The other jobs were never sent and are no part of its report.
    package func endWithPilot() {
        let waiters = state.withLock { $0.endWithPilot() }
        cancelUnsent(JobFailure(JobReport.leftByPilot, "not sent: the run ended with its pilot"))
        for waiter in waiters { waiter(true) }
        wake()
    }
}

extension JobReport {
    static let leftByPilot = "pilot"

    /// The run ended with its pilot, and this job was no part of it: it was never sent.
    package var isLeftByPilot: Bool { failure?.code == Self.leftByPilot }
}
