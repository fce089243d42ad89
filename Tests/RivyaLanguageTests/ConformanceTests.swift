import Foundation
import RivyaSyntax
import Testing

@Suite struct ConformanceTests {
    @Test func theCorpusIsThere() {
        #expect(ConformanceCase.all.count > 700)
    }

    @Test(arguments: ConformanceCase.all)
    func corpus(_ example: ConformanceCase) throws {
        let expected = try example.expectation()
        let evaluation = try example.evaluation()
        switch example.kind {
        case .plan: try comparePlan(evaluation, expected)
        case .errors:
            #expect(!evaluation.failedInPlan, "only evaluation shows these errors")
            compareErrors(evaluation.errors, expected)
        case .planErrors: compareErrors(evaluation.errors, expected)
        }
    }

    private func comparePlan(_ evaluation: Evaluation, _ expected: [JSONValue]) throws {
        let told = evaluation.errors.map { "\($0.position): \($0.message)" }
        try #require(told.isEmpty)
        let given = try ConformanceCase.lines(evaluation.planLines)
        try #require(given.count == expected.count)
        for (given, expected) in zip(given, expected) {
            if expected["summary"] != nil {
                for member in expected.object ?? [] {
                    #expect(given[member.key]?.sorted == member.value.sorted, "\(member.key)")
                }
            } else {
                #expect(given.asPlanLine == expected.asPlanLine)
            }
        }
    }

    private func compareErrors(_ errors: [Diagnostic], _ expected: [JSONValue]) {
        var unmatched = errors
        var wholeLines: Set<Int> = []
        for line in expected {
            let columns = line["column"].map { $0.array?.compactMap(\.int) ?? [$0.int].compactMap { $0 } }
            let mentions = (line["mentions"]?.array ?? []).compactMap(\.string)
            let place = unmatched.firstIndex { error in
                let position = error.position
                return position.line == line["line"]?.int && columns?.contains(position.column) ?? true
                    && (line["file"]?.string.map { $0 == error.file.name } ?? true)
                    && mentions.allSatisfy { error.allText.contains($0) }
            }
            guard let place else {
                let told = unmatched.map { "\($0.position): \($0.allText)" }
                Issue.record("missing: \(line.text); found: \(told)")
                continue
            }
            unmatched.remove(at: place)
            if columns == nil, let number = line["line"]?.int { wholeLines.insert(number) }
        }
        for error in unmatched where !wholeLines.contains(error.position.line) {
            Issue.record("not expected: \(error.position): \(error.message)")
        }
    }
}

extension Diagnostic {
    fileprivate var allText: String {
        ([message, help ?? ""] + notes.map(\.text) + labels.map(\.text)).joined(separator: "\n")
    }
}

extension Diagnostic.Location {
    fileprivate var position: (line: Int, column: Int) {
        let position = file.position(at: range.lower)
        return (position.line, position.column)
    }
}

extension JSONValue {
    /// With the members of objects in one order.
    fileprivate var sorted: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.sorted))
        case .object(let members):
            .object(members.map { Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
        default: self
        }
    }

    /// What a line of a plan says, however it is written.
    fileprivate var asPlanLine: JSONValue {
        var members = object ?? []
        members.removeAll { $0.key == "unknown" && $0.value.array?.isEmpty ?? true }
        for place in members.indices where members[place].key == "unknown" {
            let names = (members[place].value.array ?? []).compactMap(\.string).sorted()
            members[place].value = .array(names.map { .string($0) })
        }
        for key in ["prompt", "name"] where self[key] == nil { members.append(Member(key, .null)) }
        return JSONValue.object(members).sorted
    }
}

extension Diagnostic {
    fileprivate var position: SourceFile.Position { file.position(at: range.lower) }
}
