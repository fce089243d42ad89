import RivyaCatalog
import RivyaLanguage
import RivyaRuns
import RivyaSyntax

/// The evaluator of a session with the input at hand.
///
/// `@unchecked Sendable`: the session hands it to one evaluation thread after the other, and waits for each; no two
/// threads ever touch it at once.
final class SessionInterpreter: @unchecked Sendable {
    /// What an input would do.
    struct Outlook: Sendable {
        var requests = 0
        var credits = Number.whole(0)
        /// The plan ends here before the input does.
        var needs: [EvaluationEnd.Need]?
        /// As they would be afterwards.
        var settings: ProgramSettings

        var makesJobs: Bool { requests > 0 || needs != nil }
    }

    /// Why an input is not carried out, or not to its end.
    enum Refusal: Error {
        case wrong([Diagnostic])
        case interrupted
        /// Somebody did not agree to go on.
        case stopped
    }

    let catalog: Catalog
    let options: ScriptOptions
    /// As the session began with them.
    let initialSettings: ProgramSettings
    private let surroundings: Surroundings
    private let evaluator: SessionEvaluator
    var journal = SessionJournal()
    private var input: SessionInput?
    private var files: DiskFiles

    init(catalog: Catalog, options: ScriptOptions, surroundings: Surroundings) throws(CatalogProblem) {
        self.catalog = catalog
        self.options = options
        self.surroundings = surroundings
        initialSettings = try options.programSettings(over: surroundings.configuration.settings)
        evaluator = SessionEvaluator(catalog: catalog, limits: options.limits, settings: initialSettings)
        files = DiskFiles(script: nil, workingFolder: surroundings.workingFolder)
    }

    /// Reads and checks an input, and finds out what it would do. Nothing is changed by it.
    ///
    /// - Parameters:
    ///   - path: of a script; nil for what was typed.
    ///   - onPlan: gets each request.
    func prepare(
        _ file: SourceFile, path: String?, jobs: SessionJobs, interruption: Interruption,
        onPlan: (JobRequest) -> Void = { _ in }
    ) -> (warnings: [Diagnostic], result: Result<Outlook, Refusal>) {
        input = nil
        evaluator.releaseOutputs { job in jobs[job]?.report.map { $0.files.isEmpty } ?? false }
        // Files are read anew for each input, and stay as they were until it has been carried out.
        files = DiskFiles(
            script: path, workingFolder: surroundings.workingFolder,
            readable: options.readableFolders + (path == nil ? [] : [surroundings.workingFolder]),
            writable: options.writableFolders)
        let parsed = Parser.parse(file)
        var diagnostics = parsed.diagnostics
        if !diagnostics.contains(where: { $0.severity == .error }) {
            let checked = evaluator.check(parsed.script, loader: files)
            diagnostics += checked.diagnostics
            input = checked.input
        }
        diagnostics = diagnostics.namingUnusualCharacters
        guard let input else {
            return ([], .failure(.wrong(diagnostics.sorted { $0.range.lower < $1.range.lower })))
        }
        var outlook = Outlook(settings: evaluator.settings)
        guard input.mayMakeJobs else { return (diagnostics, .success(outlook)) }
        do throws(EvaluationEnd) {
            try withoutActuallyEscaping(onPlan) { onPlan throws(EvaluationEnd) in
                let planner = Planner(
                    files: files, onPrint: { _ in }, knownOutcome: { jobs[$0]?.report.map(JobOutcome.init) },
                    onRequest: onPlan)
                defer { diagnostics += planner.remarks }
                outlook.settings = try evaluator.plan(input, with: planner) { interruption.isRaised }
                outlook.requests = planner.requests
                outlook.credits = planner.credits
                outlook.needs = planner.needs
            }
        } catch {
            self.input = nil
            return (diagnostics, .failure(Refusal(error)))
        }
        return (diagnostics, .success(outlook))
    }

    /// Carries out the input that was prepared last.
    ///
    /// - Parameter isKept: whether the journal notes its statements.
    func carryOut(
        run: Run?, jobs: SessionJobs, screen: SessionScreen, interruption: Interruption,
        allowance: SpendingAllowance, isKept: Bool
    ) -> Result<Void, Refusal> {
        guard let input else { return .success(()) }
        let host = SessionHost(
            run: run, files: files, jobs: jobs, screen: screen, interruption: interruption, allowance: allowance)
        defer { host.tellOfJobs() }
        let known = jobs.count
        var isShown = false
        var told = known
        do throws(EvaluationEnd) {
            try evaluator.carryOut(
                input, host: host, isInterrupted: { interruption.isRaised },
                onShow: { value in
                    isShown = true
                    host.show(value)
                }
            ) { statement in
                let made = jobs.numbers(from: told + 1)
                told += made.count
                if isKept { journal.add(statement, in: input.file, isShown: isShown, jobs: made) }
                isShown = false
            }
            return .success(())
        } catch {
            if jobs.count > told { journal.noteUnfinished() }
            return .failure(Refusal(error))
        }
    }

    var settings: ProgramSettings {
        get { evaluator.settings }
        set { evaluator.settings = newValue }
    }

    var variables: [(name: String, value: Value)] { evaluator.variables }
    var functions: [Statement.Function] { evaluator.functions }
}

extension SessionInterpreter.Refusal {
    fileprivate init(_ end: EvaluationEnd) {
        switch end {
        case .failed(let diagnostics): self = .wrong(diagnostics)
        case .interrupted, .needs: self = .interrupted
        case .stopped: self = .stopped
        }
    }
}
