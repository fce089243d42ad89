import Foundation
import RivyaSyntax
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What `--events` writes has the form that `Documentation/Events.md` shows.
@Suite(.serialized)
struct EventsTests {
    private static let examples: [String: JSONValue] = {
        let path = URL(filePath: Project.examples).deletingLastPathComponent().appending(
            path: "Documentation/Events.md")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let objects = text.split(separator: "\n").filter { $0.hasPrefix("{") }
            .compactMap { try? JSONValue(parsing: Array($0.utf8)) }
        return Dictionary(objects.map { ($0["event"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }()

    private func events(_ text: String) throws -> [JSONValue] {
        let events = try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        for event in events {
            let name = event["event"]?.string ?? ""
            let example = try #require(Self.examples[name], "`\(name)` is not documented")
            #expect(event.object?.map(\.key) == example.object?.map(\.key), "\(event.text)")
            for member in event.object ?? [] where !member.value.isNull && !(example[member.key]?.isNull ?? true) {
                #expect(kind(member.value) == kind(example[member.key] ?? .null), "\(member.key) of \(event.text)")
            }
        }
        return events
    }

    private func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private func names(_ events: [JSONValue]) -> Set<String> { Set(events.compactMap { $0["event"]?.string }) }

    @Test func standardOutputHoldsEventsAlone() async throws {
        let workplace = try Workplace()
        try workplace.copy(Project.fixture("fox.png"), to: "fox.png")
        try workplace.write(
            "set retries 1\nlet a = gen nano-banana \"snow\" ref=fox.png\nprint \"made $(a.status)\"\ngen z-image \"[fail] x\"\n"
                .replacingOccurrences(of: "$(a.status)", with: "${a.status}"), to: "s.rivya")
        let run = try await workplace.simulate("s.rivya", "--events", "-")
        #expect(run.code == 1)
        let events = try events(run.output)
        #expect(run.errors.contains("made succeeded"))
        #expect(run.errors.contains("1 succeeded, 1 failed"))
        #expect(events.first?["event"] == .string("run_started") && events.last?["event"] == .string("run_ended"))
        #expect(events.last?["exit_code"] == .number(.whole(1)))
        #expect(events.last?["jobs"]?.text == #"{"succeeded":1,"failed":1}"#)
        #expect(
            names(events).isSuperset(of: [
                "planned", "uploading", "submitting", "submitted", "downloading", "saved", "trying_again", "finished",
            ]))
        for job in 1...2 {
            let own = events.filter { $0["job"]?.int == job }.compactMap { $0["event"]?.string }
            #expect(own.first == "planned" && own.last == "finished")
            #expect(own.count { $0 == "finished" } == 1)
        }
    }

    @Test func aFileIsAppendedTo() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"fox\"\n", to: "s.rivya")
        for _ in 1...2 {
            let run = try await workplace.simulate("s.rivya", "--events", "log.jsonl")
            #expect(run.code == 0 && run.output.contains("credit"))
        }
        let resumed = try await workplace.rivya("resume", "--simulate", "--events", "log.jsonl")
        #expect(resumed.code == 0)
        let events = try events(try workplace.read("log.jsonl"))
        #expect(events.count { $0["event"] == .string("run_started") } == 3)
        #expect(names(events).contains("attached"))
        #expect(events.last?["run"] == .null)
        let wrong = try await workplace.simulate("s.rivya", "--events", "none/log.jsonl")
        #expect(wrong.code == 2 && wrong.errors.contains("the events cannot be written to `none/log.jsonl`"))
    }

    /// Lines come as things happen, and what goes wrong is an event too.
    @Test func eventsComeAtOnce() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--fault", "create:rate-limited=1@1/0..1", for: workplace)
        try workplace.write("gen z-image \"fox\"\ngen z-image \"[stuck] owl\"\n", to: "s.rivya")
        let program = try workplace.start(["run", "s.rivya", "--yes", "--poll", "20ms", "--events", "-"])
        try await program.wait(for: #""event":"submitted","#)
        program.send(signal: SIGINT)
        try await program.wait(for: #""mode":"drain""#)
        program.send(signal: SIGINT)
        let stopped = try await program.end()
        #expect(stopped.code == 130, "\(stopped.text)")
        let events = try events(stopped.output)
        #expect(names(events).isSuperset(of: ["retrying", "rate_limited", "stopping", "run_ended"]))
        #expect(events.last?["resumable"] == .bool(true))
        #expect(stopped.errors.contains("`rivya resume "))
        _ = try await simulator.stop()
    }

    @Test func theReasonToStopIsAnEvent() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess("--credits", "1", for: workplace)
        try workplace.write(
            "set concurrency 1\nlet a = gen z-image \"fox\"\nif $a.status == succeeded { gen z-image \"owl\" }\n",
            to: "s.rivya")
        let run = try await workplace.run("s.rivya", "--events", "-")
        #expect(run.code == 3, "\(run.text)")
        let fatal = try #require(try events(run.output).first { $0["event"] == .string("fatal") })
        #expect(fatal["cause"] == .string("credits"))
        _ = try await simulator.stop()
    }
}
