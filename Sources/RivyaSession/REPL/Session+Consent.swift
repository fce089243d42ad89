import RivyaRuns
import RivyaCatalog
import RivyaClient
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal

extension Session {
    /// What may be done without asking again.
    struct Agreement: Sendable {
        /// How many jobs; nil for as many as the statement makes.
        var jobs: Int?
        var settings: ProgramSettings
        var isBudgetRaised = false
    }

    struct Refused: Error {
        var code: ExitCode
    }

    /// Asks before a statement makes more than one job with a real key, or exceeds what is left of the budget. Without a
    /// terminal, `--yes` or a budget must have agreed before.
    func agree(to outlook: SessionInterpreter.Outlook) async -> Result<Agreement, Refused> {
        var agreement = Agreement(jobs: nil, settings: outlook.settings)
        guard outlook.makesJobs else { return .success(agreement) }
        let isFree = account.isSimulated || options.isAgreed
        if !isFree { agreement.jobs = outlook.requests }
        let committed = jobs.committed + outlook.credits
        let left = outlook.settings.budget.map { max($0 - jobs.committed, .whole(0)) }
        let exceedsBudget = left.map { outlook.credits > $0 } ?? false
        // What is piped in may be a loop of single statements: without a terminal every job needs consent.
        let isUnasked = outlook.requests > 1 || !screen.isInteractive
        guard exceedsBudget || (!isFree && isUnasked) else { return .success(agreement) }
        if !screen.isInteractive, !exceedsBudget, outlook.settings.budget != nil {
            // The budget is the consent, and holds however far the statement goes.
            agreement.jobs = nil
            return .success(agreement)
        }

        let atLeast = outlook.needs == nil ? "" : "at least "
        let credits = atLeast + counted(outlook.credits, "credit")
        var question = "\(atLeast)\(counted(outlook.requests, "job")) for \(credits)"
        if let left { question += "; the budget has \(left) left" }
        if !account.isSimulated {
            do {
                question += "; the account has \(try await balance())"
            } catch {
                return .failure(Refused(code: show(error)))
            }
        }
        question += exceedsBudget ? ". Raise the budget to \(committed) and go on?" : ". Go on?"
        switch await floor.ask(StyledText(question)) {
        case .yes:
            if exceedsBudget {
                agreement.settings.budget = committed
                agreement.isBudgetRaised = true
            }
            return .success(agreement)
        case .no:
            screen.output.print("nothing was sent", to: .error)
            return .failure(Refused(code: .noCredits))
        case .cannotAsk:
            surroundings.fail(
                "this would spend \(credits), and there is no terminal to ask on",
                help: exceedsBudget
                    ? "raise the budget with `set budget` or `--budget`"
                    : "agree with `--yes`, or set a limit with `--budget N`")
            return .failure(Refused(code: .noCredits))
        }
    }

    /// The credits of the account.
    func balance() async throws -> Number {
        if let open { return try await open.connection.service.credits() }
        return try await account.connect(in: surroundings, state: account.state(in: home)) { connection in
            try await connection.service.credits()
        }
    }
}
