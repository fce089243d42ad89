import RivyaCatalog

extension Evaluator {
    /// Goes on where another evaluator of the session has stopped: with its variables, settings and jobs.
    ///
    /// - Parameters:
    ///   - program: the other one's program with more behind it.
    ///   - isInterrupted: asked from time to time; true ends the evaluation.
    convenience init(
        continuing earlier: Evaluator?, program: Program, catalog: Catalog, host: any Host, limits: Limits,
        settings: ProgramSettings, isInterrupted: @escaping () -> Bool
    ) {
        self.init(program: program, catalog: catalog, host: host, limits: limits, settings: settings)
        stepsLeft = min(limits.steps, Self.stepPortion)
        stepReserve = limits.steps - stepsLeft
        self.isInterrupted = isInterrupted
        guard let earlier else { return }
        slots.update(from: earlier.slots, count: earlier.program.slots.count)
        requestCount = earlier.requestCount
        outputPaths = earlier.outputPaths
        outputPathBytes = earlier.outputPathBytes
        jobs = earlier.jobs
    }

    /// Some milliseconds of work.
    private static let stepPortion = 500_000

    /// Hands out the next portion of steps, where there are any left.
    func takeSteps(_ pc: Int) throws(EvaluationEnd) {
        while stepsLeft < 0 {
            guard stepReserve > 0 else { throw stepLimit(pc) }
            if isInterrupted?() == true { throw .interrupted }
            let portion = min(stepReserve, Self.stepPortion)
            stepReserve -= portion
            stepsLeft += portion
        }
    }

    /// Hands a bare value on, and remembers it as the last one.
    func show(_ value: Value, isResult: Bool) {
        if isResult, case .null = value { return }
        if program.lastValueSlot >= 0 { slots[Int(program.lastValueSlot)] = value }
        onShow?(value)
    }

    /// Whether a variable has a value.
    func isUnset(_ slot: Int32) -> Bool {
        if case .unset = slots[Int(slot)] { return true }
        return false
    }

    /// Lets later jobs use the result paths of jobs that have left nothing there.
    func releaseOutputs(where isFree: (Int) -> Bool) {
        outputPaths = outputPaths.filter { !isFree($0.value.job) }
    }
}
