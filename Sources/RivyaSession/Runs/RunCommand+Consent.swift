import RivyaClient
import RivyaLanguage
import RivyaRuns
import RivyaTerminal

/// Nothing is spent that nobody has agreed to.
extension RunCommand {
    /// A plan that exceeds the budget does not start.
    func refuse(_ outlook: Outlook, _ surroundings: Surroundings) -> ExitCode? {
        let credits = outlook.standing.creditsToPay
        guard let budget = outlook.settings.budget, credits > budget else { return nil }
        surroundings.fail(
            "the plan costs \(counted(credits, "credit")), the budget is \(budget)",
            help:
                "raise the budget with `set budget` or `--budget`, or make the sweep smaller; `rivya plan` shows its requests"
        )
        return .noCredits
    }

    /// What another account may have begun is not gone on with, and the rest of the script would be paid by an account
    /// that perhaps nobody meant.
    func refuseOtherAccount(
        _ jobs: [BoundJob], _ state: StateFolder, _ connection: ServiceConnection, _ surroundings: Surroundings
    ) async throws -> ExitCode? {
        let foreign = try await AccountCheck(isAgreed: isSameAccount).settle(jobs, in: state, connection, surroundings)
        guard !foreign.isEmpty else { return nil }
        AccountCheck.refuse(foreign, surroundings)
        return .noAccess
    }

    func consent(
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
                help: "agree with `--yes`, or set a limit with `--budget N`, which agrees to higher prices too")
            return .noCredits
        }
        let paid = standing.requests - standing.new
        let known = paid > 0 ? " (\(paid) more are paid for already)" : ""
        let question =
            isPilot
            ? "a pilot of \(counted(new, "request"))\(known) for \(counted(credits, "credit"))"
            : "\(outlook.atLeast)\(counted(new, "request"))\(known) for \(outlook.atLeast)\(counted(credits, "credit"))"
        let remarks = outlook.remarks.counted.map { ", with \($0)" } ?? ""
        let limit =
            hasOwnBudget(outlook.settings, surroundings)
            ? outlook.settings.budget.map { ", or for more up to the budget of \($0)" } ?? "" : ""
        let offer = StyledText("\(question)\(limit)\(remarks); the account has \(balance). Start?")
        guard await confirmation.ask(offer) == .yes
        else {
            surroundings.output.print("nothing was sent", to: .error)
            return .noCredits
        }
        return nil
    }

    /// A budget of the script or the command line is an agreement to spend so much on this run; a configured one only
    /// holds every run back.
    func hasOwnBudget(_ settings: ProgramSettings, _ surroundings: Surroundings) -> Bool {
        guard let budget = settings.budget else { return false }
        return options.settings[.budget] != nil || budget != surroundings.configuration.settings.budget
    }

    /// The service reserved more than the plan said: money never moves unannounced.
    func approve(_ change: RunSettings.PriceChange, _ surroundings: Surroundings) async -> Bool {
        let fact = "job \(change.job): \(change.text)"
        switch await Confirmation(output: surroundings.output).ask(StyledText("\(fact). Go on?")) {
        case .yes: return true
        case .no: return false
        case .cannotAsk:
            surroundings.warn(
                "\(fact): stopping, because there is no terminal to ask on (`--yes` agrees to the plan alone)")
            return false
        }
    }
}
