import RivyaCatalog
import RivyaRuns
import RivyaSyntax

/// The statements that make the requests of a run's jobs again, each by itself.
struct GenLines {
    private let catalog: Catalog
    private let root: String
    private let pathOfResult: (CellKey) -> String?

    /// - Parameters:
    ///   - root: the run's working directory; absolute.
    ///   - pathOfResult: of the first result of a job of the same run; absolute.
    init(_ catalog: Catalog, root: String, pathOfResult: @escaping (CellKey) -> String?) {
        self.catalog = catalog
        self.root = root
        self.pathOfResult = pathOfResult
    }

    init(_ catalog: Catalog, _ contents: RunContents) {
        let jobs = contents.jobs.compactMap { job in job.stored.cell.map { ($0, job) } }
        let results = Dictionary(jobs, uniquingKeysWith: { first, _ in first })
        self.init(catalog, root: contents.outputRoot) { results[$0]?.files.first?.path }
    }

    func line(of job: RecordedJob) -> GenLine? {
        GenLine(job, isExact: catalog[job.label.model]?.passesParametersThrough ?? true) { cell in
            pathOfResult(cell).map { shownPath($0, below: root) }
        }
    }
}
