import Foundation
import RivyaRuns
import RivyaSyntax
import Testing

/// The examples of `Documentation/Events.md` are what programs are written against.
struct RunEventJSONTests {
    private static let examples: [String: String] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/Events.md")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("{") }.map(String.init)
        return Dictionary(
            lines.map { ((try? JSONValue(parsing: Array($0.utf8)))?["event"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
    }()

    private static let label = JobLabel(
        index: 3, name: "hero", model: "kling-2-6",
        axes: [Axis("subject", .string("heron")), Axis("take", .number(.whole(2)))], tags: ["pilot"])

    private static let report = JobReport(
        label, status: .succeeded, charge: .charged(.whole(55)), taskID: "task_1",
        files: ["/media/clips/3-hero.mp4"], seconds: 84.9912)

    private static let overBudget = JobFailure(
        "over_budget", "55 credits for this job would exceed the budget of 100: 55 are reserved or charged",
        help: "raise it with `--budget`")

    private static let events: [RunEvent] = [
        RunEvent(seconds: 0.004, job: 3, kind: .planned(label)),
        RunEvent(seconds: 0.006, job: 3, kind: .attached(taskID: "task_1")),
        RunEvent(seconds: 0.007, job: 3, kind: .uploading(path: "fox.png")),
        RunEvent(seconds: 0.011, job: 3, kind: .submitting),
        RunEvent(seconds: 0.213, job: 3, kind: .submitted(taskID: "task_1", reserved: .whole(55))),
        RunEvent(seconds: 5.113, job: 3, kind: .progress(status: "processing")),
        RunEvent(
            seconds: 5.9, job: 3,
            kind: .retrying(operation: "status", message: "the connection was reset", after: .milliseconds(750))),
        RunEvent(seconds: 3.25, job: nil, kind: .rateLimited(rate: 5)),
        RunEvent(seconds: 84.2, job: 3, kind: .downloading(url: "https://cdn.example.com/1.mp4")),
        RunEvent(seconds: 84.9999, job: 3, kind: .saved(path: "/media/clips/3-hero.mp4")),
        RunEvent(
            seconds: 20.4, job: 3,
            kind: .tryingAgain(charge: .refunded(.whole(55)), message: "the provider failed")),
        RunEvent(
            seconds: 0.214, job: 3,
            kind: .price(
                .init(job: 3, model: "kling-2-6", planned: .whole(55), credits: .whole(165), source: .create))),
        RunEvent(seconds: 0.3, job: 3, kind: .replayed(message: "the provider failed")),
        RunEvent(seconds: 85.002, job: 3, kind: .finished(report)),
        RunEvent(
            seconds: 30.1, job: nil, kind: .paused(model: "kling-2-6", code: "provider_error", for: .seconds(30))),
        RunEvent(seconds: 60.2, job: nil, kind: .resumed(model: "kling-2-6")),
        RunEvent(seconds: 12.034, job: nil, kind: .fatal(.budget, overBudget)),
        RunEvent(seconds: 41.5, job: nil, kind: .stopping(.drain)),
    ]

    @Test(arguments: events.indices)
    func anEventIsWhatTheDocumentShows(_ index: Int) throws {
        let json = Self.events[index].json(run: "20261121-085703")
        let name = try #require(json["event"]?.string)
        #expect(json.text == Self.examples[name])
    }

    /// The session adds the first and the last one.
    @Test func everyEventIsDocumentedAndNoOther() {
        let names = Self.events.compactMap { $0.json(run: "")["event"]?.string } + ["run_started", "run_ended"]
        #expect(Set(names) == Set(Self.examples.keys))
        #expect(Set(names).count == names.count)
    }

    @Test func whatIsNotKnownIsNull() {
        let attached = RunEvent(seconds: .infinity, job: 1, kind: .attached(taskID: nil)).json(run: "")
        #expect(attached.text == #"{"v":1,"event":"attached","seconds":null,"run":null,"job":1,"task":null}"#)
        let skipped = JobReport(Self.label, status: .skipped, charge: .unknown)
        let finished = RunEvent(seconds: 1, job: 3, kind: .finished(skipped)).json(run: "")
        #expect(finished["credits"] == .null && finished["took"] == .null && finished["error"] == .null)
        #expect(finished["charge"]?.text == #"{"kind":"unknown","credits":null}"#)
    }
}
