import Crypto
import RivyaCatalog

extension JobExecution {
    /// A result file that could not be brought here.
    struct Undelivered: Error {
        var failure: JobFailure
        /// Asking again would change nothing: the run was stopped, or there is no place for results.
        var isFinal = false
        /// Nothing more fits where it should go.
        var isLackOfSpace = false

        init(failure: JobFailure, isFinal: Bool = false) {
            self.failure = failure
            self.isFinal = isFinal
        }

        init(_ problem: LocalFile.Problem) {
            failure = JobFailure("local", problem.message)
            isFinal = true
            isLackOfSpace = problem.isLackOfSpace
        }

        static let stopped = Undelivered(
            failure: JobFailure("stopped", "the run was stopped before the result was here"), isFinal: true)
    }

    /// Brings every result of a succeeded task to its place.
    ///
    /// - Parameters:
    ///   - have: files that an earlier process has stored.
    ///   - asksFirst: the URLs were told to an earlier process, and may have expired.
    func deliver(
        _ urls: [String], taskID: String, row: StoredJobID, charge: Charge, have: [StoredFile], asksFirst: Bool = false
    ) async throws(Ended) -> JobReport {
        var delivery = Delivery(taskID: taskID, row: row, urls: urls)
        delivery.asksFirst = asksFirst
        delivery.charge = charge
        await fetchAll(&delivery, have: have)
        let files = delivery.paths
        let known = delivery.urls.all
        guard let problem = delivery.problem else {
            do throws(Ended) {
                try await end(row, JobEnding(.succeeded, charge: charge, files: delivery.last.map { [$0] } ?? []))
            } catch {
                // The files are here, and the ledger does not know it yet.
                throw Ended(
                    report: report(
                        .interrupted, charge: charge, taskID: taskID, files: files, urls: known,
                        failure: error.report.failure, row: row))
            }
            if let last = delivery.last { emit(.saved(path: last.path)) }
            var report = report(.succeeded, charge: charge, taskID: taskID, files: files, urls: known, row: row)
            report.remarks = delivery.remarks
            return report
        }
        await leaveOpen(row)
        var report = report(
            Task.isCancelled ? .interrupted : .unsaved, charge: charge, taskID: taskID, files: files, urls: known,
            failure: problem, row: row)
        report.remarks = delivery.remarks
        return report
    }

    /// Gives a job the files of an earlier one with the same cell, at no cost.
    func reuse(_ earlier: StoredJob, row: StoredJobID) async throws(Ended) -> JobReport {
        emit(.attached(taskID: earlier.taskID))
        var files: [StoredFile] = []
        let numbers = Set(earlier.files.map(\.number))
        let expected = max(earlier.urls.count, numbers.max() ?? 0, 1)
        for number in 1...expected {
            do throws(Undelivered) {
                let placed = try await FileWork.run { () throws(Undelivered) -> StoredFile? in
                    guard let file = earlier.files.first(where: { $0.number == number && isIntact($0) }) else {
                        return nil
                    }
                    return try place(file, of: expected)
                }
                if let placed {
                    try await commit(placed)
                    files.append(placed)
                }
            } catch {
                return unsaved(earlier, files.map(\.path), earlier.urls, error.failure, row: row)
            }
        }
        for file in files { try await remember(file, row: row) }
        if files.count == expected {
            return report(
                .cached, taskID: earlier.taskID, files: files.map(\.path), urls: earlier.urls, row: row)
        }
        // What was deleted meanwhile is fetched again from the task; it is never paid again.
        guard let taskID = earlier.taskID else {
            let failure = JobFailure("missing", "a file of this result is gone, and its task is not known")
            return unsaved(earlier, files.map(\.path), [], failure, row: row)
        }
        var delivery = Delivery(taskID: taskID, row: row, urls: earlier.urls)
        delivery.asksFirst = true
        delivery.isPlaced = true
        await fetchAll(&delivery, have: files)
        if let last = delivery.last { try await remember(last, row: row) }
        guard let problem = delivery.problem else {
            var report = report(.cached, taskID: taskID, files: delivery.paths, urls: delivery.urls.all, row: row)
            report.remarks = delivery.remarks
            return report
        }
        let failure = JobFailure(
            problem.code, "this result was paid for earlier, its file is gone, and \(problem.message)",
            help: "run the script again to try once more; `--fresh` pays for it anew")
        return unsaved(earlier, delivery.paths, delivery.urls.all, failure, row: row)
    }

    /// A cell that is paid for, without all its files: another run of the script tries again, `resume` has no part in it.
    private func unsaved(
        _ earlier: StoredJob, _ files: [String], _ urls: [String], _ failure: JobFailure, row: StoredJobID
    ) -> JobReport {
        var report = report(
            .unsaved, taskID: earlier.taskID, files: files, urls: urls, failure: failure, row: row)
        report.isOpen = false
        return report
    }
}
