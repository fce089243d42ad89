import Foundation
import RivyaCatalog
import RivyaGallery
import RivyaLanguage
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// `:open N`
    func openResult(_ argument: String) async -> ExitCode {
        guard let entry = job(argument) else { return refuseJob(argument) }
        guard let file = entry.report?.files.first else {
            return fail(
                "job \(argument) has no file", help: entry.report == nil ? "`:wait \(argument)` waits for it" : nil)
        }
        do throws(Browser.Failure) {
            try await Browser(environment: surroundings.environment).open(file)
        } catch {
            return fail(error.message, help: "the file is `\(shownPath(file, below: screen.workingFolder))`")
        }
        return .success
    }

    /// `:rate N STARS`
    func rate(_ argument: String) async -> ExitCode {
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let number = words.first, let entry = job(number) else { return refuseJob(words.first ?? "") }
        let stars = words.count == 2 ? Int(words[1]) : nil
        guard words.count == 2, words[1] == "none" || stars.map((1...5).contains) ?? false else {
            let given = words.dropFirst().joined(separator: " ")
            return fail(
                given.isEmpty ? "`:rate` needs stars" : "`\(given)` is no number of stars",
                help: "write `:rate \(number) 4`: stars go from 1 to 5, and `none` takes them back")
        }
        return await change(entry) { judgment in
            judgment.stars = stars
            return stars.map { counted($0, "star") } ?? "no stars"
        }
    }

    /// `:pick N` and `:reject N`
    func judge(_ argument: String, _ verdict: Judgment.Verdict) async -> ExitCode {
        guard let entry = job(argument) else { return refuseJob(argument) }
        return await change(entry) { judgment in
            let isSet = judgment.verdict == verdict
            judgment.verdict = isSet ? nil : verdict
            let word = verdict == .pick ? "picked" : "rejected"
            return isSet ? "no longer \(word)" : word
        }
    }

    /// Changes what is thought of a job, as the gallery does.
    ///
    /// - Parameter change: returns what it has changed, in words.
    private func change(_ entry: SessionJobs.Entry, _ change: (inout Judgment) -> String) async -> ExitCode {
        let number = entry.request.index
        do {
            guard let run = entry.run, let ledger = try ledger(ofRun: run) else {
                return fail("nothing was sent for job \(number) yet", help: "`:wait \(number)` waits for it")
            }
            let records = try records()
            let cell = try await records.gallery(ofRun: run).cells.first { $0.label.index == number }
            var judgment = cell?.judgment ?? Judgment(time: 0)
            judgment.time = Date().timeIntervalSince1970
            let what = change(&judgment)
            let name = JobName(run: run, index: number)
            guard try await ledger.judge([JobJudgment(job: name, judgment: judgment)])[0] != nil else {
                return fail("nothing was sent for job \(number) yet", help: "`:wait \(number)` waits for it")
            }
            screen.output.print(StyledText("job \(number): \(what)"))
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// The ledger that a run of this session writes to; nil where there is none.
    private func ledger(ofRun run: String) throws -> Ledger? {
        let state = account.state(in: home)
        return state.hasLedger ? try Ledger(folder: state.path) : nil
    }

    private func records() throws -> Records {
        try Records.open(home: home.path, isSimulated: account.isSimulated, in: surroundings)
    }

    /// The numbers of the jobs for which a condition holds, as `rivya jobs --where` takes it.
    func jobs(where condition: String) async throws -> Set<Int> {
        var known: [String: GalleryRun] = [:]
        if account.state(in: home).hasLedger {
            let records = try records()
            for run in Set(jobs.all.compactMap(\.run)) { known[run] = try? await records.gallery(ofRun: run) }
        }
        var runs: [String: GalleryRun] = [:]
        for entry in jobs.all {
            let run = entry.run ?? ""
            let index = entry.request.index
            let recorded = known[run]?.cells.first { $0.label.index == index }
            let waiting = GalleryCell(
                planned: JobSpecification(entry.request).label, prompt: entry.request.request.prompt)
            var cell = recorded ?? entry.report.map { GalleryCell($0, prompt: entry.request.request.prompt) } ?? waiting
            if cell.prompt == nil { cell.prompt = entry.request.request.prompt }
            runs[run, default: GalleryRun(id: run, title: options.name, cells: [])].cells.append(cell)
        }
        let all = runs.sorted { $0.key < $1.key }.map(\.value)
        let accepted = try JobFilter(condition, axes: Set(all.flatMap(\.axisNames)).sorted()).narrowing(all)
        return Set(accepted.flatMap(\.cells).map(\.label.index))
    }
}
