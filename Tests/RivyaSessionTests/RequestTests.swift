import Foundation
import Testing

/// What the service receives, byte by byte where it was documented.
@Suite(.serialized)
struct RequestTests {
    private static let prompt = "A cinematic product reveal with smooth camera movement"

    private func golden(_ name: String) throws -> NSDictionary {
        try json(try String(contentsOfFile: Project.fixture("requests/\(name).json"), encoding: .utf8))
    }

    @Test(arguments: ["kling-2-6", "kling-v2-1-master"])
    func isTheMinimalRequestOfTheModelPage(_ model: String) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("gen \(model) \"\(Self.prompt)\"\n", to: "a.rivya")
        #expect(try await workplace.run("a.rivya").code == 0)
        let requests = try await simulator.requests()
        #expect(requests.count == 1)
        #expect(try json(requests[0]) == golden("\(model).minimal"))
    }

    /// The service has not promised to fetch references, so the picture arrives as an upload: all else is the page's.
    @Test(arguments: ["kling-2-6", "kling-v2-1-master"])
    func isTheReferenceRequestOfTheModelPage(_ model: String) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.copy(Project.fixture("reference-image.png"), to: "reference-image.png")
        try workplace.write("gen \(model) \"\(Self.prompt)\" ref=reference-image.png\n", to: "a.rivya")
        #expect(try await workplace.run("a.rivya").code == 0)

        let requests = try await simulator.requests()
        #expect(requests.count == 1)
        let upload = try #require(requests.first?.firstMatch(of: /http:[^"]*\/media\/uploads\/[^"]*/)).output
        #expect(upload.hasPrefix(simulator.url))
        let sent = requests[0].replacing(upload, with: "https://cdn.example.com/reference-image.png")
        #expect(try json(sent) == golden("\(model).reference"))
        #expect(try await simulator.audit().uploadCount == 1)
    }

    /// Values arrive in the wire's types whatever the script wrote.
    @Test func convertsValues() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            """
            gen kling-2-6 'a "fox" 🦊' duration=10 sound=true
            gen kling-v2-1-master "b" cfg_scale="0.25" duration="5"

            """, to: "a.rivya")
        #expect(try await workplace.run("a.rivya", "--concurrency", "1").code == 0)
        let requests = try await simulator.requests()
        #expect(
            requests == [
                #"{"model":"kling-2-6","prompt":"a \"fox\" 🦊","params":"#
                    + #"{"duration":"10","sound":"true","aspect_ratio":"1:1"}}"#,
                #"{"model":"kling-v2-1-master","prompt":"b","params":"#
                    + #"{"duration":"5","aspect_ratio":"16:9","cfg_scale":0.25}}"#,
            ])
    }

    /// The result of the first job is downloaded, uploaded, and only then does the second begin.
    @Test func aJobIsTheReferenceOfAnother() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write(
            """
            let still = gen nano-banana "a tram"
            gen kling-2-6 "the tram leaves" ref=$still

            """, to: "a.rivya")
        let run = try await workplace.run("a.rivya")
        #expect(run.code == 0, "\(run.text)")

        let requests = try await simulator.requests()
        try #require(requests.count == 2)
        #expect(requests[0].contains("nano-banana"))
        #expect(requests[1].contains(simulator.url + "/media/uploads/"))
        let params = try #require(try json(requests[1])["params"] as? NSDictionary)
        let reference = try #require((params["referenceMediaItems"] as? [NSDictionary])?.first)
        #expect(reference["kind"] as? String == "image")
        #expect(try await simulator.audit().uploadCount == 1)

        let lines = run.errors.split(separator: "\n").map(String.init)
        let firstEnd = try #require(lines.firstIndex { $0.hasPrefix("[1/2] succeeded  nano-banana") })
        let secondStart = try #require(lines.firstIndex { $0.hasPrefix("job 2 submitted") })
        #expect(firstEnd < secondStart)
    }
}
