import Foundation
import RivyaSyntax
import Testing

@Suite struct GoldenDiagnosticsTests {
    @Test(arguments: DiagnosticCase.all)
    func rendering(_ golden: DiagnosticCase) throws {
        let diagnostics = try golden.diagnostics()
        #expect(diagnostics.contains { $0.code.rawValue == golden.code }, "the case does not bring out its code")
        try Snapshot.check(DiagnosticRenderer().render(diagnostics), golden.path("txt"))
    }

    @Test(arguments: DiagnosticCode.allCases)
    func everyCodeHasACase(_ code: DiagnosticCode) {
        #expect(DiagnosticCase.all.contains { $0.name == code.rawValue })
    }

    /// What is said is lower case, without a period at its end, and says what to do.
    @Test(arguments: DiagnosticCase.all)
    func wording(_ golden: DiagnosticCase) throws {
        for diagnostic in try golden.diagnostics() where diagnostic.code != .failed {
            for text in [diagnostic.message, diagnostic.help] + diagnostic.labels.map(\.text) {
                guard let text else { continue }
                #expect(!text.hasSuffix(".") || text.hasSuffix("..."), "\(text)")
                #expect(text.first?.isUppercase != true, "\(text)")
                #expect(text.count { $0 == "`" }.isMultiple(of: 2), "\(text)")
            }
        }
    }
}
