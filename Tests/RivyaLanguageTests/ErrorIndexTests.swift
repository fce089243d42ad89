import Foundation
import RivyaLanguage
import RivyaSyntax
import Testing

/// `Documentation/Errors.md` has an entry for every code, and what it shows is what the golden cases say.
@Suite struct ErrorIndexTests {
    static let document = (CaseFolder.tests("") as NSString).appendingPathComponent("../Documentation/Errors.md")

    @Test(arguments: DiagnosticCode.allCases)
    func everyCodeHasAnEntry(_ code: DiagnosticCode) throws {
        let entries = ErrorIndex.entries.filter { $0.code == code }
        try #require(entries.count == 1)
        let texts = entries[0].blocks.compactMap { if case .text(let text) = $0 { text } else { nil } }
        #expect(!entries[0].title.isEmpty)
        #expect(texts.count >= 2)
        #expect(texts.last?.hasPrefix("Fix: ") == true)
        #expect(
            entries[0].blocks.contains {
                if case .code(let code) = $0 { code.hasPrefix("error[") || code.hasPrefix("warning[") } else { false }
            })
    }

    @Test func entriesAreInTheOrderOfTheirCodes() {
        let codes = ErrorIndex.entries.map(\.code.rawValue)
        #expect(codes == codes.sorted())
    }

    /// The script and the rendering below a heading are those of its golden case.
    @Test func theDocumentShowsTheGoldenCases() throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: Self.document)), as: UTF8.self)
        var current: [String] = []
        var name = ""
        var isReplaced = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("### ") { name = String(line.dropFirst(4).prefix { $0 != ":" }) }
            if line == "```" { isReplaced = false }
            if !isReplaced { current.append(line) }
            guard let ending = ["```rivya": "rivya", "```text": "txt"][line] else { continue }
            isReplaced = true
            let golden = try Data(contentsOf: URL(fileURLWithPath: "\(DiagnosticCase.folder)/\(name).\(ending)"))
            current += String(decoding: golden, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast().map(String.init)
        }
        try Snapshot.check(current.joined(separator: "\n"), Self.document)
    }
}
