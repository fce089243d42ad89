import Foundation
import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct ConversionTests {
    let catalog = Catalog.bundled()

    /// A row of a table: its columns stand between ` | `.
    struct Row: Sendable, CustomTestStringConvertible {
        var columns: [String]
        var testDescription: String { columns.prefix(4).joined(separator: " | ") }

        var value: ArgumentValue {
            get throws { ArgumentValue(try JSONValue(parsing: Array(columns[2].utf8))) }
        }

        /// nil where the column is empty.
        func text(_ column: Int) -> String? { columns[column].isEmpty ? nil : columns[column] }
    }

    private static func table(_ name: String) throws -> [Row] {
        String(decoding: try Fixture.bytes("catalog/\(name)"), as: UTF8.self)
            .split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                Row(columns: line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) })
            }
    }

    @Test(arguments: try table("allowed-values.txt"))
    func converts(_ row: Row) throws {
        #expect(try catalog.model(row.columns[0]).wire(row.columns[1], row.value) == row.columns[3])
    }

    @Test(arguments: try table("refused-values.txt"))
    func refuses(_ row: Row) throws {
        let expected = CatalogProblem(
            try #require(DiagnosticCode(rawValue: row.columns[3])), row.columns[4], label: row.text(5),
            help: row.text(6))
        let value = try row.value
        let problem = #expect(throws: CatalogProblem.self) {
            try catalog.model(row.columns[0]).wire(row.columns[1], value)
        }
        #expect(problem == expected)
    }

    @Test func countsStepsFromZeroWithoutAMinimum() throws {
        let model = ModelCard(
            id: "m", displayName: "M", category: .image, baseCredits: Number(1),
            parameters: [Parameter(key: "n", kind: .number(minimum: nil, maximum: Number(10), step: Number(3)))])
        #expect(try model.wire("n", .number("-6")) == "-6")
        #expect(try model.wire("n", .number("9")) == "9")
        for (value, nearest) in [("-4", "-3"), ("-5", "-6"), ("10", "9"), ("100", "9"), ("1.5", "0")] {
            let problem = #expect(throws: CatalogProblem.self) { try model.wire("n", .number(value)) }
            #expect(problem?.help == "the nearest allowed value is `\(nearest)`", "\(value)")
            #expect(problem?.label == "allowed: 10 or less in steps of 3")
        }
    }

    @Test func shortensHostileValues() {
        let text = "a\nb" + String(repeating: "x", count: 100_000)
        let model = catalog.model("kling-2-6")
        let problem = #expect(throws: CatalogProblem.self) { try model.wire("duration", .string(text)) }
        let shown = "a b" + String(repeating: "x", count: 37) + "…"
        #expect(problem?.message == "`duration` cannot be `\(shown)` for `kling-2-6`")
    }

    @Test func bearsHugeNumbers() throws {
        let sounds = catalog.model("suno-sounds")
        let huge = ArgumentValue.number("1" + String(repeating: "0", count: 5000))
        let problem = #expect(throws: CatalogProblem.self) { try sounds.wire("soundTempo", huge) }
        #expect(problem?.help == "the nearest allowed value is `300`")
        let tiny = ArgumentValue.number("0." + String(repeating: "0", count: 5000) + "1")
        #expect(throws: CatalogProblem.self) { try sounds.wire("soundTempo", tiny) }
    }
}
