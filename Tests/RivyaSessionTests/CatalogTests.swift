import Foundation
import TestSupport
import Testing

/// The service's own catalog takes the place of the bundled one.
@Suite(.serialized)
struct CatalogTests {
    /// A known model at another price, and one whose parameters nobody knows how to read.
    private static let models = """
        {"object":"list","data":[
        {"id":"z-image","display_name":"Z","category":"image","base_credits":7,"max_prompt_length":1000,
         "api_status":"available","params":[{"key":"aspect_ratio","type":"select","default":"1:1","options":["1:1","4:3"]}]},
        {"id":"dream-1","display_name":"Dream","category":"image","base_credits":3,"max_prompt_length":1000,
         "api_status":"available","params":{"sizes":["a","b"]}}]}
        """

    private static let script = "gen dream-1 \"a fox\" size=b other=3\ngen z-image \"an owl\"\ngen dream-1 \"a cat\"\n"

    /// A service with that catalog: what it is asked to make is ready at once.
    private static func withService<Result: Sendable>(
        _ body: (RawServer) async throws -> Result
    ) async throws -> Result {
        try await RawServer.with { request in
            let host = request.header("Host") ?? ""
            let task =
                #"{"id":"t\#(request.body.count)","status":"succeeded","reserved_credits":3,"final_credits":3,"#
                + #""result":{"urls":["http://\#(host)/result.gif"]}}"#
            return switch request.target {
            case "/api/v1/models": RawServer.json(200, models)
            case "/api/v1/credits": RawServer.json(200, #"{"current_credits":100}"#)
            case "/result.gif": SmallPicture.answer()
            default: RawServer.json(200, task)
            }
        } _: { server in
            try await body(server)
        }
    }

    @Test func theSimulatorsCatalogIsStored() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        let refresh = try await workplace.rivya(
            "models", "kling-2-6", "--refresh", "--base-url", simulator.url,
            environment: ["RIVYA_API_KEY": nil, "RIVYA_BASE_URL": nil])
        #expect(refresh.code == 0)
        #expect(refresh.errors.hasPrefix("stored 57 models in "), "\(refresh.errors)")
        #expect(refresh.output.split(separator: "\n").map { $0.prefix(9) } == ["MODEL    ", "kling-2-6"])
        #expect(workplace.exists(".rivya/models.json"))
        #expect(try workplace.read(".rivya/.gitignore") == "*\n")
        // Nothing else is needed to plan.
        try workplace.write("gen kling-2-6 \"a\"\n", to: "s.rivya")
        let stored = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(stored.errors == "")
        #expect(try await workplace.rivya("plan", "s.rivya", "--json", "--bundled-catalog").output == stored.output)
    }

    @Test func plansUseTheStoredCatalog() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.script, to: "s.rivya")
        try await Self.withService { server in
            workplace.use(server.url)
            let refresh = try await workplace.rivya("models", "--refresh")
            #expect(refresh.code == 0)
            #expect(refresh.errors.contains("warning: model `dream-1`: its parameters have an unknown form"))
        }
        let plan = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(plan.code == 0, "\(plan.text)")
        let lines = try jsonLines(plan.output)
        #expect(lines.first?["params"] as? NSDictionary == ["size": "b", "other": 3])
        #expect(lines.last?["credits"] as? Int == 13)

        let check = try await workplace.rivya("check", "s.rivya")
        #expect(check.code == 0)
        #expect(
            check.errors.hasPrefix(
                "warning[R0701]: the catalog describes `dream-1` in a form that this version does not know\n  --> s.rivya:1:5\n"
            ))
        #expect(check.errors.components(separatedBy: "warning").count == 2, "\(check.errors)")

        let bundled = try await workplace.rivya("check", "s.rivya", "--bundled-catalog")
        #expect(bundled.code == 2)
        #expect(bundled.errors.contains("error[R0301]: there is no model `dream-1`"))
    }

    @Test func runsSendWhatTheyDoNotUnderstand() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.script, to: "s.rivya")
        let (run, requests) = try await Self.withService { server in
            workplace.use(server.url)
            _ = try await workplace.rivya("models", "--refresh")
            let run = try await workplace.run("s.rivya")
            return (run, server.requests)
        }
        #expect(run.code == 0, "\(run.text)")
        #expect(run.errors.components(separatedBy: "warning").count == 2, "\(run.errors)")
        let bodies = try requests.filter { $0.target == "/api/v1/generations" }
            .map { try json(String(decoding: $0.body, as: UTF8.self)) }
        #expect(bodies.count == 3)
        let dream = try #require(bodies.first { $0["prompt"] as? String == "a fox" })
        #expect(dream == ["model": "dream-1", "prompt": "a fox", "params": ["size": "b", "other": 3]])
    }

    @Test func aStoredCatalogThatIsBrokenIsNotUsed() async throws {
        let workplace = try Workplace()
        try workplace.write("{", to: ".rivya/models.json")
        try workplace.write("gen z-image \"a\"\n", to: "s.rivya")
        let check = try await workplace.rivya("check", "s.rivya")
        #expect(check.code == 0)
        #expect(check.errors.hasPrefix("warning: the stored catalog "), "\(check.errors)")
        #expect(check.errors.contains("`rivya models --refresh` fetches it anew"))
    }

    /// What is not a catalog does not replace one.
    @Test func anAnswerThatIsNoCatalogIsNotStored() async throws {
        let workplace = try Workplace()
        let refresh = try await RawServer.with { _ in
            RawServer.json(200, "{\"data\":5}")
        } _: { server in
            workplace.use(server.url)
            return try await workplace.rivya("models", "--refresh")
        }
        #expect(refresh.code == 5)
        #expect(!workplace.exists(".rivya/models.json"))
    }
}
