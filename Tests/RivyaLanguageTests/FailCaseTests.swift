import Foundation
import RivyaSyntax
import Testing

/// Scripts that once trapped, hung or took much memory. A trap ends the tests, a hang the time limit.
struct FailCaseTests {
    private static let folder = CaseFolder.tests("../Fuzzing/FailCases")

    private static var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    /// What the fuzzer found, with the fuzzer's limits.
    @Test(.timeLimit(.minutes(1)), arguments: try names)
    func endsWithinItsLimits(_ name: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.folder).appendingPathComponent(name))
        let limits = ["--max-steps", "200000", "--max-memory", "64", "--max-requests", "1000"]
        let evaluation = Evaluation(
            SourceFile(name: name, bytes: Array(bytes)), in: CaseFolder(Self.folder), arguments: limits)
        let limitCodes: [DiagnosticCode] = [
            .stepLimit, .memoryLimit, .requestLimit, .stringTooLong, .listTooLong, .unexpectedToken,
        ]
        // Each of them asks for more than it gets, or has its work done in a moment.
        #expect(evaluation.errors.count <= 1)
        #expect(evaluation.errors.allSatisfy { limitCodes.contains($0.code) || $0.message == "enough" }, "\(name)")
    }

    /// What is wrong with each line is found without reading the rest of the text for each.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("let x = (\n", DiagnosticCode.unclosedBracket), ("let x = [\n", .unclosedBracket),
            ("let x = {\n", .unclosedBracket), ("print \"\n", .unterminatedString),
        ])
    func manyMistakes(_ line: String, _ code: DiagnosticCode) {
        let result = Parser.parse(SourceFile(name: "lines", text: String(repeating: line, count: 10_000)))
        #expect(result.diagnostics.count == 10_000)
        #expect(result.diagnostics.allSatisfy { $0.code == code })
    }

    @Test(.timeLimit(.minutes(1)))
    func manyStringsOnOneLine() {
        let text = "print " + String(repeating: "\"a\" ", count: 50_000)
        #expect(Parser.parse(SourceFile(name: "line", text: text)).diagnostics.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func manyKeys() {
        let fields = (0..<50_000).map { "k\($0): \($0)" }.joined(separator: ", ")
        let once = Parser.parse(SourceFile(name: "record", text: "let r = {\(fields)}"))
        #expect(once.diagnostics.isEmpty)
        let twice = Parser.parse(SourceFile(name: "record", text: "let r = {\(fields), k7: 1}"))
        #expect(twice.diagnostics.map(\.code) == [.repeatedKey])
    }

    @Test(.timeLimit(.minutes(1)))
    func manyUnknownNames() {
        let known = (0..<10_000).map { "let known\($0) = 1\n" }.joined()
        let unknown = (0..<10_000).map { "print $other\($0)\n" }.joined()
        #expect(Evaluation(known + unknown).errors.count == 10_000)
    }
}
