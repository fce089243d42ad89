import RivyaCatalog
import Foundation
import RivyaLanguage
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// `:jobs [CONDITION]`
    func showJobs(_ condition: String) async -> ExitCode {
        var entries = jobs.all
        guard !entries.isEmpty else {
            screen.output.print("no jobs yet: `gen MODEL \"a prompt\"` makes one")
            return .success
        }
        if !condition.isEmpty {
            do {
                let wanted = try await jobs(where: condition)
                entries.removeAll { !wanted.contains($0.request.index) }
            } catch {
                return Problem.show(error, in: surroundings)
            }
            if entries.isEmpty {
                screen.output.print(StyledText("none of the \(counted(jobs.count, "job")) is like that"))
                return .success
            }
        }
        var table = TextTable([
            .fixed("job", .right), .wrapped("name", minimumWidth: 8), .fixed("model"), .flexible("axes"),
            .flexible("prompt"), .fixed("state"), .fixed("credits", .right), .hanging("file"),
        ])
        for entry in entries {
            let request = entry.request
            table.append([
                StyledText("\(request.index)"), StyledText(TerminalText.safe(request.name ?? "")),
                StyledText(request.request.model.id), StyledText(request.axesText),
                StyledText(TerminalText.safe(request.request.prompt ?? "")),
                StyledText(entry.stateText, JobCard.style(of: entry)), StyledText(credits(entry)),
                StyledText(entry.report?.files.first.map { shownPath($0, below: screen.workingFolder) } ?? ""),
            ])
        }
        screen.output.print(table)
        screen.output.print(StyledText(spending, .dim))
        return .success
    }

    private func credits(_ entry: SessionJobs.Entry) -> String {
        guard let report = entry.report else { return entry.credits.description }
        return report.credits?.description ?? (report.spent.isZero ? "unknown" : report.spent.description)
    }

    /// `12 jobs, 2 open; 660 credits spent in this session`
    var spending: String {
        let open = jobs.openCount
        let budget = interpreter.settings.budget.map { ", the budget is \($0)" } ?? ""
        return "\(counted(jobs.count, "job"))\(open == 0 ? "" : ", \(open) open"); "
            + "\(counted(jobs.spent, "credit")) spent in this session\(budget)"
    }

    /// `:job N`
    func showJob(_ argument: String) -> ExitCode {
        guard let entry = job(argument) else { return refuseJob(argument) }
        screen.output.print(JobFacts(entry: entry, workingFolder: screen.workingFolder).lines)
        return .success
    }

    /// The job with a number, as it is typed.
    func job(_ argument: String) -> SessionJobs.Entry? { Int(argument).flatMap { jobs[$0] } }

    func refuseJob(_ argument: String) -> ExitCode {
        let numbers = jobs.all.map(\.request.index)
        let help =
            if let first = numbers.first, let last = numbers.last {
                first == last
                    ? "there is only job \(first)" : "the jobs are \(first) to \(last): `:jobs` lists them"
            } else {
                "no job was made yet"
            }
        return fail("there is no job `\(argument)`", help: help)
    }

    /// `:wait [N]`
    func wait(_ argument: String) async -> ExitCode {
        if argument.isEmpty {
            return await evaluate(SourceFile(name: options.name, text: "wait\n"), path: nil, isKept: false)
        }
        guard let number = Int(argument), jobs[number] != nil else { return showJob(argument) }
        return await waitForJobs([number])
    }

    private func waitForJobs(_ numbers: [Int]) async -> ExitCode {
        interruption.listen(true)
        defer { interruption.listen(false) }
        let code: ExitCode = await EvaluationThread.run { [jobs, screen, interruption, open, surroundings] in
            let host = SessionHost(
                run: open?.run, files: DiskFiles(script: nil, workingFolder: surroundings.workingFolder), jobs: jobs,
                screen: screen, interruption: interruption, allowance: .unlimited)
            do throws(HostFailure) {
                try host.wait(for: numbers)
                return .success
            } catch {
                return .interrupted
            }
        }
        return code == .interrupted ? show(.interrupted) : code
    }

    /// `:credits`
    func showCredits() async -> ExitCode {
        do {
            let balance = try await balance()
            screen.output.print(
                StyledText("\(counted(balance, "credit")) in the \(account.isSimulated ? "simulated " : "")account"))
            screen.output.print(StyledText(spending))
            return .success
        } catch {
            return show(error)
        }
    }

    /// `:gallery`
    func writeGallery() async -> ExitCode {
        guard let run = open?.run, jobs.count > 0 else {
            return fail("there are no results yet", help: "`gen MODEL \"a prompt\"` makes some")
        }
        var command = GalleryCommand(runs: [run.id])
        command.home = home.path
        command.isSimulated = account.isSimulated
        return await command.run(in: surroundings)
    }
}
