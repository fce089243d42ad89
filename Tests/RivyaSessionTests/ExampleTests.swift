import Foundation
import Testing

/// The examples do what they say at their top.
@Suite(.serialized)
struct ExampleTests {
    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: Project.examples))?
        .filter { $0.hasSuffix(".rivya") }.sorted() ?? []

    /// What follows `# Cost:`, as in `12 requests, 660 credits.`
    private struct Cost {
        var requests = 0
        var credits = 0

        init(of script: String) throws {
            let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("# Cost:") })
            let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
            try #require(numbers.count == 2)
            (requests, credits) = (numbers[0], numbers[1])
        }
    }

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.copy(Project.examples, to: "examples")
        return workplace
    }

    @Test func thereAreSome() {
        #expect(Self.names.count >= 5)
    }

    @Test(arguments: names)
    func plansWhatItSaysItCosts(_ name: String) async throws {
        let workplace = try workplace()
        let cost = try Cost(of: try workplace.read("examples/\(name)"))
        let plan = try await workplace.rivya("plan", "examples/\(name)", "--json")
        #expect(plan.code == 0)
        #expect(plan.errors == "")
        let lines = try jsonLines(plan.output)
        #expect(lines.count == cost.requests + 1)
        #expect(lines.dropLast().compactMap { $0["credits"] as? Int }.reduce(0, +) == cost.credits)
        let summary = try #require(lines.last)
        #expect(summary["requests"] as? Int == cost.requests)
        #expect(summary["credits"] as? Int == cost.credits)
        #expect(summary["partial"] as? Bool == false)
    }

    @Test(arguments: names)
    func runsSimulated(_ name: String) async throws {
        let workplace = try workplace()
        let cost = try Cost(of: try workplace.read("examples/\(name)"))
        let run = try await workplace.simulate("examples/\(name)")
        #expect(run.code == 0, "\(run.text)")

        let table = run.output.split(separator: "\n")
        #expect(table.first?.hasPrefix("JOB  MODEL") == true)
        #expect(table.count == cost.requests + 2)
        #expect(table.last == "\(cost.requests) succeeded, \(cost.credits) credits charged")

        let files = workplace.files()
        #expect(files.count == cost.requests)
        for file in files {
            #expect(run.output.contains("rivya-out/\(file)"))
            #expect(try !workplace.bytes("rivya-out/\(file)").isEmpty)
        }
    }

    /// Durations and ratios were asked for in the script; the loop's order is the order of the files.
    @Test func clipsHaveTheDurationAndRatioAskedFor() async throws {
        let workplace = try workplace()
        let run = try await workplace.simulate(
            "examples/durations-and-ratios.rivya", "--output", "out/{index}-{axis.duration}-{axis.ratio}.{ext}")
        try #require(run.code == 0, "\(run.text)")
        let files = workplace.files(below: "out")
        #expect(files.count == 8)
        for file in files {
            let parts = file.split { !$0.isNumber }.compactMap { Double($0) }
            let movie = try #require(MovieHeader(try workplace.bytes("out/\(file)")), "\(file)")
            #expect(abs(movie.seconds - parts[1]) < 0.05, "\(file)")
            let wanted = parts[2] / parts[3]
            #expect(abs(Double(movie.width) / Double(movie.height) - wanted) < 0.02, "\(file)")
        }
    }
}
