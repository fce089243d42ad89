import RivyaCatalog
import RivyaSyntax
import Synchronization

/// What a request costs: before it leaves, and when the service tells.
extension JobExecution {
    /// Waits until the request may leave, and sets aside what it probably costs.
    ///
    /// - Returns: that.
    func pass(_ job: IdentifiedJob, row: StoredJobID) async throws(Ended) -> Number {
        switch await atGate(try await request(job), isRepeated: false) {
        case .leaves(let estimate): return estimate
        case .givenUp: throw Ended(report: try await release(row, JobFailure(givenUp: label.model)))
        case .halted:
            let reason = run.state.withLock { $0.haltReason }
            let failure = JobFailure("stopped", reason ?? "the run was stopped before this job was sent")
            throw Ended(report: try await release(row, failure))
        case .overBudget(let estimate, let total, let limit):
            let failure = JobFailure(
                "over_budget",
                "\(estimate) credits for this job would exceed the budget of \(limit): \(total) are reserved or charged",
                help: "raise it with `--budget`")
            run.fail(.budget, failure)
            throw Ended(report: try await release(row, failure))
        }
    }

    /// The same for a request that may have left before.
    func passAgain(_ job: IdentifiedJob, row: StoredJobID) async throws(Ended) {
        if case .halted = await atGate(try await request(job), isRepeated: true) {
            await leaveOpen(row)
            let failure = JobFailure("stopped", "the run was stopped before this job was asked about again")
            throw Ended(report: report(.interrupted, charge: .unknown, failure: failure, row: row))
        }
    }

    /// The job's time stands still here: what it waits for is another job's.
    private func atGate(_ request: PriceGate.Request, isRepeated: Bool) async -> PricePass {
        time.stop(at: run.clock.now)
        defer { time.goOn(at: run.clock.now) }
        return await run.pass(request, isRepeated: isRepeated)
    }

    private func request(_ job: IdentifiedJob) async throws(Ended) -> PriceGate.Request {
        let known = try await stored { () async throws(StoreError) in
            try await run.experience.price(of: job.priceGroup.description)
        }
        return PriceGate.Request(
            job: number, place: run.state.withLock { $0.place(of: number) }, model: label.model, group: job.priceGroup,
            estimate: known ?? job.specification.request.model.baseCredits)
    }

    /// The create was answered with this task.
    func answered(_ task: TaskReport) async {
        if isShared {
            // What somebody else paid, at some other time, is no price of now.
            run.state.withLock { $0.prices.ended(number, isUnknown: false) }
            run.wake()
        } else {
            await priced(task.reservedCredits, .create)
        }
    }

    /// The task tells more of its price than the answer to its create did.
    func told(by task: TaskReport, reservedBefore: Number?) async {
        guard !isShared else { return }
        if let final = task.finalCredits, task.status.isTerminal, final > .whole(0) {
            await priced(final, .final)
        } else if let reserved = task.reservedCredits, reserved != reservedBefore {
            run.state.withLock { $0.budget.observed(job: number, charge: .reserved(reserved)) }
            await priced(reserved, .status)
        }
    }

    /// Says a price above the plan, and has it agreed to before anything more is paid at it.
    private func priced(_ credits: Number?, _ source: RunSettings.PriceChange.Source) async {
        guard let job else { return }
        let approve = run.settings.approve
        let news = run.state.withLock { state in
            state.priced(
                number, label, job.priceGroup.description, planned: job.specification.request.model.baseCredits,
                credits: credits, source, asks: approve != nil)
        }
        if let change = news.change { emit(.price(change)) }
        if news.isAsked, let change = news.change, let approve {
            let isAgreed = await run.priceQuestions.ask { [run] in run.isHalted ? nil : await approve(change) }
            run.state.withLock { $0.questions -= 1 }
            if isAgreed == false {
                run.fail(
                    .price,
                    JobFailure(
                        "price",
                        "\(change.text), and that was not agreed to",
                        help: "`--budget N` agrees to higher prices, up to N credits in all"))
            }
        }
        run.wake()
    }
}

extension RunSettings.PriceChange {
    /// `` `kling-2-6` reserves 165 credits instead of 55 ``
    package var text: String {
        guard let credits else {
            return "`\(model)`: the service does not tell what it reserves; the catalog's price of \(planned) counts"
        }
        let verb = source == .final ? "charged" : "reserved"
        return "`\(model)` \(verb) \(credits) credits instead of \(planned)"
    }
}
