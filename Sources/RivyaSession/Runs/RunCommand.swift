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
    /// A ledger that cannot be used is set aside: see `Ledger.startAnew`.
    package var startsNewLedger = false
    /// Keys that earlier jobs were sent with are of the same account: see `AccountCheck`.
    package var isSameAccount = false

    package init(path: String, options: ScriptOptions) {
        self.path = path
        self.options = options
    }

    /// What planning found.
    struct Outlook: Sendable {
        var isPartial: Bool
        var settings: ProgramSettings
        var cells: PlannedCells
        var gallery: GalleryPlan
        var survey: SweepSurvey
        var remarks: PlanRemarks
        var standing = PlannedCells.Standing()
        var order = RunOrder()
        /// What is sent before the pilot's question, and after it; nil without a pilot.
        var shares: (pilot: PlannedCells.Share, rest: PlannedCells.Share)?

        /// In a sentence, for what may become more.
        var atLeast: String { isPartial ? "at least " : "" }
    }

    package func run(in surroundings: Surroundings) async -> ExitCode {
        guard let preparation = ScriptPreparation.load(path, options, mayBeEmpty: false, in: surroundings) else {
            return .badInput
        }
        let report = DiagnosticReport(surroundings: surroundings, isJSON: false)
        do {
            let digests = FileDigests()
            let account = Account(baseURL: baseURL, isSimulated: isSimulated)
            let cells = PlannedCells(identity: try account.identity(in: surroundings), digests: digests)
            let state = account.state(in: preparation.home)
            let ledger = try await LedgerOpening(startsAnew: startsNewLedger).open(state, in: surroundings)
            var outlook: Outlook
            switch await plan(preparation, cells) {
            case .success(let found):
                outlook = found
                outlook.remarks.show(in: surroundings)
            case .failure(let failure):
                report.show(failure.diagnostics)
                return .badInput
            }
            outlook.standing = try await outlook.cells.standing(
                in: isFresh ? nil : ledger?.history, repeatsUnknown: repeatsUnknown)
            if isFresh { try await warnOfPaid(outlook, in: ledger?.history, surroundings) }
            if let known = outlook.standing.summary {
                surroundings.output.print("\(known): \(outlook.atLeast)\(outlook.standing.toPay)", to: .error)
            }
            outlook.order = outlook.survey.order()
            if isPilot { try await arrangePilot(&outlook, in: isFresh ? nil : ledger?.history) }
            let bound = try await boundJobs(outlook, ledger, account.identity(in: surroundings))
            // They have told what they know, and would take room beside the run's own.
            outlook.cells = cells
            ledger?.close()
            if let code = refuse(outlook, surroundings) { return code }
            let planned = outlook
            let agreed = digests.planned
            return try await account.connect(in: surroundings, state: state, connections: connections(outlook)) {
                connection in
                if let code = try await refuseOtherAccount(bound, state, connection, surroundings) { return code }
                if !isSimulated, let code = try await consent(planned, connection, surroundings) { return code }
                try preparation.home.create()
                // A file that is edited from here on is not what was agreed to.
                return try await carryOut(preparation, planned, connection, agreed, report, surroundings)
            }
        } catch {
            return Problem.show(error, in: surroundings)
        }
    }

    /// `--fresh` pays again, and again each time that it is given.
    private func warnOfPaid(_ outlook: Outlook, in ledger: LedgerReader?, _ surroundings: Surroundings) async throws {
        let known = try await outlook.cells.standing(in: ledger)
        let paid = known.cached + known.running
        guard paid > 0 else { return }
        surroundings.warn(
            "\(counted(paid, "request")) of \(known.requests) \(paid == 1 ? "is" : "are") paid for already: `--fresh` pays "
                + "for \(paid == 1 ? "it" : "them") again")
    }

    private func connections(_ outlook: Outlook) -> Int { max(outlook.settings.concurrency ?? 8, 8) }

    // MARK: - Planning

    private struct PlanFailure: Error {
        var diagnostics: [Diagnostic]
    }

    private func plan(_ preparation: ScriptPreparation, _ noCells: PlannedCells) async -> Result<Outlook, PlanFailure> {
        await EvaluationThread.run {
            var cells = noCells
            var gallery = GalleryPlan()
            var survey = SweepSurvey()
            let planner = Planner(files: preparation.files, onPrint: { _ in }) { request in
                let key = cells.add(request)
                survey.add(request)
                if keepsGallery, !gallery.isTooLarge { gallery.add(JobSpecification(request), key: key) }
            }
            let evaluator = preparation.evaluator(host: planner)
            do throws(EvaluationEnd) {
                try planner.plan(evaluator)
            } catch {
                if case .failed(let diagnostics) = error {
                    return .failure(PlanFailure(diagnostics: preparation.warnings + diagnostics))
                }
            }
            return .success(
                Outlook(
                    isPartial: planner.needs != nil, settings: evaluator.settings, cells: cells, gallery: gallery,
                    survey: survey, remarks: PlanRemarks(preparation.warnings + planner.remarks)))
        }
    }

    /// Jobs of planned cells that are not finished, and of which it is known with what key they were sent.
    private func boundJobs(_ outlook: Outlook, _ ledger: Ledger?, _ identity: String) async throws -> [BoundJob] {
        guard !isFresh, !isSimulated, let ledger else { return [] }
        let bound = try await ledger.history.boundJobs(identity: identity, repeatsUnknown: repeatsUnknown)
        guard !bound.isEmpty else { return [] }
        let planned = Set(outlook.cells.cells.compactMap(\.key))
        return bound.filter { job in job.cell.map(planned.contains) ?? false }
    }

    private func arrangePilot(_ outlook: inout Outlook, in ledger: LedgerReader?) async throws {
        let paid = try await outlook.cells.paid(in: ledger, repeatsUnknown: repeatsUnknown)
        outlook.order = outlook.survey.order(paid: paid)
        outlook.shares = outlook.cells.shares(outlook.order, paid: paid)
    }
}
