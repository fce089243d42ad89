import RivyaLanguage
import RivyaSyntax

/// What looks unmeant in a script and in its plan: shown before anything is paid, and no hindrance.
struct PlanRemarks: Sendable {
    private static let shownRemarks = 10

    private let diagnostics: [Diagnostic]
    private let count: Int

    init(_ diagnostics: [Diagnostic] = []) {
        self.diagnostics = diagnostics
        count = diagnostics.reduce(0) { $0 + $1.count }
    }

    /// `3 remarks`; nil where there are none.
    var counted: String? { count == 0 ? nil : RivyaSession.counted(count, "remark") }

    /// The first ones, as diagnostics for people.
    func show(in surroundings: Surroundings) {
        guard count > 0 else { return }
        let shown = diagnostics.prefix(Self.shownRemarks)
        DiagnosticReport(surroundings: surroundings, isJSON: false).show(Array(shown))
        let rest = count - shown.reduce(0) { $0 + $1.count }
        if rest > 0 { surroundings.warn("and \(rest) more \(rest == 1 ? "remark" : "remarks")") }
    }
}
