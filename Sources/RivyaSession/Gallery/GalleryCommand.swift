import Foundation
import RivyaCatalog
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal
import RivyaWeb

/// `rivya gallery [RUN...]`: writes a page of runs, opens it, serves it.
package struct GalleryCommand: Sendable {
    /// Ids, or beginnings of them; the newest run where there are none.
    package var runs: [String]
    /// Where the page goes.
    package var folder: String?
    /// Copies the media, so that the folder can be taken along.
    package var copiesMedia = false
    package var opens = false
    package var serves = false
    /// Where it is served; 0 for a port that is free.
    package var port = 0
    /// A file of judgments to be kept in the ledger.
    package var judgments: String?
    package var home: String?
    package var isSimulated = false

    package init(runs: [String]) {
        self.runs = runs
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        do {
            let records = try Records.open(home: home, isSimulated: isSimulated, in: surroundings)
            if let judgments {
                guard try await keep(judgments, try ledger(surroundings), surroundings) else { return .badInput }
            }
            let ids = try await records.runIDs(runs)
            let folder = try await write(ids, records, surroundings)
            if serves {
                try await serve(ids, try ledger(surroundings), records, surroundings)
                // What was judged meanwhile is in the page on disk as well.
                _ = try await write(ids, records, surroundings)
                return .success
            }
            surroundings.output.print(
                StyledText(TerminalText.safe(shownPath(folder.pagePath, below: surroundings.workingFolder))))
            if opens { return await open(folder.pagePath, surroundings) }
            return .success
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func catalog(_ surroundings: Surroundings) -> Catalog {
        let folder = StateFolder.find(home: home, in: surroundings)
        return CatalogSource.load(from: folder).catalog
    }

    /// For writing.
    private func ledger(_ surroundings: Surroundings) throws -> Ledger {
        let folder = StateFolder.find(home: home, in: surroundings)
        return try Ledger(folder: (isSimulated ? folder.simulated : folder).path)
    }

    private func write(
        _ ids: [String], _ records: Records, _ surroundings: Surroundings
    ) async throws -> GalleryFolder {
        var runs: [GalleryRun] = []
        var last: RunContents?
        for id in ids {
            guard let contents = try await records.reader.contents(ofRun: id) else { continue }
            runs.append(GalleryRun(contents, catalog: catalog(surroundings)))
            last = contents
        }
        let path: String
        if let folder {
            path = surroundings.absolute(folder)
        } else if let last, ids.count == 1 {
            path = RunGallery.folder(of: ids[0], in: try RunGallery.root(of: last))
        } else {
            path = surroundings.absolute("rivya-out/gallery")
        }
        let gallery = GalleryFolder(path: path, copiesMedia: copiesMedia)
        let shown = runs
        try await FileWork.run { () throws(GalleryFolder.Failure) in
            try gallery.write(shown, time: Date().timeIntervalSince1970)
        }
        return gallery
    }

    private func serve(
        _ ids: [String], _ ledger: Ledger, _ records: Records, _ surroundings: Surroundings
    ) async throws {
        let site = try await LedgerSite(ledger, records, catalog: catalog(surroundings), runs: ids)
        let opens = opens
        let server = GalleryServer(site: site, port: port) { address in
            surroundings.output.print(StyledText("the gallery is served on \(address)"))
            surroundings.output.print(
                StyledText("the address is for you alone: it lets whoever has it see and judge; ^C ends it", .dim),
                to: .error)
            if opens { Task { await open(address, surroundings) } }
        }
        try await server.runUntilStopped()
    }

    @discardableResult
    private func open(_ address: String, _ surroundings: Surroundings) async -> ExitCode {
        do throws(Browser.Failure) {
            try await Browser(environment: surroundings.environment).open(address)
            return .success
        } catch {
            surroundings.fail(error.message, help: "open it yourself: \(TerminalText.safe(address))")
            return .badInput
        }
    }

    // MARK: - Judgments

    /// Takes over judgments that were made in a page without a server.
    private func keep(
        _ path: String, _ ledger: Ledger, _ surroundings: Surroundings
    ) async throws -> Bool {
        let absolute = surroundings.absolute(path)
        guard let data = FileManager.default.contents(atPath: absolute) else {
            surroundings.fail("`\(path)` cannot be read")
            return false
        }
        guard let document = try? JSONValue(parsing: Array(data)), document["rivyaJudgments"]?.int == 1,
            let items = document["judgments"]?.array
        else {
            surroundings.fail(
                "`\(path)` is no file of judgments", help: "export one from the page of a gallery")
            return false
        }
        var judgments: [JobJudgment] = []
        for (place, item) in items.enumerated() {
            do throws(Judgment.Malformed) {
                judgments.append(try JobJudgment(item, now: Date().timeIntervalSince1970))
            } catch {
                surroundings.fail("judgment \(place + 1) of `\(path)`: \(TerminalText.safe(error.message))")
                return false
            }
        }
        let kept = try await ledger.judge(judgments)
        let missing = kept.count { $0 == nil }
        surroundings.output.print(
            StyledText("\(counted(kept.count - missing, "judgment")) taken over"), to: .error)
        if missing > 0 {
            surroundings.warn("\(counted(missing, "judgment")) of jobs that this ledger does not have")
        }
        return true
    }
}
