import Foundation
import RivyaCatalog
import RivyaClient
import RivyaLanguage
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

/// `rivya run FILE`: plans, asks before it spends, carries out, and tells what became of each job.
package struct RunCommand: Sendable {
    package var path: String
    package var options: ScriptOptions
    package var baseURL: String?
    package var isSimulated = false
    /// Consent to spend what the plan costs.
    package var isAgreed = false
    /// Pays for every cell anew.
    package var isFresh = false
    /// Keeps a page of the run beside its results.
    package var keepsGallery = true
    /// Where `--events` writes; `-` is the standard output.
    package var events: String?
    /// Carries out one cell for each value of an axis, and asks again.
    package var isPilot = false
    /// Sends requests whose answer was never seen again, though they may be paid for.
    package var repeatsUnknown = false

    package init(path: String, options: ScriptOptions) {
        self.path = path
        self.options = options
    }

    /// What planning found.
    private struct Outlook: Sendable {
        var isPartial: Bool
        var settings: ProgramSettings
        var cells: PlannedCells
        var gallery: GalleryPlan
        var survey: SweepSurvey
        var standing = PlannedCells.Standing()
        var order = RunOrder()
        /// What is sent before the pilot's question, and after it; nil without a pilot.
        var shares: (pilot: PlannedCells.Share, rest: PlannedCells.Share)?

        /// In a sentence, for what may become more.
        var atLeast: String { isPartial ? "at least " : "" }
    }

    private enum Ending: Sendable {
        case done
        case failed([Diagnostic])
        case interrupted
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        if let code = surroundings.refuseConfiguration() { return code }
        let report = DiagnosticReport(surroundings: surroundings, isJSON: false)
        let home = StateFolder.find(home: options.home, from: folder(of: path, in: surroundings), in: surroundings)
        let source = CatalogSource.load(from: options.usesBundledCatalog ? nil : home)
        source.warnings.forEach { surroundings.warn($0) }
        let script = CheckedScript.load(path, catalog: source.catalog, options: options, in: surroundings)
        report.show(script.isEmpty ? script.diagnostics.map(\.asError) : script.diagnostics)
        if script.hasErrors || script.isEmpty { return .badInput }
        let preparation = ScriptPreparation(
            script: script, options: options, configuration: surroundings.configuration)
        if let problem = preparation.problem {
            surroundings.fail(problem.message, help: problem.help)
            return .badInput
        }
        let sweep = Sweep(preparation: preparation, catalog: source.catalog)
        do {
            let digests = FileDigests()
            let account = Account(baseURL: baseURL, isSimulated: isSimulated)
            let cells = PlannedCells(identity: try account.identity(in: surroundings), digests: digests)
            var outlook: Outlook
            switch await plan(sweep, cells) {
            case .success(let found): outlook = found
            case .failure(let failure):
                report.show(failure.diagnostics)
                return .badInput
            }
            let state = account.state(in: home)
            outlook.standing = try await outlook.cells.standing(
                in: isFresh ? nil : state.existingLedger(), repeatsUnknown: repeatsUnknown)
            if let known = outlook.standing.summary {
                surroundings.output.print("\(known): \(outlook.atLeast)\(outlook.standing.toPay)", to: .error)
            }
            outlook.order = outlook.survey.order()
            if isPilot { try await arrangePilot(&outlook, in: isFresh ? nil : state.existingLedger()) }
            // They have told what they know, and would take room beside the run's own.
            outlook.cells = cells
            if let code = refuse(outlook, surroundings) { return code }
            let planned = outlook
            return try await account.connect(in: surroundings, state: state, connections: connections(outlook)) {
                connection in
                if !isSimulated, let code = try await consent(planned, connection, surroundings) { return code }
                try home.create()
                return try await carryOut(sweep, planned, connection, home, digests, report, surroundings)
            }
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    private func connections(_ outlook: Outlook) -> Int { max(outlook.settings.concurrency ?? 8, 8) }

    // MARK: - Planning

    private struct PlanFailure: Error {
        var diagnostics: [Diagnostic]
    }

    private func plan(_ sweep: Sweep, _ noCells: PlannedCells) async -> Result<Outlook, PlanFailure> {
        await EvaluationThread.run {
            var cells = noCells
            var gallery = GalleryPlan()
            var survey = SweepSurvey()
            let planner = Planner(files: sweep.preparation.script.files, onPrint: { _ in }) { request in
                let key = cells.add(request)
                survey.add(request)
                if keepsGallery, !gallery.isTooLarge { gallery.add(JobSpecification(request), key: key) }
            }
            let evaluator = sweep.preparation.evaluator(catalog: sweep.catalog, host: planner)
            do throws(EvaluationEnd) {
                try planner.plan(evaluator)
            } catch {
                if case .failed(let diagnostics) = error { return .failure(PlanFailure(diagnostics: diagnostics)) }
            }
            return .success(
                Outlook(
                    isPartial: planner.needs != nil, settings: evaluator.settings, cells: cells, gallery: gallery,
                    survey: survey))
        }
    }

    private func arrangePilot(_ outlook: inout Outlook, in ledger: Ledger?) async throws {
        let paid = try await outlook.cells.paid(in: ledger, repeatsUnknown: repeatsUnknown)
        outlook.order = outlook.survey.order(paid: paid)
        outlook.shares = outlook.cells.shares(outlook.order, paid: paid)
    }

    /// A plan that exceeds the budget does not start.
    private func refuse(_ outlook: Outlook, _ surroundings: Surroundings) -> ExitCode? {
        let credits = outlook.standing.creditsToPay
        guard let budget = outlook.settings.budget, credits > budget else { return nil }
        surroundings.fail(
            "the plan costs \(counted(credits, "credit")), the budget is \(budget)",
            help:
                "raise the budget with `set budget` or `--budget`, or make the sweep smaller; `rivya plan` shows its requests"
        )
        return .noCredits
    }

    // MARK: - Consent

    private func consent(
        _ outlook: Outlook, _ connection: ServiceConnection, _ surroundings: Surroundings
    ) async throws -> ExitCode? {
        let standing = outlook.standing
        let credits = outlook.shares?.pilot.credits ?? standing.creditsToPay
        let new = outlook.shares?.pilot.requests ?? standing.new
        guard new > 0 || (outlook.isPartial && !isPilot) else { return nil }
        let balance = try await RetryPlan.read { () async throws(ServiceError) in
            try await connection.service.credits()
        }
        if credits > balance {
            surroundings.fail(
                "the \(isPilot ? "pilot" : "plan") costs \(counted(credits, "credit")), the account has \(balance)",
                help: "top up the account, or make the sweep smaller")
            return .noCredits
        }
        if isAgreed { return nil }
        let confirmation = Confirmation(output: surroundings.output)
        if !confirmation.canAsk {
            if hasOwnBudget(outlook.settings, surroundings) { return nil }
            surroundings.fail(
                "this would spend \(isPilot ? "" : outlook.atLeast)\(counted(credits, "credit")), and there is no terminal to ask on",
                help: "agree with `--yes`, or set a limit with `--budget N`")
            return .noCredits
        }
        let paid = standing.requests - standing.new
        let known = paid > 0 ? " (\(paid) more are paid for already)" : ""
        let question =
            isPilot
            ? "a pilot of \(counted(new, "request"))\(known) for \(counted(credits, "credit"))"
            : "\(outlook.atLeast)\(counted(new, "request"))\(known) for \(outlook.atLeast)\(counted(credits, "credit"))"
        guard await confirmation.ask(StyledText("\(question); the account has \(balance). Start?")) == .yes else {
            surroundings.output.print("nothing was sent", to: .error)
            return .noCredits
        }
        return nil
    }

    /// A budget of the script or the command line is an agreement to spend so much on this run; a configured one only
    /// holds every run back.
    private func hasOwnBudget(_ settings: ProgramSettings, _ surroundings: Surroundings) -> Bool {
        guard let budget = settings.budget else { return false }
        return options.settings[.budget] != nil || budget != surroundings.configuration.settings.budget
    }

    // MARK: - Carrying out

    private func carryOut(
        _ sweep: Sweep, _ outlook: Outlook, _ connection: ServiceConnection, _ home: StateFolder,
        _ digests: FileDigests, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) async throws -> ExitCode {
        let log = try events.map { try EventLog(path: $0, in: surroundings) }
        let state = Account(baseURL: baseURL, isSimulated: isSimulated).state(in: home)
        try state.create()
        let store = try Ledger(folder: state.path)
        let run = try await Run.begin(
            script: path, settings: runSettings(outlook, surroundings), service: connection.service,
            media: connection.media, store: store, digests: digests)
        let expected = outlook.standing.requests
        let gallery =
            keepsGallery
            ? LiveGallery(runs: [run.id], store: store, catalog: sweep.catalog, plan: outlook.gallery) : nil
        log?.begin(run: run.id, script: path, expected: outlook.isPartial ? nil : expected)
        let stream = log?.results ?? .output
        let watched = try await WatchedRun.carryOut(
            run, expected: expected, log: log, gallery: gallery, in: surroundings
        ) {
            async let decided: Void? = pilot(outlook, connection, stream, surroundings)?.conduct(run)
            let ending = await evaluate(sweep, run, gallery, stream, surroundings)
            run.finish()
            await decided
            return ending
        }
        let code = conclude(watched, home, report, stream, surroundings)
        log?.end(watched.report, exitCode: code)
        await gallery?.showPages(in: surroundings)
        return code
    }

    private func pilot(
        _ outlook: Outlook, _ connection: ServiceConnection, _ stream: TerminalOutput.Stream,
        _ surroundings: Surroundings
    ) -> Pilot? {
        guard let shares = outlook.shares else { return nil }
        let isPaid = !isSimulated
        return Pilot(
            rest: shares.rest, isPartial: outlook.isPartial, isAgreed: isAgreed, stream: stream,
            surroundings: surroundings,
            balance: { isPaid ? try? await connection.service.credits() : nil })
    }

    private func evaluate(
        _ sweep: Sweep, _ run: Run, _ gallery: LiveGallery?, _ stream: TerminalOutput.Stream,
        _ surroundings: Surroundings
    ) async -> Ending {
        await EvaluationThread.run {
            let host = LiveHost(
                run: run, files: sweep.preparation.script.files, output: surroundings.output, stream: stream
            ) { gallery?.submitted($0) }
            let evaluator = sweep.preparation.evaluator(catalog: sweep.catalog, host: host)
            do throws(EvaluationEnd) {
                try evaluator.run()
                return .done
            } catch {
                if case .failed(let diagnostics) = error { return .failed(diagnostics) }
                return .interrupted
            }
        }
    }

    private func runSettings(_ outlook: Outlook, _ surroundings: Surroundings) -> RunSettings {
        var settings = RunSettings(
            outlook.settings, isSimulated: isSimulated, outputRoot: surroundings.workingFolder)
        settings.writableFolders = options.writableFolders.map {
            StateFolder.absolute($0, in: surroundings.workingFolder)
        }
        settings.isFresh = isFresh
        settings.order = outlook.order
        settings.isPilot = isPilot
        settings.repeatsUnknown = repeatsUnknown
        if !isSimulated, !isAgreed {
            settings.approve = { change in await approve(change, surroundings) }
        }
        return settings
    }

    /// The service reserved more than the plan said: money never moves unannounced.
    private func approve(_ change: RunSettings.PriceChange, _ surroundings: Surroundings) async -> Bool {
        let fact =
            "job \(change.job): `\(change.model)` reserved \(counted(change.reserved, "credit")), the plan said \(change.planned)"
        switch await Confirmation(output: surroundings.output).ask(StyledText("\(fact). Go on?")) {
        case .yes: return true
        case .no: return false
        case .cannotAsk:
            surroundings.warn("\(fact): stopping, because there is no terminal to ask on (`--yes` agrees)")
            return false
        }
    }

    private func conclude(
        _ watched: WatchedRun<Ending>, _ home: StateFolder, _ report: DiagnosticReport,
        _ stream: TerminalOutput.Stream, _ surroundings: Surroundings
    ) -> ExitCode {
        if case .failed(let diagnostics) = watched.ending { report.show(diagnostics) }
        let result = watched.report
        // The pilot has shown the same one.
        if !result.endedWithPilot || result.jobs.isEmpty { watched.showTable(in: surroundings, on: stream) }
        if result.isResumable {
            let command = ResumeCommand.line(
                run: result.run, isSimulated: isSimulated, baseURL: baseURL, home: home,
                writableFolders: options.writableFolders, in: surroundings)
            surroundings.output.print(
                StyledText("`\(command)` fetches what is still open; nothing is paid twice"), to: .error)
        }
        let unsent = result.count(.cancelled)
        if unsent > 0 {
            let verb = unsent == 1 ? "was" : "were"
            surroundings.output.print(
                StyledText(
                    "the same command\(isFresh ? " without `--fresh`" : "") goes on with "
                        + "\(counted(unsent, "job")) that \(verb) not sent; what is paid for is kept"), to: .error)
        }
        if case .failed = watched.ending, result.fatalCause == nil, result.stop == nil {
            return result.jobs.isEmpty ? .badInput : .jobsFailed
        }
        return watched.exitCode
    }
}

/// What one thread after the other evaluates: first the plan, then the run. Never two at once, which is what makes it
/// safe to hand on.
private struct Sweep: @unchecked Sendable {
    let preparation: ScriptPreparation
    let catalog: Catalog
}
