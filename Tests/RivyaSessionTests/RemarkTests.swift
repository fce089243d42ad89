import Foundation
import Testing

/// What looks unmeant is said before anything is paid, and hinders nothing.
@Suite(.serialized)
struct RemarkTests {
    @Test func aPlanCountsThem() async throws {
        let workplace = try Workplace()
        try workplace.write("# old\nfox\n\n", to: "animals.txt")
        try workplace.write(
            "for a in read_lines(\"animals.txt\") { gen z-image \"a $a\" }\ngen z-image “fox”\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya")
        #expect(plan.code == 0)
        #expect(plan.errors.contains("warning[R0801]") && plan.errors.contains("warning[R0804]"), "\(plan.errors)")
        #expect(plan.output.hasSuffix("2 remarks, worth a look before anything is paid\n"), "\(plan.output)")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 0)
        #expect(run.errors.contains("warning[R0801]"), "\(run.errors)")
    }

    @Test func theFirstTenAreShown() async throws {
        let workplace = try Workplace()
        let lines = (1...14).map { _ in "gen z-image «fox»" }.joined(separator: "\n")
        try workplace.write("set output \"{index}.{ext}\"\n\(lines)\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya")
        #expect(plan.errors.components(separatedBy: "warning[").count == 11, "\(plan.errors)")
        #expect(plan.errors.hasSuffix("warning: and 17 more remarks\n"), "\(plan.errors)")
        #expect(plan.output.hasSuffix("27 remarks, worth a look before anything is paid\n"), "\(plan.output)")
    }

    @Test func jsonHasThemInItsSummary() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"a\u{A0}fox\"\ngen z-image “fox”\n", to: "s.rivya")
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.errors == "")
        let lines = plan.output.split(separator: "\n")
        #expect(lines.count == 3)
        let summary = try #require(lines.last)
        #expect(summary.components(separatedBy: "\"severity\":\"warning\"").count == 3, "\(summary)")
    }

    @Test func aSessionSaysThemToo() async throws {
        let workplace = try Workplace()
        let session = try await workplace.rivya("-e", "gen z-image “fox”", "--simulate")
        #expect(session.code == 0)
        #expect(session.errors.contains("warning[R0804]"), "\(session.text)")
    }

    @Test func everyBadRowIsNamedAndNothingIsSent() async throws {
        let workplace = try Workplace()
        let rows = (1...30).map { "a prompt that is long, number \($0);\($0 % 10 == 0 ? 7 : 5)" }
        try workplace.write("prompt;seconds\n" + rows.joined(separator: "\n"), to: "shots.csv")
        try workplace.write(
            "for r in read_csv(\"shots.csv\") { gen kling-2-6 $r.prompt duration=$r.seconds }\n", to: "s.rivya")
        for command in ["plan", "run"] {
            let ending = try await workplace.rivya(command, "s.rivya")
            #expect(ending.code == 2 && ending.output == "")
            for line in [11, 21, 31] {
                #expect(ending.errors.contains("line \(line) of `shots.csv`"), "\(ending.errors)")
            }
        }
        let json = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(json.output.contains("\"count\":3") && json.output.split(separator: "\n").count == 1, "\(json.output)")
    }
}
