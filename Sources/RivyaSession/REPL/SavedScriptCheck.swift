import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax

/// Checks and plans a saved script before it is written, and tells what it would send otherwise than the session did.
struct SavedScriptCheck {
    /// Sentences, the most important first; empty where it is as it was.
    private(set) var differences: [String] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// It reads files outside of its folder, which takes `--allow-read`.
    private(set) var needsReading = false

    var isSame: Bool { differences.isEmpty && diagnostics.isEmpty }

    private static let shownDifferences = 5

    /// - Parameters:
    ///   - path: where the script will lie.
    ///   - readable: folders that the session reads from.
    init(
        _ script: SavedScript, at path: String, readable: [String], jobs: SessionJobs, catalog: Catalog,
        options: ScriptOptions, settings: ProgramSettings, workingFolder: String
    ) {
        let file = SourceFile(name: path, text: script.text)
        func plan(_ readable: [String]) -> (requests: [JobRequest], diagnostics: [Diagnostic], isPartial: Bool) {
            let files = DiskFiles(
                script: path, workingFolder: workingFolder, readable: readable, writable: options.writableFolders)
            let check = ScriptCheck(file, catalog: catalog, loader: files)
            guard !check.hasErrors else { return ([], check.diagnostics.filter { $0.severity == .error }, false) }
            var requests: [JobRequest] = []
            let planner = Planner(
                files: files, onPrint: { _ in },
                knownOutcome: { job in
                    guard script.jobs.indices.contains(job - 1) else { return nil }
                    return jobs[script.jobs[job - 1]]?.report.map(JobOutcome.init)
                }, onRequest: { requests.append($0) })
            let evaluator = Evaluator(
                program: check.program, catalog: catalog, host: planner, limits: options.limits, settings: settings,
                fixed: Set(options.settings.keys))
            do throws(EvaluationEnd) {
                try planner.plan(evaluator)
            } catch {
                if case .failed(let diagnostics) = error { return (requests, diagnostics, false) }
            }
            return (requests, [], planner.needs != nil)
        }
        var planned = plan(options.readableFolders)
        if !planned.diagnostics.isEmpty {
            let wider = plan(options.readableFolders + readable)
            needsReading = wider.diagnostics.isEmpty
            planned = wider
        }
        diagnostics = planned.diagnostics
        guard diagnostics.isEmpty else { return }
        if !script.missing.isEmpty { differences.append("\(Self.named(script.missing)) cannot be made by a script") }
        compare(planned.requests, isPartial: planned.isPartial, script.jobs.compactMap { jobs[$0]?.request })
    }

    private mutating func compare(_ planned: [JobRequest], isPartial: Bool, _ sent: [JobRequest]) {
        var plannedCells = Cells()
        var sentCells = Cells()
        var changed: [Int] = []
        for (request, original) in zip(planned, sent) {
            let isKnown = request.unknown.isEmpty
            let (new, old) = (plannedCells.key(of: request), sentCells.key(of: original))
            let isSame = isKnown ? new == old : request.request.model.id == original.request.model.id
            guard !isSame else { continue }
            changed.append(original.index)
            if changed.count <= Self.shownDifferences {
                differences.append("job \(original.index): \(Self.difference(request, original))")
            }
        }
        if changed.count > Self.shownDifferences {
            differences.append("and \(changed.count - Self.shownDifferences) more jobs would be others")
        }
        if planned.count > sent.count {
            differences.append(
                "the script makes \(counted(planned.count, "request")), the session sent \(sent.count)")
        } else if planned.count < sent.count, !isPartial {
            differences.append("the script does not make \(Self.named(sent.dropFirst(planned.count).map(\.index)))")
        }
    }

    private static func named(_ jobs: [Int]) -> String {
        let shown = jobs.prefix(8).map(String.init).joined(separator: ", ") + (jobs.count > 8 ? ", ..." : "")
        return jobs.count == 1 ? "job \(shown)" : "the jobs \(shown)"
    }

    private static func difference(_ new: JobRequest, _ old: JobRequest) -> String {
        if new.request.model.id != old.request.model.id {
            return "the script takes the model `\(new.request.model.id)`, the session took `\(old.request.model.id)`"
        }
        if new.request.prompt != old.request.prompt { return "the script has another prompt" }
        for (place, parameter) in new.request.model.parameters.enumerated()
        where new.request.values[place] != old.request.values[place] {
            return "the script has another `\(parameter.key)`"
        }
        return "the script refers to another file or job"
    }

    /// The keys of requests in their order; jobs refer to each other by their numbers.
    private struct Cells {
        private var takes = TakeCounter()
        private var keys: [Int: CellKey] = [:]
        private let digests = FileDigests()

        /// nil where a reference cannot be read.
        mutating func key(of request: JobRequest) -> CellKey? {
            guard
                let contents = try? RequestDigest.contents(
                    of: request.request.references, digests: digests, cell: { keys[$0] })
            else { return nil }
            let digest = RequestDigest(request.request, identity: "", references: contents)
            let key = CellKey(digest, take: takes.next(digest))
            keys[request.index] = key
            return key
        }
    }
}
