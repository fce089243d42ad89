import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax

/// The runs of a ledger as galleries show them.
struct StoredGalleries: Sendable {
    /// What somebody named is not there.
    struct Problem: Error {
        var message: String
        var help: String?
    }

    /// One run, and where its relative paths begin.
    struct Entry: Sendable {
        var run: GalleryRun
        var outputRoot: String
    }

    let ledger: Ledger
    let isSimulated: Bool

    /// Opens the ledger that counts in the working directory; throws where nothing was ever run.
    static func open(home: String?, isSimulated: Bool, in surroundings: Surroundings) throws -> StoredGalleries {
        let folder = StateFolder.find(home: home, from: surroundings.workingFolder, in: surroundings)
        let state = isSimulated ? folder.simulated : folder
        guard let ledger = try state.existingLedger() else {
            let other = isSimulated ? folder : folder.simulated
            let isOtherThere = (try? other.existingLedger()) != nil
            throw Problem(
                message: "nothing was ever \(isSimulated ? "simulated" : "run") here: `\(state.path)` has no ledger",
                help: isOtherThere
                    ? (isSimulated
                        ? "there is one of paid runs: leave out `--simulate`"
                        : "there is one of simulated runs: `--simulate`")
                    : "`rivya run FILE\(isSimulated ? " --simulate" : "")` makes one; "
                        + "`--home` or `RIVYA_HOME` name another state folder")
        }
        return StoredGalleries(ledger: ledger, isSimulated: isSimulated)
    }

    /// The ids of the runs that are meant, each once.
    ///
    /// - Parameter names: ids, or beginnings of them that are no other's; the newest run where there are none.
    func runs(named names: [String]) async throws -> [String] {
        let ids = try await ledger.runs(limit: .max).map(\.id)
        guard let newest = ids.first else {
            throw Problem(message: "the ledger has no runs", help: "`rivya run FILE` makes one")
        }
        var found: [String] = []
        for name in names.isEmpty ? [newest] : names {
            let matches = ids.contains(name) ? [name] : ids.filter { $0.hasPrefix(name) && !name.isEmpty }
            guard let id = matches.first, matches.count == 1 else {
                throw matches.isEmpty
                    ? Problem(
                        message: "there is no run `\(name)`",
                        help: Suggestion.nearest(to: name, among: ids).map { "did you mean `\($0)`?" }
                            ?? "the newest is `\(newest)`")
                    : Problem(
                        message: "`\(name)` is the beginning of \(matches.count) runs",
                        help: "name one of \(matches.prefix(4).map { "`\($0)`" }.joined(separator: ", "))")
            }
            if !found.contains(id) { found.append(id) }
        }
        return found
    }

    func entries(_ runs: [String]) async throws(StoreError) -> [Entry] {
        var entries: [Entry] = []
        for id in runs {
            guard let contents = try await ledger.contents(ofRun: id) else { continue }
            entries.append(Entry(run: GalleryRun(contents), outputRoot: contents.outputRoot))
        }
        return entries
    }
}
