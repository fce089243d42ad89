import Foundation
import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import RivyaTerminal
import Testing

@testable import RivyaSession

/// The configuration file: what it may say, what is said about mistakes, and what wins over it.
@Suite(.serialized)
struct ConfigurationTests {
    private static let file = ".config/rivya/config.json"

    private func configuration(_ text: String) -> Configuration {
        Configuration(SourceFile(name: "config.json", text: text))
    }

    /// One value of a program's settings as `rivya config --json` shows it.
    private func row(_ name: String, in output: String) throws -> JSONValue? {
        try output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }.first {
            $0["name"]?.string == name
        }
    }

    @Test func readsEveryName() {
        let found = configuration(
            """
            {
              "base_url": "http://127.0.0.1:8080", "budget": 500, "concurrency": 2, "rate": "none", "poll": "2s",
              "output": "out/{index}.{ext}", "on_error": "stop", "retries": 1, "timeout": "5m",
              "color": "never", "editor": "code --wait", "simulate": true
            }
            """)
        #expect(found.diagnostics.isEmpty)
        #expect(found.baseURL == "http://127.0.0.1:8080")
        #expect(found.settings.budget == Number(500))
        #expect(found.settings.concurrency == 2)
        #expect(found.settings.rate == .unlimited)
        #expect(found.settings.poll == .seconds(2))
        #expect(found.settings.output?.text == "out/{index}.{ext}")
        #expect(found.settings.onError == .stop)
        #expect(found.settings.retries == 1)
        #expect(found.settings.timeout == .seconds(300))
        #expect(found.color == .never)
        #expect(found.simulates)
        #expect(found.editor == "code --wait")
        #expect(found.entries.count == ConfigurationName.all.count)
    }

    @Test func aPracticeProjectNeedsNoFlag() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"simulate\": true}", to: Self.file)
        try workplace.write("gen z-image \"a boat\"\n", to: "boat.rivya")
        let run = try await workplace.rivya("run", "boat.rivya", "--poll", "20ms")
        #expect(run.code == 0, "\(run.text)")
        #expect(run.errors.contains("simulated, as the configuration says"))
        for command in [["runs"], ["jobs"], ["show", "1"], ["credits"], ["plan", "boat.rivya"], ["export"]] {
            let told = try await workplace.start(command).end()
            #expect(told.code == 0, "\(command): \(told.text)")
            #expect(told.errors.contains("simulated, as the configuration says"), "\(command)")
        }
        #expect(try await workplace.rivya("plan", "boat.rivya").text.contains("0 new, 1 cached"))
        #expect(try await workplace.rivya("-e", "1 + 2").output == "3\n")
        #expect(try await workplace.rivya("run", "boat.rivya", "--no-simulate").code == 4)
        #expect(try await workplace.rivya("run", "boat.rivya", "--yes", "--base-url", "http://127.0.0.1:1").code == 4)
        #expect(try await workplace.rivya("runs", "--no-simulate").code == 2)
        let shown = try await workplace.rivya("config", "--json")
        #expect(try row("simulate", in: shown.output)?["value"]?.string == "true")
        #expect(!configuration("{\"simulate\": \"yes\"}").diagnostics.isEmpty)
    }

    @Test func theGuideShowsEveryName() throws {
        let guide = try String(contentsOfFile: Project.document("Configuration.md"), encoding: .utf8)
        let block = try #require(guide.split(separator: "```json\n").dropFirst().first?.split(separator: "```").first)
        let found = configuration(String(block))
        #expect(found.diagnostics.isEmpty)
        #expect(found.entries.count == ConfigurationName.all.count)
    }

    @Test(
        arguments: [
            ("{\"budgte\": 5}", "there is no setting `budgte`", "did you mean `budget`?"),
            (
                "{\n  \"api_key\": \"x\"\n}", "there is no setting `api_key`",
                "keys are kept apart: `rivya login` stores one"
            ),
            ("{\n\"concurrency\": \"8\"}", "`concurrency` cannot be `8`", nil),
            ("{\"on_error\": \"stopp\"}", "`on_error` cannot be `stopp`", nil),
            ("{\"output\": \"{nmae}\"}", "unknown field `{nmae}` in a template", "did you mean `{name}`?"),
            ("{\"base_url\": \"http://rivya.ai\"}", "the base URL `http://rivya.ai` is not valid", nil),
            ("{\"color\": true}", "`color` cannot be this", nil),
            ("{\"budget\": 1, \"budget\": 2}", "`budget` is there twice", "leave one of them out"),
            ("{\"budget\": 1,}", "the configuration file is not valid JSON: expected a key in quotes", nil),
            ("[]", "the configuration file is not valid JSON: expected an object: `{`", nil),
        ] as [(String, String, String?)])
    func saysWhatIsWrong(_ text: String, _ message: String, _ help: String?) throws {
        let diagnostic = try #require(configuration(text).diagnostics.first)
        #expect(diagnostic.message.hasPrefix(message), "\(diagnostic.message)")
        if let help { #expect(diagnostic.help == help) }
    }

    @Test func aMistakeIsShownWhereItIsBeforeAnythingIsSent() async throws {
        let workplace = try Workplace()
        try workplace.write("{\n  \"budget\": 5,\n  \"concurency\": 2\n}\n", to: Self.file)
        try workplace.write("gen z-image \"a\"\n", to: "s.rivya")
        let path = workplace.path + "/" + Self.file
        let shown = """
            error[R0207]: there is no setting `concurency`
              --> \(path):3:3
               |
             3 |   "concurency": 2
               |   ^^^^^^^^^^^^
               = help: did you mean `concurrency`?

            """
        for arguments in [
            ["run", "s.rivya", "--simulate"], ["plan", "s.rivya"], ["resume", "--simulate"], ["models", "--refresh"],
            ["login"], ["config"],
        ] {
            let ending = try await workplace.start(arguments).end()
            #expect(ending.code == 2, "\(arguments)")
            #expect(ending.errors == shown, "\(arguments): \(ending.errors)")
            #expect(ending.output.isEmpty)
        }
        #expect(!workplace.exists("rivya-out"))
        // What sends nothing and reads no setting goes on.
        #expect(try await workplace.rivya("check", "s.rivya").code == 0)
        let json = try await workplace.rivya("plan", "s.rivya", "--json")
        #expect(json.output.hasPrefix("{\"severity\":\"error\",\"code\":\"R0207\""))
        #expect(json.output.contains("\"line\":3,\"column\":3"))
    }

    /// The command line over the script, the script over the file, the file over the default.
    @Test func theNearerWins() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"output\": \"configured/{index}.{ext}\", \"budget\": 1}", to: Self.file)
        try workplace.write("gen z-image \"a\"\n", to: "plain.rivya")
        try workplace.write("set output \"script/{index}.{ext}\"\ngen z-image \"b\"\n", to: "own.rivya")
        try workplace.write("gen z-image \"c\" --repeat 2\n", to: "two.rivya")
        #expect(try await workplace.simulate("plain.rivya").code == 0)
        #expect(try await workplace.simulate("own.rivya").code == 0)
        #expect(try await workplace.simulate("own.rivya", "--output", "flag/{index}.{ext}", "--fresh").code == 0)
        #expect(workplace.files(below: "configured") == ["1.png"])
        #expect(workplace.files(below: "script") == ["1.png"])
        #expect(workplace.files(below: "flag") == ["1.png"])
        let refused = try await workplace.simulate("two.rivya")
        #expect(refused.code == 3)
        #expect(refused.errors.hasPrefix("error: the plan costs 2 credits, the budget is 1\n"))
        #expect(try await workplace.simulate("two.rivya", "--budget", "none").code == 0)
    }

    /// A limit on every run is no agreement to one.
    @Test func aConfiguredBudgetAgreesToNothing() async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.write("{\"budget\": 100}", to: Self.file)
        try workplace.write("gen z-image \"a\"\n", to: "s.rivya")
        #expect(try await workplace.rivya("run", "s.rivya", "--poll", "20ms").code == 3)
        #expect(try await simulator.audit().taskCount == 0)
        #expect(try await workplace.rivya("run", "s.rivya", "--poll", "20ms", "--budget", "100").code == 0)
        #expect(try await simulator.audit().taskCount == 1)
    }

    @Test func tellsWhereEachValueComesFrom() async throws {
        let workplace = try Workplace()
        workplace.environment["RIVYA_HOME"] = nil
        try workplace.write(
            "{\n  \"base_url\": \"http://127.0.0.1:1/a\",\n  \"retries\": 2,\n  \"editor\": \"nano\"\n}", to: Self.file)
        let path = workplace.path + "/" + Self.file

        func config(_ arguments: String..., environment: [String: String?] = [:]) async throws -> String {
            let ending = try await workplace.start(["config", "--json"] + arguments, environment: environment).end()
            #expect(ending.code == 0, "\(ending.text)")
            return ending.output
        }
        func expect(
            _ output: String, _ name: String, _ value: String?, _ source: String, _ place: String? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let row = try row(name, in: output)
            #expect(row?["value"]?.string == value, sourceLocation: sourceLocation)
            #expect(row?["source"]?.string == source, sourceLocation: sourceLocation)
            if let place { #expect(row?["place"]?.string == place, sourceLocation: sourceLocation) }
        }

        var output = try await config()
        try expect(output, "base_url", "http://127.0.0.1:1/a", "file", "\(path):2")
        try expect(output, "retries", "2", "file", "\(path):3")
        try expect(output, "key", nil, "default")
        try expect(output, "budget", "none", "default")
        try expect(output, "editor", "nano", "file")
        try expect(output, "home", workplace.path + "/.rivya", "default")

        try workplace.makeFolder(".rivya")
        output = try await config(environment: [
            "RIVYA_API_KEY": "rvya_sk_0123456789abcd", "RIVYA_BASE_URL": "http://localhost:2", "EDITOR": "ed",
        ])
        try expect(output, "base_url", "http://localhost:2", "environment", "RIVYA_BASE_URL")
        try expect(output, "key", "***abcd", "environment", "RIVYA_API_KEY")
        try expect(output, "home", workplace.path + "/.rivya", "project")
        #expect(!output.contains("0123456789"))

        output = try await config(
            "--base-url", "http://[::1]:3", "--home", "there", environment: ["RIVYA_BASE_URL": "http://localhost:2"])
        try expect(output, "base_url", "http://[::1]:3", "flag")
        try expect(output, "home", workplace.path + "/there", "flag")
    }

    @Test func theXDGFolderWins() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"retries\": 1}", to: Self.file)
        try workplace.write("{\"retries\": 2}", to: "xdg/rivya/config.json")
        func retries(_ folder: String) async throws -> String? {
            let ending = try await workplace.rivya("config", "--json", environment: ["XDG_CONFIG_HOME": folder])
            return try row("retries", in: ending.output)?["value"]?.string
        }
        #expect(try await retries(workplace.path + "/xdg") == "2")
        #expect(try await retries("") == "1")
        // A relative one does not count.
        #expect(try await retries("xdg") == "1")
    }

    @Test func colorIsConfigured() async throws {
        let workplace = try Workplace()
        for (value, isColored) in [("always", true), ("never", false)] {
            try workplace.write("{\"color\": \"\(value)\"}", to: Self.file)
            let ending = try await workplace.rivya("check", "nothing.rivya")
            #expect(ending.errors.contains("\u{1B}") == isColored)
        }
    }
}
