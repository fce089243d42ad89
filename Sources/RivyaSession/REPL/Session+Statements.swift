import RivyaLanguage
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// Plans an input, asks where it costs something, and carries it out.
    ///
    /// - Parameters:
    ///   - path: of a script; nil for what was typed.
    ///   - isKept: whether `:save` knows of it.
    func evaluate(_ file: SourceFile, path: String?, isKept: Bool = true) async -> ExitCode {
        interruption.listen(true)
        defer { interruption.listen(false) }
        let outlook: SessionInterpreter.Outlook
        switch await prepare(file, path: path) {
        case .success(let found): outlook = found
        case .failure(let refusal): return show(refusal)
        }
        if outlook.makesJobs, open == nil {
            do {
                try await checkLedger()
            } catch {
                return show(error)
            }
        }
        let agreed: Agreement
        switch await agree(to: outlook) {
        case .success(let agreement): agreed = agreement
        case .failure(let refused): return refused.code
        }
        interpreter.settings.budget = agreed.settings.budget
        if outlook.makesJobs {
            do {
                try await openRun(agreed.settings)
            } catch {
                return show(error)
            }
        }
        let floor = floor
        let ended = await EvaluationThread.run { [interpreter, jobs, screen, interruption, open] in
            interpreter.carryOut(
                run: open?.run, jobs: jobs, screen: screen, interruption: interruption,
                allowance: SpendingAllowance(jobs: agreed.jobs) { await floor.ask($0) }, isKept: isKept)
        }
        if agreed.isBudgetRaised { interpreter.settings.budget = agreed.settings.budget }
        applySettings()
        vocabulary.update(variables: interpreter.variables, functions: interpreter.functions)
        switch ended {
        case .success: return .success
        case .failure(let refusal): return show(refusal)
        }
    }

    /// - Parameter onPlan: gets each request of the plan.
    func prepare(
        _ file: SourceFile, path: String?, onPlan: @escaping @Sendable (JobRequest) -> Void = { _ in }
    ) async -> Result<SessionInterpreter.Outlook, SessionInterpreter.Refusal> {
        let (warnings, result) = await EvaluationThread.run { [interpreter, jobs, interruption] in
            interpreter.prepare(file, path: path, jobs: jobs, interruption: interruption, onPlan: onPlan)
        }
        DiagnosticReport(surroundings: surroundings, isJSON: false).show(warnings)
        return result
    }

    /// What keeps the service from being asked.
    func show(_ error: any Error) -> ExitCode {
        if let error = error as? ServiceError, case .api(.apiKeyMissing) = error.kind, screen.isInteractive {
            surroundings.fail(
                "there is no API key, and nothing was sent",
                help: "`:simulate on` needs none; `rivya login` stores one, and the next statement takes it")
            return .noAccess
        }
        return Problem.show(error, in: surroundings)
    }

    func show(_ refusal: SessionInterpreter.Refusal) -> ExitCode {
        switch refusal {
        case .wrong(let diagnostics):
            DiagnosticReport(surroundings: surroundings, isJSON: false).show(diagnostics)
            return .badInput
        case .interrupted:
            let count = jobs.openCount
            let rest = count == 0 ? "" : ": \(counted(count, "job")) \(count == 1 ? "goes" : "go") on"
            // The terminal has shown the key as `^C`, where the line begins.
            if screen.isInteractive, screen.output.error.isTerminal { screen.output.print("", to: .error) }
            screen.output.print(StyledText("interrupted", .yellow) + StyledText(rest), to: .error)
            return .interrupted
        case .stopped:
            screen.output.print(StyledText("nothing more was sent"), to: .error)
            return .noCredits
        }
    }

    // MARK: - The run

    /// What cannot be read is known before anybody agrees to spend.
    private func checkLedger() async throws {
        let ledger = try await LedgerOpening(startsAnew: options.startsNewLedger).open(
            account.state(in: home), in: surroundings, ask: { [floor] in await floor.ask($0) })
        guard let ledger else { return }
        defer { ledger.close() }
        // A session sends everything anew, so they are left alone.
        let others = try await OtherKeys(account, in: surroundings).jobs(in: ledger.history)
        if !others.isEmpty { screen.output.print(OtherKeys.remark(others), to: .error) }
    }

    /// Opens the run that takes this session's jobs, or makes an open one take more after a halt.
    func openRun(_ given: ProgramSettings) async throws {
        if let open {
            applySettings()
            open.run.goOn()
            return
        }
        var settings = RunSettings(
            given, isSimulated: account.isSimulated, outputRoot: surroundings.workingFolder)
        settings.writableFolders = options.script.writableFolders.map(surroundings.absolute)
        settings.isFresh = true
        settings.outlivesHalts = true
        settings.approve = approval(given)
        open = try await runs.open(
            .init(account: account, home: home, script: options.name, settings: settings))
    }

    /// The settings of the script hold for the run from now on.
    func applySettings() {
        let (given, isSimulated) = (interpreter.settings, account.isSimulated)
        let approval = approval(given)
        open?.run.change { settings in
            let fresh = RunSettings(given, isSimulated: isSimulated, outputRoot: settings.outputRoot)
            settings.budget = fresh.budget
            settings.approve = approval
            settings.concurrency = fresh.concurrency
            settings.rate = fresh.rate
            settings.poll = fresh.poll
            settings.onError = fresh.onError
            settings.retries = fresh.retries
            settings.timeout = fresh.timeout
        }
    }

    /// Who is asked about a price above the plan: a budget of the session agrees to what it takes up to that.
    private func approval(_ given: ProgramSettings) -> (@Sendable (RunSettings.PriceChange) async -> Bool)? {
        let hasOwnBudget = given.budget != nil && given.budget != surroundings.configuration.settings.budget
        guard !account.isSimulated, !hasOwnBudget else { return nil }
        return { [floor] change in await Self.approve(change, floor) }
    }

    /// The service reserved more than the plan said: nothing more is sent until somebody has agreed.
    private static func approve(_ change: RunSettings.PriceChange, _ floor: TerminalFloor) async -> Bool {
        await floor.ask(
            StyledText("job \(change.job): \(change.text). Go on?")) == .yes
    }
}
