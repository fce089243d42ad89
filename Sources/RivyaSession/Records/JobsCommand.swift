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
            guard let contents = try await records.reader.contents(ofRun: run.id) else { return .badInput }
            let all = contents.jobs
            let wanted = try await wanted(run.id, records)
            let jobs = all.filter { job in
                let isAsked = !(onlyFailed || onlyOpen) || (onlyFailed && job.hasFailed) || (onlyOpen && job.isOpen)
                return isAsked && wanted?.contains(job.name.index) ?? true
            }
            let isNarrowed = onlyFailed || onlyOpen
            let planned = Records.planned(contents)
            let shown = isNarrowed ? [] : planned.filter { wanted?.contains($0.label.index) ?? true }
            let rows = (jobs.map(Row.begun) + shown.map(Row.planned)).sorted { $0.index < $1.index }
            if isJSON {
                for row in rows { surroundings.output.write(row.json(run: run.id).text + "\n") }
            } else {
                show(rows, of: run, outOf: all.count + planned.count, records, surroundings)
                let account = Account(baseURL: nil, isSimulated: isSimulated)
                let others = try await OtherKeys(account, in: surroundings).jobs(in: records.reader, run: run.id)
                if !others.isEmpty { surroundings.output.print(OtherKeys.remark(others), to: .error) }
            }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// The indices of the jobs that the filter accepts; nil where there is none.
    private func wanted(_ run: String, _ records: Records) async throws -> Set<Int>? {
        guard let filter else { return nil }
        let gallery = try await records.gallery(ofRun: run, hasPlan: true)
        let accepted = try JobFilter(filter, axes: gallery.axisNames).narrowing([gallery])
        return Set(accepted.flatMap(\.cells).map(\.label.index))
    }

    private func show(
        _ rows: [Row], of run: StoredRun, outOf count: Int, _ records: Records, _ surroundings: Surroundings
    ) {
        let output = surroundings.output
        output.print(
            wrapping: StyledText("run \(run.id)", .bold)
                + "  \(TerminalText.safe(run.script))  \(RecordText.time(run.startedAt))")
        var table = TextTable([
            .fixed("job", .right), .wrapped("model", minimumWidth: 24), .flexible("axes"), .fixed("status"),
            .fixed("credits", .right), .fixed("charge"), .hanging("file"),
        ])
        for row in rows {
            let label = row.label
            let model = label.name.map { "\($0) (\(label.model))" } ?? label.model
            let standing =
                switch row {
                case .begun(let job):
                    [
                        RecordText.status(job), StyledText(RecordText.credits(job.charges)),
                        job.stored.isShared ? StyledText("shared", .dim) : RecordText.chargeWord(job.stored.charge),
                        StyledText(last(job, surroundings)),
                    ]
                case .planned:
                    [StyledText("planned", .dim), "0", RecordText.chargeWord(.notCharged), ""]
                }
            table.append(
                [
                    StyledText("\(label.index)"), StyledText(TerminalText.safe(model)),
                    StyledText(RecordText.axes(label.axes)),
                ] + standing)
        }
        output.print(table)
        let jobs = rows.compactMap(\.job)
        if rows.isEmpty {
            output.print(
                StyledText(count == 0 ? "it has no jobs" : "none of its \(counted(count, "job")) is like that"))
        }
        output.print(RecordText.sums(ChargeSums(jobs.flatMap { $0.earlierCharges + [$0.stored.charge] })))
        if jobs.contains(where: { $0.isOpen && $0.status != nil }) {
            output.print(
                StyledText("  = help: `rivya resume \(run.id)\(records.flags)` finishes what is open"), to: .error)
        }
        // Of a run that a process is at, they may still be sent.
        if rows.count > jobs.count, !jobs.contains(where: \.isAttended) {
            output.print(StyledText("  = help: the same `rivya run` command sends what is planned"), to: .error)
        }
    }

    private func last(_ job: RecordedJob, _ surroundings: Surroundings) -> String {
        if let failure = failure(of: job) { return TerminalText.safe(failure.message) }
        return job.files.map { TerminalText.safe(shownPath($0.path, below: surroundings.workingFolder)) }
            .joined(separator: " ")
    }

    /// What is told in the place of its files.
    private func failure(of job: RecordedJob) -> JobFailure? {
        job.status?.isSuccess ?? false ? nil : job.stored.failure
    }

    /// A job of the ledger, or a cell of the run's plan that has none.
    private enum Row {
        case begun(RecordedJob)
        case planned(GalleryCell)

        var label: JobLabel {
            switch self {
            case .begun(let job): job.label
            case .planned(let cell): cell.label
            }
        }

        var index: Int { label.index }

        var job: RecordedJob? {
            if case .begun(let job) = self { job } else { nil }
        }

        func json(run: String) -> JSONValue {
            switch self {
            case .begun(let job): job.json
            case .planned(let cell): cell.json(run: run)
            }
        }
    }
}
