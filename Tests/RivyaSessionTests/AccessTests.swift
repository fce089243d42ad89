import Foundation
import TestSupport
import Testing

/// Keys, hosts, and who may spend what.
@Suite(.serialized)
struct AccessTests {
    private static let key = "rvya_sk_secret0123456789"

    private func workplace(_ script: String = "gen z-image \"a fox\"\n") throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write(script, to: "s.rivya")
        return workplace
    }

    @Test func aKeyIsNeeded() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        for value in ["", nil] {
            let run = try await workplace.rivya("run", "s.rivya", "--yes", environment: ["RIVYA_API_KEY": value])
            #expect(run.code == 4)
            #expect(
                run.errors == """
                    error: there is no API key for `\(simulator.url)`
                      = help: store one with `rivya login`, or set `RIVYA_API_KEY`; `--simulate` needs no key and costs nothing

                    """)
        }
        #expect(try await simulator.audit().taskCount == 0)
    }

    @Test func aWrongKeyIsRefusedAndNotShown() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        workplace.use(simulator.url, key: "wrong-secret-5521")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 4)
        #expect(run.errors.hasPrefix("error: The API key could not be verified."), "\(run.errors)")
        #expect(!run.text.contains("secret-5521"))
        #expect(try await simulator.audit().taskCount == 0)
    }

    /// The answer repeats the key, and still it is not shown; nor is it in any file.
    @Test func theKeyIsNeverPrinted() async throws {
        let workplace = try workplace()
        let run = try await RawServer.with { _ in
            RawServer.json(
                401, #"{"error":{"code":"api_key_invalid","message":"no such key: \#(Self.key)","requestId":"r1"}}"#)
        } _: { server in
            workplace.use(server.url, key: Self.key)
            return try await workplace.run("s.rivya")
        }
        #expect(run.code == 4)
        #expect(run.errors.contains("no such key: ***"), "\(run.errors)")
        #expect(!run.text.contains(Self.key))
    }

    /// The API is at one port, the result at another: only the first sees the key.
    @Test func theKeyIsSentToTheBaseURLOnly() async throws {
        let workplace = try workplace()
        let (api, media, run) = try await RawServer.with { _ in
            SmallPicture.answer()
        } _: { media in
            try await RawServer.with { [url = media.url] request in
                request.target == "/api/v1/credits"
                    ? RawServer.json(200, #"{"current_credits":100}"#)
                    : RawServer.json(200, Self.finishedTask(url + "/result.gif"))
            } _: { api in
                workplace.use(api.url, key: Self.key)
                let run = try await workplace.run("s.rivya")
                return (api.requests, media.requests, run)
            }
        }
        #expect(run.code == 0, "\(run.text)")
        #expect(api.map(\.target) == ["/api/v1/credits", "/api/v1/generations"])
        #expect(api.allSatisfy { $0.header("Authorization") == "Bearer \(Self.key)" })
        #expect(media.map(\.target) == ["/result.gif"])
        #expect(media.allSatisfy { !$0.head.contains(Self.key) && $0.header("Authorization") == nil })

        #expect(!run.text.contains(Self.key))
        for file in workplace.files(below: "") {
            #expect(try workplace.bytes(file).firstRange(of: Array(Self.key.utf8)) == nil, "\(file)")
        }
    }

    private static func finishedTask(_ url: String) -> String {
        #"{"id":"t1","status":"succeeded","model":"z-image","reserved_credits":1,"final_credits":1,"#
            + #""result":{"primary_url":"\#(url)","urls":["\#(url)"]},"error":null}"#
    }

    @Test func aHostThatDoesNotAnswer() async throws {
        let workplace = try workplace()
        let port = try SilentPort()
        workplace.use("http://127.0.0.1:\(port.number)")
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 5)
        #expect(run.errors.hasPrefix("error: `127.0.0.1` cannot be reached: the connection was refused\n  = help: "))
        #expect(try await workplace.rivya("models", "--refresh").code == 5)
        withExtendedLifetime(port) {}
    }

    @Test(arguments: [
        "http://rivya.ai", "http://127.0.0.1.example.com:80", "ftp://localhost", "rivya.ai", "https://a@b",
    ])
    func aBaseURLThatIsNotTaken(_ url: String) async throws {
        let workplace = try workplace()
        workplace.use(url)
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 2)
        #expect(run.errors.hasPrefix("error: the base URL"), "\(run.errors)")
        let flagged = try await workplace.rivya(
            "models", "--refresh", "--base-url", url, environment: ["RIVYA_BASE_URL": nil])
        #expect(flagged.code == 2)
    }

    // MARK: - Credits and consent

    @Test func tooFewCredits() async throws {
        let workplace = try workplace("gen z-image \"a\" --repeat 3\n")
        let simulator = try await SimulatorProcess("--credits", "2", for: workplace)
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 3)
        #expect(run.errors.hasPrefix("error: the plan costs 3 credits, the account has 2\n  = help: "), "\(run.errors)")
        #expect(try await simulator.audit().taskCount == 0)
    }

    /// The plan could not know all of it, so the service is the first to say no.
    @Test func creditsThatRunOut() async throws {
        let workplace = try workplace(
            """
            let a = gen z-image "a"
            if $a.status == "succeeded" { gen z-image "b" --repeat 3 }

            """)
        let simulator = try await SimulatorProcess("--credits", "2", for: workplace)
        let run = try await workplace.run("s.rivya", "--concurrency", "1")
        #expect(run.code == 3, "\(run.text)")
        #expect(try await simulator.audit().charged == 2)
        #expect(run.output.contains("2 credits charged"))
    }

    @Test func aPlanOverTheBudget() async throws {
        let workplace = try workplace("set budget 2\ngen z-image \"a\" --repeat 3\n")
        let simulator = try await SimulatorProcess(for: workplace)
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 3)
        #expect(run.errors.hasPrefix("error: the plan costs 3 credits, the budget is 2\n  = help: "))
        #expect(try await workplace.rivya("run", "s.rivya", "--simulate").code == 3)
        #expect(try await simulator.audit().taskCount == 0)

        let allowed = try await workplace.run("s.rivya", "--budget", "3")
        #expect(allowed.code == 0, "\(allowed.text)")
        #expect(try await simulator.audit().charged == 3)
    }

    @Test func aBudgetStopsAPartialPlan() async throws {
        let workplace = try workplace(
            """
            set budget 2
            let a = gen z-image "a"
            if $a.status == "succeeded" { gen z-image "b" --repeat 3 }

            """)
        let simulator = try await SimulatorProcess(for: workplace)
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 3, "\(run.text)")
        #expect(try await simulator.audit().charged == 2)
    }

    @Test func noConsentWithoutATerminal() async throws {
        let workplace = try workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        let refused = try await workplace.rivya("run", "s.rivya")
        #expect(refused.code == 3)
        #expect(
            refused.errors.contains("there is no terminal to ask on\n  = help: agree with `--yes`"), "\(refused.errors)"
        )
        #expect(try await simulator.audit().taskCount == 0)

        let allowed = try await workplace.rivya("run", "s.rivya", "--budget", "1", "--poll", "20ms")
        #expect(allowed.code == 0, "\(allowed.text)")
        #expect(try await simulator.audit().charged == 1)
    }

    /// Nothing to spend, nothing to ask.
    @Test func aScriptWithoutRequestsAsksNothing() async throws {
        let workplace = try workplace("print \"hello\"\n")
        let simulator = try await SimulatorProcess(for: workplace)
        let run = try await workplace.rivya("run", "s.rivya")
        #expect(run.code == 0, "\(run.text)")
        #expect(run.output.hasPrefix("hello\n"))
        #expect(try await simulator.audit().taskCount == 0)
    }
}
