import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya jobs [RUN]`: the jobs of a run, the latest where none is named.
package struct JobsCommand: Sendable {
    package var run: String?
    package var home: String?
    package var isSimulated: Bool
    package var isJSON: Bool
    /// Only jobs that ended without a result.
    package var onlyFailed = false
    /// Only jobs that have something left to do.
    package var onlyOpen = false
    /// Only jobs for which this holds (`JobFilter`).
    package var filter: String?

    package init(run: String?, home: String?, isSimulated: Bool, isJSON: Bool) {
        self.run = run
        self.home = home
        self.isSimulated = isSimulated
        self.isJSON = isJSON
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            let run = try await records.run(run)
            let all = try await records.reader.recordedJobs(ofRun: run.id)
            let wanted = try await wanted(run.id, records)
            let jobs = all.filter { job in
                let isAsked = !(onlyFailed || onlyOpen) || (onlyFailed && job.hasFailed) || (onlyOpen && job.isOpen)
                return isAsked && wanted?.contains(job.name.index) ?? true
            }
            if isJSON {
                for job in jobs { surroundings.output.write(job.json.text + "\n") }
            } else {
                show(jobs, of: run, outOf: all.count, records, surroundings)
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// The indices of the jobs that the filter accepts; nil where there is none.
    private func wanted(_ run: String, _ records: Records) async throws -> Set<Int>? {
        guard let filter else { return nil }
        let gallery = try await records.gallery(ofRun: run)
        let accepted = try JobFilter(filter, axes: gallery.axisNames).narrowing([gallery])
        return Set(accepted.flatMap(\.cells).map(\.label.index))
    }

    private func show(
        _ jobs: [RecordedJob], of run: StoredRun, outOf count: Int, _ records: Records, _ surroundings: Surroundings
    ) {
        let output = surroundings.output
        output.print(
            StyledText("run \(run.id)", .bold)
                + "  \(TerminalText.safe(run.script))  \(RecordText.time(run.startedAt))")
        var table = TextTable([
            .fixed("job", .right), .fixed("model"), .flexible("axes"), .fixed("status"), .fixed("credits", .right),
            .fixed("charge"), .flexible("file", minimumWidth: 20, isCutAtStart: true),
        ])
        for job in jobs {
            let model = job.label.name.map { "\($0) (\(job.label.model))" } ?? job.label.model
            table.append([
                StyledText("\(job.label.index)"), StyledText(TerminalText.safe(model)),
                StyledText(RecordText.axes(job.label.axes)), RecordText.status(job),
                StyledText(RecordText.credits(job.charges)), RecordText.chargeWord(job.stored.charge),
                StyledText(last(job, surroundings)),
            ])
        }
        output.print(table)
        if jobs.isEmpty {
            output.print(
                StyledText(count == 0 ? "it has no jobs" : "none of its \(counted(count, "job")) is like that"))
        }
        output.print(RecordText.sums(ChargeSums(jobs.flatMap { $0.earlierCharges + [$0.stored.charge] })))
        if jobs.contains(where: { $0.isOpen && $0.status != nil }) {
            output.print(
                StyledText("  = help: `rivya resume \(run.id)\(records.flags)` finishes what is open"), to: .error)
        }
    }

    private func last(_ job: RecordedJob, _ surroundings: Surroundings) -> String {
        if let failure = job.stored.failure, !(job.status?.isSuccess ?? false) {
            return TerminalText.safe(failure.message)
        }
        return job.files.map { TerminalText.safe(shownPath($0.path, below: surroundings.workingFolder)) }
            .joined(separator: " ")
    }
}
