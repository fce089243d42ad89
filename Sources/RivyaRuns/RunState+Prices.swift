import RivyaSyntax

/// What becomes of a request that is ready to leave.
enum PricePass: Sendable {
    /// It leaves; so much was set aside for it.
    case leaves(estimate: Number)
    /// It would exceed the budget.
    case overBudget(estimate: Number, total: Number, limit: Number)
    /// Nothing more of its model is sent.
    case givenUp
    /// The run sends nothing more.
    case halted
}

/// What was said and agreed to of prices.
struct PriceTalk {
    /// The highest price agreed to, by price group.
    var agreed: [String: Number] = [:]
    /// The highest price above the plan that was said, by model.
    var said: [String: Number] = [:]
    /// Models of which it was said that the service tells no price.
    var untold: Set<String> = []
}

extension RunState {
    /// A request is ready to leave.
    ///
    /// - Parameters:
    ///   - isRepeated: it may be paid already, so it counts, and is not held back by the budget.
    ///   - waiter: is told where nil is returned.
    mutating func knock(
        _ request: PriceGate.Request, isRepeated: Bool, _ waiter: @escaping PassWaiter
    ) -> PricePass? {
        if isHalted { return .halted }
        if isRepeated { repeated.insert(request.job) }
        let isAlone = prices.waitingCount == 0
        prices.arrive(request)
        if isAlone, questions == 0 || !isLimited, let next = nextPass() { return admit(next) }
        passWaiters[request.job] = waiter
        parked += 1
        return nil
    }

    /// Lets a request that waits leave; nil where none may.
    mutating func pass() -> Step? {
        guard let request = nextPass(), let waiter = passWaiters.removeValue(forKey: request.job) else { return nil }
        parked -= 1
        return .pass(waiter, admit(request))
    }

    /// Takes all that wait from the price gate.
    mutating func turnAway() -> [PassWaiter] {
        var waiters: [PassWaiter] = []
        while let job = prices.turnAway() {
            guard let waiter = passWaiters.removeValue(forKey: job) else { continue }
            parked -= 1
            waiters.append(waiter)
        }
        return waiters
    }

    /// Why what waits will wait for ever, where nothing else goes on that could change it.
    func standstill() -> PriceGate.Stuck? { !isHalted && isStandingStill ? prices.stuck : nil }

    private mutating func nextPass() -> PriceGate.Request? {
        // Taken out, so that it is not copied while the rest of the state is asked.
        var gate = PriceGate()
        swap(&gate, &prices)
        defer { swap(&gate, &prices) }
        return gate.next(isLimited: isLimited, isHeld: isHeld)
    }

    private mutating func admit(_ request: PriceGate.Request) -> PricePass {
        let estimate = prices.estimate(request)
        let isRepeated = repeated.remove(request.job) != nil
        if givenUp[request.model] != nil, !isRepeated { return .givenUp }
        if budget.admit(job: request.job, estimate: estimate) || isRepeated { return .leaves(estimate: estimate) }
        return .overBudget(estimate: estimate, total: budget.total, limit: budget.limit ?? .whole(0))
    }

    /// What is to be said and asked of a price.
    struct PriceNews {
        /// To be said, in every mode.
        var change: RunSettings.PriceChange?
        /// Nothing is sent before somebody has agreed.
        var isAsked = false
    }

    /// The service told, or did not tell, what a request costs: notes it, and stops what may cost too much, at once.
    ///
    /// - Parameters:
    ///   - credits: nil where a create was answered without them.
    ///   - source: of the credits.
    ///   - asks: whether a price above the plan needs to be agreed to.
    mutating func priced(
        _ number: Int, _ label: JobLabel, _ group: String, planned: Number, credits: Number?,
        _ source: RunSettings.PriceChange.Source, asks: Bool
    ) -> PriceNews {
        switch (source, credits) {
        case (.create, _): prices.answered(number, credits: credits)
        case (_, let credits?): prices.told(number, credits: credits, isFinal: source == .final)
        case (_, nil): return PriceNews()
        }
        for (job, estimate) in prices.untold(like: number) { budget.estimated(job: job, anew: estimate) }
        let change = RunSettings.PriceChange(
            job: label.index, model: label.model, planned: planned, credits: credits, source: source)
        guard let credits else {
            let isNew = priceTalk.untold.insert(label.model).inserted
            return PriceNews(change: isNew ? change : nil)
        }
        guard planned < credits else { return PriceNews() }
        var news = PriceNews()
        if priceTalk.said[label.model].map({ $0 < credits }) ?? true {
            priceTalk.said[label.model] = credits
            news.change = change
        }
        if asks, priceTalk.agreed[group].map({ $0 < credits }) ?? true {
            priceTalk.agreed[group] = credits
            questions += 1
            news.isAsked = true
            news.change = change
        }
        return news
    }
}
