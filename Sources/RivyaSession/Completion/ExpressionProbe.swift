import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// Tells what an expression gives that needs nothing but files: what the rows of a CSV file have.
///
/// Somebody waits for it with a finger on a key, so it takes few steps, and files that are large are not read.
struct ExpressionProbe {
    private static let steps = 20_000
    private static let sourceLength = 2_000
    /// Bytes of a file that is read for it.
    private static let fileLength = 4 << 20

    let catalog: Catalog
    /// Where relative paths start; absolute.
    let folder: String

    /// nil where it cannot be told, or makes jobs.
    func value(of source: String) -> Value? {
        guard source.utf8.count <= Self.sourceLength, !source.contains("gen") else { return nil }
        var limits = Limits()
        limits.steps = Self.steps
        let evaluator = SessionEvaluator(catalog: catalog, limits: limits, settings: ProgramSettings())
        let name = "value"
        let parsed = Parser.parse(SourceFile(name: "<probe>", text: "let \(name) = \(source)\n"))
        guard parsed.diagnostics.isEmpty else { return nil }
        let files = SmallFiles(DiskFiles(script: nil, workingFolder: folder), limit: Self.fileLength, folder: folder)
        guard let input = evaluator.check(parsed.script, loader: files).input, !input.mayMakeJobs else { return nil }
        do throws(EvaluationEnd) {
            let host = Planner(files: files, onPrint: { _ in }, onRequest: { _ in })
            try evaluator.carryOut(input, host: host, isInterrupted: { false }, onShow: { _ in }, onStep: { _ in })
        } catch {
            return nil
        }
        return evaluator.variables.last { $0.name == name }?.value
    }
}

/// Files up to a size; larger ones are as if they were not there.
private final class SmallFiles: ScriptFiles, ScriptLoader {
    private let files: DiskFiles
    private let limit: Int
    private let folder: String

    init(_ files: DiskFiles, limit: Int, folder: String) {
        self.files = files
        self.limit = limit
        self.folder = folder
    }

    func mayWrite(to path: String) -> Bool { false }

    func read(_ path: String, from place: SourceFolder) throws(FileProblem) -> [UInt8] {
        let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        guard let length = try? FileContents.length(of: absolute), length <= limit else { throw .notFound }
        return try files.read(path, from: place)
    }

    func glob(_ pattern: String, from place: SourceFolder) throws(FileProblem) -> [String] {
        // A pattern may look through a whole disk.
        guard !pattern.contains("**") else { return [] }
        return try files.glob(pattern, from: place)
    }

    func media(_ path: String, from place: SourceFolder) throws(FileProblem) -> ReferenceFile { throw .notFound }

    func load(_ path: String, from place: SourceFolder) throws(FileProblem) -> (file: SourceFile, key: String) {
        throw .notFound
    }
}
