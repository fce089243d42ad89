import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya runs`: the runs of the ledger, the newest first.
package struct RunsCommand: Sendable {
    package var home: String?
    package var isSimulated: Bool
    package var isJSON: Bool
    /// nil for all.
    package var limit: Int?

    package init(home: String?, isSimulated: Bool, isJSON: Bool, limit: Int?) {
        self.home = home
        self.isSimulated = isSimulated
        self.isJSON = isJSON
        self.limit = limit
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            show(try await records.reader.runs(limit: limit ?? .max), surroundings.output)
            let account = Account(baseURL: nil, isSimulated: isSimulated)
            let others = try await OtherKeys(account, in: surroundings).jobs(in: records.reader)
            if !isJSON, !others.isEmpty { surroundings.output.print(OtherKeys.remark(others), to: .error) }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func show(_ runs: [StoredRun], _ output: TerminalOutput) {
        if isJSON {
            for run in runs { output.write(run.json.text + "\n") }
            return
        }
        var table = TextTable([
            .fixed("run"), .fixed("started"), .wrapped("script"),
            .fixed("jobs", .right), .wrapped("state"), .wrapped("credits"),
        ])
        for run in runs {
            table.append([
                StyledText(run.id), StyledText(RecordText.time(run.startedAt)),
                StyledText(TerminalText.safe(run.script)),
                StyledText("\(run.jobCount)"), state(of: run), RecordText.sums(run.charges),
            ])
        }
        output.print(table)
    }

    private func state(of run: StoredRun) -> StyledText {
        var parts: [StyledText] = []
        func add(_ count: Int, _ word: String, _ style: TextStyle) {
            if count > 0 { parts.append(StyledText("\(count) \(word)", style)) }
        }
        add(run.count(.succeeded), "succeeded", .green)
        add(run.count(.cached), "cached", .green)
        add(run.count(.failed), "failed", .red)
        add(run.count(.skipped), "skipped", .yellow)
        add(run.count(.released), "cancelled", .yellow)
        add(run.count(.unknown), "unknown", .red)
        add(run.openCount, "open", .cyan)
        var text = parts.first ?? StyledText("no jobs", .dim)
        for part in parts.dropFirst() { text += StyledText(", ") + part }
        return text
    }
}
