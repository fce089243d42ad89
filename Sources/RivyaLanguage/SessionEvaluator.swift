package import RivyaCatalog
package import RivyaSyntax

/// An input of a session that was read and checked, ready to be planned and carried out.
package struct SessionInput {
    package let file: SourceFile
    package let statements: [Statement]
    let steps: [SessionCompiler.Step]
    let compiler: SessionCompiler

    /// Some statement of the session makes jobs: only then is there anything to plan.
    package var mayMakeJobs: Bool { !compiler.program.genSites.isEmpty }
}

/// Evaluates the inputs of a session one after the other in one lasting scope.
///
/// An input takes effect when it is carried out, not when it is checked or planned. What fails or is interrupted leaves
/// what was done before the failure; a variable whose declaration failed does not exist, or is as it was.
/// Confined to one thread at a time.
package final class SessionEvaluator {
    private let catalog: Catalog
    private let limits: Limits
    private var compiler: SessionCompiler
    /// As the last input has left it.
    private var evaluator: Evaluator?
    package var settings: ProgramSettings

    package init(catalog: Catalog, limits: Limits, settings: ProgramSettings) {
        self.catalog = catalog
        self.limits = limits
        self.settings = settings
        compiler = SessionCompiler(catalog: catalog)
    }

    /// Checks an input; nil where it has errors. Nothing is changed by it.
    package func check(_ script: Script, loader: any ScriptLoader) -> (input: SessionInput?, diagnostics: [Diagnostic])
    {
        var next = compiler
        let (steps, diagnostics) = next.compile(script, loader: loader)
        let isWrong = diagnostics.contains { $0.severity == .error }
        let input = SessionInput(file: script.file, statements: script.statements, steps: steps, compiler: next)
        return (isWrong ? nil : input, diagnostics)
    }

    /// Finds out what an input would do. Nothing is changed by it.
    ///
    /// - Returns: the settings as they would be afterwards.
    package func plan(
        _ input: SessionInput, with planner: Planner, isInterrupted: @escaping () -> Bool
    ) throws(EvaluationEnd) -> ProgramSettings {
        let evaluator = continued(input, host: planner, isInterrupted)
        try planner.plan(evaluator, from: input.steps.map(\.entry))
        return evaluator.settings
    }

    /// Carries an input out.
    ///
    /// - Parameters:
    ///   - onShow: called with the value of each bare expression.
    ///   - onStep: called after each statement that was carried out.
    package func carryOut(
        _ input: SessionInput, host: any Host, isInterrupted: @escaping () -> Bool,
        onShow: @escaping (Value) -> Void, onStep: (Statement) -> Void
    ) throws(EvaluationEnd) {
        let next = continued(input, host: host, isInterrupted)
        next.onShow = onShow
        defer {
            compiler = input.compiler
            compiler.forget { next.isUnset($0) }
            settings = next.settings
            next.onShow = nil
            next.isInterrupted = nil
            evaluator = next
        }
        for step in input.steps {
            try next.run(from: step.entry)
            onStep(step.statement)
        }
    }

    private func continued(
        _ input: SessionInput, host: any Host, _ isInterrupted: @escaping () -> Bool
    ) -> Evaluator {
        Evaluator(
            continuing: evaluator, program: input.compiler.program, catalog: catalog, host: host, limits: limits,
            settings: settings, isInterrupted: isInterrupted)
    }

    /// The variables in the order of their declaration.
    package var variables: [(name: String, value: Value)] {
        guard let evaluator else { return [] }
        return compiler.variables.map { ($0.name, evaluator.slots[Int($0.slot)]) }
    }

    /// The functions of the session, by name.
    package var functions: [Statement.Function] { compiler.functions }

    /// Lets later jobs use the result paths of jobs that have left nothing there.
    package func releaseOutputs(where isFree: (Int) -> Bool) { evaluator?.releaseOutputs(where: isFree) }
}
