import RivyaCatalog
import RivyaSyntax

extension Evaluator {
    /// A failed statement, with the calls and the loop variables that led to it.
    func failure(
        _ code: DiagnosticCode, _ message: String, _ pc: Int, range: SourceRange? = nil, label: String? = nil,
        help: String? = nil
    ) -> EvaluationEnd {
        .failed([diagnostic(code, message, pc, range: range, label: label, help: help)])
    }

    func failure(_ problem: CatalogProblem, _ range: SourceRange, _ pc: Int) -> EvaluationEnd {
        .failed([diagnostic(problem, range, pc)])
    }

    func diagnostic(_ problem: CatalogProblem, _ range: SourceRange, _ pc: Int) -> Diagnostic {
        diagnostic(problem.code, problem.message, pc, range: range, label: problem.label, help: problem.help)
    }

    func diagnostic(
        _ code: DiagnosticCode, _ message: String, _ pc: Int, range: SourceRange? = nil, label: String? = nil,
        help: String? = nil, severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
    ) -> Diagnostic {
        let range = range ?? program.ranges[pc]
        return Diagnostic(
            code, message, file: program.units[program.unit(at: pc)].file, range: range, severity: severity,
            labels: label.map { [.init(range, $0)] } ?? [], notes: trace(pc) + notes, help: help)
    }

    /// Tells whoever plans of what looks unmeant; a run does not say it again.
    ///
    /// - Parameter subject: remarks of one place are one, unless they have different subjects.
    func remark(
        _ code: DiagnosticCode, _ message: @autoclosure () -> String, _ pc: Int, range: SourceRange? = nil,
        help: @autoclosure () -> String?, subject: @autoclosure () -> String = ""
    ) {
        guard let surveyor else { return }
        surveyor.remark(
            diagnostic(code, message(), pc, range: range, help: help(), severity: .warning), subject: subject())
    }

    /// The loop variables in force, innermost call first, and the calls.
    private func trace(_ pc: Int) -> [Diagnostic.Note] {
        var notes: [Diagnostic.Note] = []
        if let loops = loopVariables(at: pc) { notes.append(.init("with \(loops)")) }
        let calls = frames.filter { $0.callSite >= 0 }
        for frame in calls.suffix(Self.shownCalls).reversed() {
            let site = program.callSites[frame.callSite]
            let caller = frame.returnTo - 1
            var text = "in `\(program.functions[frame.function].name)`, called here"
            if let loops = loopVariables(at: caller) { text += ", with \(loops)" }
            notes.append(
                .init(text, at: .init(file: program.units[program.unit(at: caller)].file, range: site.range)))
        }
        if calls.count > Self.shownCalls {
            notes.append(.init("and \(calls.count - Self.shownCalls) calls around these"))
        }
        return notes
    }

    private static let shownCalls = 50

    private func loopVariables(at pc: Int) -> String? {
        var variables: [(String, String)] = []
        // The span that lies innermost knows all the loops around it.
        let span = program.loopSpans
            .filter { $0.start <= pc && pc < $0.end }
            .max { $0.start < $1.start }
        for axis in span?.axes ?? [] {
            let value = slots[Int(axis.slot)]
            let text = value.brief
            var shown = "`\(text.unicodeScalars.count > 40 ? String(text.unicodeScalars.prefix(40)) + "…" : text)`"
            // The row's number first: its beginning may be that of all of them.
            if case .record(let record) = value, let origin = record.origin { shown = "\(origin.text): \(shown)" }
            variables.append((axis.name, shown))
        }
        guard !variables.isEmpty else { return nil }
        return variables.map { "`\($0)` = \($1)" }.joined(separator: ", ")
    }

    /// While planning: what is decided here is not known yet.
    func needs(_ unknown: Unknown, _ pc: Int) -> EvaluationEnd {
        let line = program.units[program.unit(at: pc)].file.line(at: program.ranges[pc].lower)
        return .needs(unknown.jobs.map { EvaluationEnd.Need(line: line, job: $0) })
    }

    func undeclared(_ step: Instruction, _ pc: Int) -> EvaluationEnd {
        failure(
            .usedBeforeDeclaration, "`$\(program.names[Int(step.b)])` is used before it is declared", pc,
            help: "call the function below the variable's `let`")
    }
}
