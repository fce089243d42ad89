import Foundation
import RivyaGallery
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya reproduce FILE`: finds the job of a result by its content, and prints the statement that makes its request
/// again.
package struct ReproduceCommand: Sendable {
    package var path: String
    package var home: String?
    package var isJSON: Bool

    package init(path: String, home: String?, isJSON: Bool) {
        self.path = path
        self.home = home
        self.isJSON = isJSON
    }

    /// Jobs of one ledger.
    private struct Finding {
        var jobs: [RecordedJob]
        var records: Records
        var state: StateFolder
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        let file = surroundings.absolute(path)
        guard let sha256 = await FileWork.run({ FileDigests().sha256(of: file) }) else {
            surroundings.fail("`\(TerminalText.safe(path))` cannot be read")
            return .badInput
        }
        do {
            let folders = folders(file, surroundings)
            for folder in folders {
                guard let finding = try await find(sha256, in: folder) else { continue }
                return try await show(finding, surroundings)
            }
            let places = folders.map { "`\($0.path)`" }.joined(separator: " or ")
            throw CommandProblem(
                message: "`\(path)` is no result of a run that the ledger knows",
                help: "no result in \(places) has its content: a changed copy is another file, "
                    + "and `--home` names another state folder")
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// Where to look: what counts for the file's folder, then for the working directory.
    private func folders(_ file: String, _ surroundings: Surroundings) -> [StateFolder] {
        let near = StateFolder.find(home: home, forFile: file, in: surroundings)
        let here = StateFolder.find(home: home, in: surroundings)
        return near == here ? [here] : [near, here]
    }

    /// Paid results first.
    private func find(_ sha256: String, in folder: StateFolder) async throws -> Finding? {
        for (state, flags) in [(folder, ""), (folder.simulated, " --simulate")] {
            guard let reader = try state.ledgerReader() else { continue }
            let jobs = try await reader.jobs(withResult: sha256)
            if !jobs.isEmpty {
                return Finding(jobs: jobs, records: Records(reader: reader, flags: flags), state: folder)
            }
        }
        return nil
    }

    private func show(_ finding: Finding, _ surroundings: Surroundings) async throws -> ExitCode {
        let job = finding.jobs[0]
        let catalog = CatalogSource.load(from: finding.state).catalog
        let gallery = try await finding.records.gallery(ofRun: job.name.run, catalog: catalog)
        let cell = gallery.cells.first { $0.label.index == job.name.index }
        let statement = cell?.origin?.statement ?? job.stored.origin.statement
        if isJSON {
            let document = JSONValue.object([
                .init("job", .string(job.name.description)), .init("simulated", .bool(!finding.records.flags.isEmpty)),
                .init("gen", .string(statement)),
                .init("request", cell?.request.flatMap { try? JSONValue(parsing: $0) } ?? .null),
                .init("script", .string(job.stored.origin.file)), .init("line", .optional(job.stored.origin.line)),
                .init("axes", .object(job.label.axes.map { .init($0.name, $0.value) })),
            ])
            surroundings.output.write(document.text + "\n")
            return .success
        }
        surroundings.output.print(StyledText(Self.safeLines(statement)))
        let kind = finding.records.flags.isEmpty ? "" : ", simulated"
        surroundings.output.print(
            StyledText(
                TerminalText.safe(
                    "job \(job.name)\(kind), from \(job.stored.origin.file):\(job.stored.origin.line)"), .dim),
            to: .error)
        let others = Set(finding.jobs.dropFirst().compactMap(\.stored.cell)).subtracting(
            [job.stored.cell].compactMap { $0 })
        if !others.isEmpty {
            surroundings.output.print(
                StyledText("\(counted(others.count, "other request")) gave the same content", .dim), to: .error)
        }
        return .success
    }

    /// A long statement has line breaks of its own.
    private static func safeLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.safe(String($0)) }
            .joined(separator: "\n")
    }
}
