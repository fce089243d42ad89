import Foundation
import Testing

/// Plans that are longer than what is kept in memory.
@Suite(.serialized)
struct LongPlanTests {
    /// Characters of several bytes, so that some lie across every boundary at which the text could be cut.
    private static let script = """
        for n in 1..6000 {
            gen z-image "狐と灯台、夜明けの海辺、柔らかい光、水彩画、\("🦊".repeated(40)) $n"
        }

        """

    @Test func keepEveryCharacter() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.script, to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.code == 0)
        #expect(plan.errors == "")
        let lines = plan.output.split(separator: "\n")
        #expect(lines.count == 6001)
        #expect(plan.output.utf8.count > 2 << 20)
        let prompt = "狐と灯台、夜明けの海辺、柔らかい光、水彩画、" + "🦊".repeated(40)
        for (place, line) in lines.dropLast().enumerated() {
            guard line.contains("\"n\":\(place + 1),"), line.contains("\"prompt\":\"\(prompt) \(place + 1)\"") else {
                Issue.record("line \(place + 1) is damaged: \(line)")
                break
            }
        }
    }

    @Test func ofAScriptThatFailsLateSayNothingElse() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.script + "fail \"late\"\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.code == 2)
        #expect(plan.output.split(separator: "\n").count == 1)
        #expect(plan.output.contains("\"message\":\"late\""))
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
