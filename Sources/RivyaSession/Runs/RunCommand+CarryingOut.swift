import RivyaClient
import RivyaLanguage
import RivyaLedger
import RivyaRuns
import RivyaSyntax
import RivyaTerminal

extension RunCommand {
    /// How the evaluation of the script ended.
    private enum Ending: Sendable {
        case done
        case failed([Diagnostic])
        case interrupted
    }

    func carryOut(
        _ preparation: ScriptPreparation, _ outlook: Outlook, _ connection: ServiceConnection,
        _ digests: FileDigests, _ report: DiagnosticReport, _ surroundings: Surroundings
    ) async throws -> ExitCode {
        let log = try events.map { try EventLog(path: $0, in: surroundings) }
        let state = Account(baseURL: baseURL, isSimulated: isSimulated).state(in: preparation.home)
        try state.create()
        let store = try Ledger(folder: state.path, credential: connection.credential)
        defer { store.close() }
        var settings = runSettings(outlook, surroundings)
        settings.refusedFolder = state.refusedResults
        let run = try await Run.begin(
            script: path == "-" ? DiskFiles.inputName : path, settings: settings, service: connection.service,
            media: connection.media, store: store, digests: digests)
        let expected = outlook.standing.requests
        let gallery =
            keepsGallery
            ? LiveGallery(runs: [run.id], store: store, catalog: preparation.catalog, plan: outlook.gallery) : nil
        log?.begin(run: run.id, script: path, expected: outlook.isPartial ? nil : expected)
        let stream = log?.results ?? .output
        let watched = try await WatchedRun.carryOut(
            run, expected: expected, log: log, gallery: gallery, in: surroundings
        ) {
            async let decided: Void? = pilot(outlook, connection, stream, surroundings)?.conduct(run)
            let ending = await evaluate(preparation, run, gallery, stream, surroundings)
            run.finish()
            await decided
            return ending
        }
        LostLedger.tell(of: watched.report, runs: [run.id], in: surroundings)
        let code = conclude(watched, preparation.home, report, stream, surroundings)
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
        _ preparation: ScriptPreparation, _ run: Run, _ gallery: LiveGallery?, _ stream: TerminalOutput.Stream,
        _ surroundings: Surroundings
    ) async -> Ending {
        await EvaluationThread.run {
            let host = LiveHost(
                run: run, files: preparation.files, output: surroundings.output, stream: stream
            ) { gallery?.submitted($0) }
            let evaluator = preparation.evaluator(host: host)
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
        settings.writableFolders = options.writableFolders.map(surroundings.absolute)
        settings.isFresh = isFresh
        settings.order = outlook.order
        settings.isPilot = isPilot
        settings.repeatsUnknown = repeatsUnknown
        // `--yes` agrees to what the plan costs, a budget to what it takes up to that.
        if !isSimulated, !hasOwnBudget(outlook.settings, surroundings) {
            settings.approve = { change in await approve(change, surroundings) }
        }
        return settings
    }

    private func conclude(
        _ watched: WatchedRun<Ending>, _ home: StateFolder, _ report: DiagnosticReport,
        _ stream: TerminalOutput.Stream, _ surroundings: Surroundings
    ) -> ExitCode {
        if case .failed(let diagnostics) = watched.ending { report.show(diagnostics) }
        let result = watched.report
        // The pilot has shown the same one.
        if !result.endedWithPilot || result.jobs.isEmpty { watched.showTable(in: surroundings, on: stream) }
        let isLost = result.fatalCause == .ledgerLost
        if result.isResumable, !isLost {
            let command = ResumeCommand.line(
                run: result.run, isSimulated: isSimulated, baseURL: baseURL, home: home,
                writableFolders: options.writableFolders, in: surroundings)
            surroundings.output.print(
                StyledText("`\(command)` fetches what is still open; nothing is paid twice"), to: .error)
        }
        let unsent = result.count(.cancelled)
        if unsent > 0, !isLost {
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
