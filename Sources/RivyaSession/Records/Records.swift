import RivyaCatalog
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax

/// The ledger that a command looks into, and how people name what is in it.
///
/// A run goes by its id or a beginning of it that is no other's. A job goes by `RUN/INDEX`, by INDEX for one of the
/// latest run, or by the id of its task.
struct Records: Sendable {
    let reader: LedgerReader
    /// What the command line needs to look here again: ` --simulate`, or nothing.
    let flags: String

    /// Opens the ledger that counts in the working directory; throws where nothing was ever run.
    static func open(home: String?, isSimulated: Bool, in surroundings: Surroundings) throws -> Records {
        let folder = StateFolder.find(home: home, in: surroundings)
        let state = isSimulated ? folder.simulated : folder
        guard let reader = try LedgerReader(folder: state.path) else {
            let other = isSimulated ? folder : folder.simulated
            let isOtherThere = other.hasLedger
            throw CommandProblem(
                message: "nothing was ever \(isSimulated ? "simulated" : "run") here: `\(state.path)` has no ledger",
                help: isOtherThere
                    ? (isSimulated
                        ? "there is one of paid runs: leave out `--simulate`"
                        : "there is one of simulated runs: `--simulate`")
                    : "`rivya run FILE\(isSimulated ? " --simulate" : "")` makes one; "
                        + "`--home` or `RIVYA_HOME` name another state folder")
        }
        return Records(reader: reader, flags: isSimulated ? " --simulate" : "")
    }

    // MARK: Runs

    /// - Parameter name: nil for the latest run.
    func runID(_ name: String?) async throws -> String {
        let ids = try await reader.runIDs()
        guard let latest = ids.first else {
            throw CommandProblem(message: "the ledger has no runs", help: "`rivya run FILE\(flags)` makes one")
        }
        guard let name else { return latest }
        if ids.contains(name) { return name }
        let matches = name.isEmpty ? [] : ids.filter { $0.hasPrefix(name) }
        if matches.count == 1 { return matches[0] }
        if matches.count > 1 {
            let shown = matches.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
            let more = matches.count > 4 ? " and \(matches.count - 4) more" : ""
            throw CommandProblem(
                message: "`\(name)` is the beginning of \(matches.count) runs", help: "name one of \(shown)\(more)")
        }
        let nearest = Suggestion.nearest(to: name, among: ids).map { "did you mean `\($0)`? " } ?? ""
        throw CommandProblem(message: "there is no run `\(name)`", help: "\(nearest)`rivya runs\(flags)` lists them")
    }

    func run(_ name: String?) async throws -> StoredRun {
        let id = try await runID(name)
        guard let run = try await reader.run(id) else { throw CommandProblem(message: "there is no run `\(id)`") }
        return run
    }

    /// The runs that are meant, each once; the latest where none is named.
    func runIDs(_ names: [String]) async throws -> [String] {
        if names.isEmpty { return [try await runID(nil)] }
        var ids: [String] = []
        for name in names {
            let id = try await runID(name)
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// A run with its jobs, their judgments and their results.
    ///
    /// - Parameters:
    ///   - catalog: see `GalleryRun`.
    ///   - hasPlan: also with what is planned and was never begun.
    func gallery(ofRun id: String, catalog: Catalog? = nil, hasPlan: Bool = false) async throws -> GalleryRun {
        guard var contents = try await reader.contents(ofRun: id) else {
            throw CommandProblem(message: "there is no run `\(id)`")
        }
        if !hasPlan { contents.plan = nil }
        return GalleryRun(contents, catalog: catalog)
    }

    /// The cells of a run's plan that nobody came to: the run goes on, was killed, or its script was stopped before
    /// them. Known of runs that kept a page.
    static func planned(_ contents: RunContents) -> [GalleryCell] {
        guard let plan = contents.plan else { return [] }
        let begun = Set(contents.jobs.map(\.name.index))
        return GalleryPlan(stored: plan).cells.filter { !begun.contains($0.label.index) }
    }

    // MARK: Jobs

    /// All that is known of a job, which need not be of the run that its name suggests: a task's id is known in all of
    /// them.
    func chronicle(ofJob text: String) async throws -> JobChronicle {
        if let slash = text.lastIndex(of: "/") {
            let run = try await runID(String(text[..<slash]))
            let number = text[text.index(after: slash)...]
            guard let index = Self.index(number) else {
                throw CommandProblem(
                    message: "`\(number)` is no number of a job",
                    help: "`rivya jobs \(run)\(flags)` lists the run's jobs")
            }
            return try await chronicle(of: JobName(run: run, index: index))
        }
        if let index = Self.index(text[...]) {
            return try await chronicle(of: JobName(run: try await runID(nil), index: index))
        }
        if let name = try await reader.jobs(withTask: text).first { return try await chronicle(of: name) }
        if !text.isEmpty, let run = try await reader.runIDs().first(where: { $0.hasPrefix(text) }) {
            throw CommandProblem(
                message: "`\(text)` is a run, not a job",
                help: "name one of its jobs, such as `\(run)/1`; `rivya jobs \(run)\(flags)` lists them")
        }
        throw CommandProblem(
            message: "there is no job `\(text)`",
            help:
                "name it by its run and number, as in `RUN/3`, by its number alone in the latest run, or by its task's id; "
                + "`rivya jobs\(flags)` lists them")
    }

    private func chronicle(of name: JobName) async throws -> JobChronicle {
        if let chronicle = try await reader.chronicle(of: name) { return chronicle }
        if let contents = try await reader.contents(ofRun: name.run),
            let cell = Self.planned(contents).first(where: { $0.label.index == name.index })
        {
            let what = RecordText.axes(cell.label.axes)
            throw CommandProblem(
                message:
                    "job \(name.index) of the run `\(name.run)` was planned, and never begun: nothing was sent for it",
                help: "the same `rivya run` command sends `\(cell.label.model)\(what.isEmpty ? "" : " \(what)")` and "
                    + "what else is missing")
        }
        guard let range = try await reader.indices(ofRun: name.run) else {
            throw CommandProblem(
                message: "the run `\(name.run)` has no jobs", help: "`rivya runs\(flags)` lists the runs")
        }
        let known =
            range.count == 1
            ? "its only job is \(range.lowerBound)" : "its jobs are \(range.lowerBound) to \(range.upperBound)"
        throw CommandProblem(
            message: "the run `\(name.run)` has no job \(name.index)",
            help: "\(known): `rivya jobs \(name.run)\(flags)` lists them")
    }

    private static func index(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(text), index >= 1 else {
            return nil
        }
        return index
    }
}
