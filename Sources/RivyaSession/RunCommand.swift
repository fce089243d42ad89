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
        var standing = PlannedCells.Standing()

        /// In a sentence, for what may become more.
        var atLeast: String { isPartial ? "at least " : "" }
    }

    private enum Ending: Sendable {
        case done
        case failed([Diagnostic])
        case interrupted
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        let report = DiagnosticReport(surroundings: surroundings, isJSON: false)
        let home = StateFolder.find(home: options.home, from: folder(of: path, in: surroundings), in: surroundings)
        let source = CatalogSource.load(from: options.usesBundledCatalog ? nil : home)
        source.warnings.forEach { surroundings.warn($0) }
        let script = CheckedScript.load(path, catalog: source.catalog, options: options, in: surroundings)
        report.show(script.isEmpty ? script.diagnostics.map(\.asError) : script.diagnostics)
        if script.hasErrors || script.isEmpty { return .badInput }
        let preparation = ScriptPreparation(script: script, options: options)
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
            let planner = Planner(
                files: sweep.preparation.script.files, onPrint: { _ in }, onRequest: { cells.add($0) })
            let evaluator = sweep.preparation.evaluator(catalog: sweep.catalog, host: planner)
            do throws(EvaluationEnd) {
                try planner.plan(evaluator)
            } catch {
                if case .failed(let diagnostics) = error { return .failure(PlanFailure(diagnostics: diagnostics)) }
            }
            return .success(
                Outlook(isPartial: planner.needs != nil, settings: evaluator.settings, cells: cells))
        }
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
        let credits = standing.creditsToPay
        guard standing.new > 0 || outlook.isPartial else { return nil }
        let balance = try await RetryPlan.read { () async throws(ServiceError) in
            try await connection.service.credits()
        }
        if credits > balance {
            surroundings.fail(
                "the plan costs \(counted(credits, "credit")), the account has \(balance)",
                help: "top up the account, or make the sweep smaller")
            return .noCredits
        }
        if isAgreed { return nil }
        let confirmation = Confirmation(output: surroundings.output)
        if !confirmation.canAsk {
            if outlook.settings.budget != nil { return nil }
            surroundings.fail(
                "this would spend \(outlook.atLeast)\(counted(credits, "credit")), and there is no terminal to ask on",
                help: "agree with `--yes`, or set a limit with `--budget N`")
            return .noCredits
        }
        let paid = standing.requests - standing.new
        let known = paid > 0 ? " (\(paid) more are paid for already)" : ""
        let question =
            "\(outlook.atLeast)\(counted(standing.new, "request"))\(known) for \(outlook.atLeast)\(counted(credits, "credit")); "
            + "the account has \(balance). Start?"
        guard await confirmation.ask(StyledText(question)) == .yes else {
            surroundings.output.print("nothing was sent", to: .error)
            return .noCredits
        }
        return nil
    }

    // MARK: - Carrying out

    private func carryOut(
        _ sweep: Sweep, _ outlook: Outlook, _ connection: ServiceConnection, _ home: StateFolder,
        _ digests: FileDigests, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) async throws -> ExitCode {
        let state = Account(baseURL: baseURL, isSimulated: isSimulated).state(in: home)
        try state.create()
        let store = try Ledger(folder: state.path)
        let run = try await Run.begin(
            script: path, settings: runSettings(outlook.settings, surroundings), service: connection.service,
            media: connection.media, store: store, digests: digests)
        let watched = try await WatchedRun.carryOut(run, expected: outlook.standing.requests, in: surroundings) {
            await evaluate(sweep, run, surroundings)
        }
        return conclude(watched, home, report, surroundings)
    }

    private func evaluate(_ sweep: Sweep, _ run: Run, _ surroundings: Surroundings) async -> Ending {
        await EvaluationThread.run {
            let host = LiveHost(run: run, files: sweep.preparation.script.files, output: surroundings.output)
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

    private func runSettings(_ given: ProgramSettings, _ surroundings: Surroundings) -> RunSettings {
        var settings = RunSettings(outputRoot: surroundings.workingFolder)
        settings.budget = given.budget
        if let concurrency = given.concurrency { settings.concurrency = concurrency }
        switch given.rate {
        case .unlimited: settings.rate = nil
        case .perSecond(let rate): settings.rate = rate.double
        case nil: break
        }
        settings.poll = given.poll ?? (isSimulated ? .milliseconds(200) : settings.poll)
        if given.onError == .stop { settings.onError = .stop }
        if let retries = given.retries { settings.retries = retries }
        if let timeout = given.timeout { settings.timeout = timeout }
        settings.writableFolders = options.writableFolders.map {
            StateFolder.absolute($0, in: surroundings.workingFolder)
        }
        settings.isFresh = isFresh
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
        _ watched: WatchedRun<Ending>, _ home: StateFolder, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) -> ExitCode {
        if case .failed(let diagnostics) = watched.ending { report.show(diagnostics) }
        watched.showTable(in: surroundings)
        let result = watched.report
        if result.isResumable {
            let command = ResumeCommand.line(
                run: result.run, isSimulated: isSimulated, baseURL: baseURL, home: home, options: options,
                in: surroundings)
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
