import RivyaCatalog
import RivyaLanguage
import RivyaSyntax

/// One input of the fuzzer, as a script: read, checked, planned, and everything about it written out. Nothing of that
/// may trap, hang or take much memory, whatever the bytes are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let file = SourceFile(name: "fuzz.rivya", bytes: Array(UnsafeBufferPointer(start: data, count: count)))
    let files = MemoryFiles()
    let check = ScriptCheck(file, catalog: .bundled(), loader: files)
    check.diagnostics.forEach(show)
    expectFaithfulFormat(file)
    guard !check.hasErrors else { return 0 }

    let writer = PlanWriter()
    let planner = Planner(
        files: files, onPrint: { _ in },
        onRequest: { request in
            var line: [UInt8] = []
            writer.write(request, to: &line)
            expectJSON(line)
        })
    let evaluator = Evaluator(program: check.program, catalog: .bundled(), host: planner, limits: .fuzzing)
    do throws(EvaluationEnd) {
        try planner.plan(evaluator)
        var summary: [UInt8] = []
        writer.writeSummary(
            requests: planner.requests, credits: planner.credits, needs: planner.needs,
            budget: evaluator.settings.budget, to: &summary)
        expectJSON(summary)
    } catch {
        guard case .failed(let diagnostics) = error else { fatalError("planning ended with \(error)") }
        precondition(!diagnostics.isEmpty, "a failure without a reason")
        diagnostics.forEach(show)
    }
    return 0
}

/// A formatted script has the tree and the comments of the script, and is formatted already.
private func expectFaithfulFormat(_ file: SourceFile) {
    let before = Parser.parse(file)
    guard before.diagnostics.allSatisfy({ $0.severity == .warning }) else { return }
    let once = Formatter.format(before.script)
    let after = Parser.parse(SourceFile(name: file.name, bytes: once))
    precondition(after.diagnostics.allSatisfy { $0.severity == .warning }, "formatted, the script does not parse")
    precondition(TreeDump.text(after.script) == TreeDump.text(before.script), "formatted, the script has another tree")
    precondition(after.script.comments.count == before.script.comments.count, "a comment is lost")
    precondition(Formatter.format(after.script) == once, "formatted twice, the script is another one")
}

/// Renders a diagnostic in both of its forms.
private func show(_ diagnostic: Diagnostic) {
    precondition(diagnostic.range.lower <= diagnostic.range.upper, "a range that ends before it starts")
    precondition(diagnostic.range.upper <= diagnostic.file.bytes.count, "a range beyond the text")
    precondition(!DiagnosticRenderer(style: .plain).render(diagnostic).isEmpty)
    var line: [UInt8] = []
    diagnostic.writeJSON(to: &line)
    expectJSON(line)
}

/// What a program reads must be JSON, one object a line.
private func expectJSON(_ line: [UInt8]) {
    precondition(!line.dropLast().contains(0x0A), "an object of several lines")
    do throws(JSONError) {
        _ = try JSONValue(parsing: line)
    } catch {
        fatalError("no JSON at \(error.offset): \(error.message): \(String(decoding: line, as: UTF8.self))")
    }
}

extension Limits {
    /// So low that the fuzzer gets through many inputs, and that each limit is reached by some of them.
    fileprivate static var fuzzing: Limits {
        var limits = Limits()
        limits.requests = 1000
        limits.steps = 200_000
        limits.memory = 64 << 20
        return limits
    }
}
