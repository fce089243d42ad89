import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Keys that are stored: how they get there, who may read them, and where they are sent.
@Suite(.serialized)
struct LoginTests {
    private static let key = "rvya_sk_stored9876543210"
    private static let keys = ".config/rivya/keys.json"

    /// A workplace whose programs use a simulator, and have no key.
    private func workplace() async throws -> (Workplace, SimulatorProcess) {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        workplace.environment["RIVYA_API_KEY"] = nil
        try workplace.write("gen z-image \"a\"\n", to: "s.rivya")
        return (workplace, simulator)
    }

    private func mode(_ name: String, in workplace: Workplace) throws -> Int {
        var status = stat()
        try #require(stat(workplace.path + "/" + name, &status) == 0)
        return Int(status.st_mode & 0o777)
    }

    @Test func storesAKeyThatWorks() async throws {
        let (workplace, simulator) = try await workplace()
        let login = try await workplace.start(["login"], input: "  \(Self.key)\nnot this line\n").end()
        #expect(login.code == 0, "\(login.text)")
        #expect(
            login.output
                == "the key works: the account has 10000 credits; it is stored in \(workplace.path)/\(Self.keys)\n")
        #expect(login.errors.isEmpty)
        #expect(try mode(Self.keys, in: workplace) == 0o600)
        #expect(try mode(".config/rivya", in: workplace) == 0o700)
        #expect(
            try workplace.read(Self.keys)
                == "{\"keys\":[{\"base_url\":\"\(simulator.url)\",\"key\":\"\(Self.key)\"}]}\n")

        let run = try await workplace.run("s.rivya")
        #expect(run.code == 0, "\(run.text)")
        let config = try await workplace.rivya("config")
        #expect(config.output.contains("***3210"))
        #expect(config.output.contains("keys: \(workplace.path)/\(Self.keys)"))
        #expect(!(login.text + run.text + config.text).contains(Self.key))

        let logout = try await workplace.rivya("logout")
        #expect(logout.output == "the key for \(simulator.url) is no longer stored\n")
        #expect(!workplace.exists(Self.keys))
        #expect(try await workplace.run("s.rivya").code == 4)
        #expect(try await workplace.rivya("logout").output == "no key is stored for \(simulator.url)\n")
    }

    @Test func readsAPipe() async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        let process = try ChildProcess(
            "/bin/sh", arguments: ["-c", "printf %s \(Self.key) | \(try BuiltProgram.path("rivya")) login"],
            environment: workplace.environment, folder: workplace.path,
            streams: [.nothing, .output(workplace.path + "/out"), .output(workplace.path + "/err")])
        #expect(try await process.waitForEnd() == 0)
        #expect(try workplace.read("out").hasPrefix("the key works"))
        #expect(try workplace.read("err").isEmpty)
    }

    @Test func storesNothingThatDoesNotWork() async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        for (input, code, message) in [
            ("wrong_secret_0123456789\n", 4, "error: The API key could not be verified."),
            ("\n", 2, "error: the API key is empty"),
            ("", 2, "error: the API key is empty"), ("a b\n", 2, "error: the API key holds characters"),
        ] as [(String, Int32, String)] {
            let login = try await workplace.start(["login"], input: input).end()
            #expect(login.code == code)
            #expect(login.errors.hasPrefix(message), "\(login.errors)")
            #expect(login.errors.hasSuffix("nothing was stored\n"))
            #expect(!login.text.contains("secret_0123"))
            #expect(!workplace.exists(".config"))
        }
        let port = try SilentPort()
        let login = try await workplace.start(
            ["login", "--base-url", "http://127.0.0.1:\(port.number)"], input: Self.key
        ).end()
        #expect(login.code == 5)
        #expect(!workplace.exists(".config"))
        withExtendedLifetime(port) {}
    }

    /// A key is sent to the base URL that it was stored for, and to no other.
    @Test func aKeyStaysWithItsService() async throws {
        let (workplace, simulator) = try await workplace()
        #expect(try await workplace.start(["login"], input: Self.key).end().code == 0)
        let (requests, run) = try await RawServer.with { _ in
            RawServer.json(200, #"{"current_credits":100}"#)
        } _: { server in
            workplace.environment["RIVYA_BASE_URL"] = server.url
            let run = try await workplace.run("s.rivya")
            #expect(run.errors.hasPrefix("error: there is no API key for `\(server.url)`\n"))
            #expect(try await workplace.rivya("models", "--refresh").code == 5)
            return (server.requests, run)
        }
        #expect(run.code == 4)
        #expect(requests.map(\.target) == ["/api/v1/models"])
        #expect(requests.allSatisfy { $0.header("Authorization") == nil })

        // Another service's key comes beside it, and leaves it alone.
        let other = try await SimulatorProcess(for: workplace)
        workplace.environment["RIVYA_API_KEY"] = nil
        #expect(try await workplace.start(["login"], input: "rvya_sk_other0123456789").end().code == 0)
        #expect(try workplace.read(Self.keys).contains(simulator.url))
        #expect(try workplace.read(Self.keys).contains(other.url))
        #expect(try await workplace.rivya("logout", "--base-url", simulator.url).code == 0)
        #expect(!(try workplace.read(Self.keys).contains(Self.key)))
        #expect(try await workplace.rivya("logout", "--all").output == "no key is stored any more\n")
        #expect(!workplace.exists(Self.keys))
    }

    @Test func theEnvironmentsKeyWins() async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        let login = try await workplace.start(["login"], environment: ["RIVYA_API_KEY": "wrong"], input: Self.key).end()
        #expect(login.code == 0)
        #expect(login.errors == "warning: `RIVYA_API_KEY` is set, and is used instead of the stored key\n")
        let run = try await workplace.rivya("run", "s.rivya", "--yes", environment: ["RIVYA_API_KEY": "wrong"])
        #expect(run.code == 4)
    }

    @Test func warnsOfAFileThatOthersMayRead() async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        #expect(try await workplace.start(["login"], input: Self.key).end().code == 0)
        #expect(chmod(workplace.path + "/" + Self.keys, 0o644) == 0)
        let run = try await workplace.run("s.rivya")
        #expect(run.code == 0)
        #expect(run.errors.hasPrefix("warning: others may read your keys: `chmod 600 "), "\(run.errors)")
        try workplace.write("{", to: Self.keys)
        let broken = try await workplace.run("s.rivya")
        #expect(broken.code == 2)
        #expect(broken.errors.contains("error: the file of keys `"), "\(broken.errors)")
        #expect(try await workplace.start(["login"], input: Self.key).end().code == 0)
        #expect(try mode(Self.keys, in: workplace) == 0o600)
    }

    // MARK: - On a terminal

    private func start(_ workplace: Workplace, on terminal: PseudoTerminal) throws -> ChildProcess {
        try ChildProcess(
            try BuiltProgram.path("rivya"), arguments: ["login"],
            environment: workplace.environment.merging(["TERM": "xterm"]) { $1 }, folder: workplace.path,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
            ],
            hasSession: true)
    }

    @Test func showsNothingOfWhatIsTyped() async throws {
        let (workplace, simulator) = try await workplace()
        let terminal = try PseudoTerminal(columns: 120)
        let modes = try terminal.modes()
        let program = try start(workplace, on: terminal)
        let prompt = "API key for \(simulator.url):"
        try await terminal.wait("the prompt") { $0.cursorLine == prompt }
        terminal.type("rvya_sk_wronh\u{7F}g" + "\u{15}" + Self.key + "\n")
        try await terminal.wait("the answer") { $0.lines.contains { $0.hasPrefix("the key works") } }
        #expect(try await program.waitForEnd() == 0)
        #expect(terminal.screen.lines.first == prompt)
        let received = String(decoding: terminal.received, as: UTF8.self)
        #expect(!received.contains("rvya") && !received.contains("*"))
        #expect(try terminal.modes() == modes)
        #expect(try workplace.read(Self.keys).contains("\"\(Self.key)\""))
    }

    @Test func interruptedItStoresNothing() async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        let terminal = try PseudoTerminal(columns: 120)
        let modes = try terminal.modes()
        let program = try start(workplace, on: terminal)
        try await terminal.wait("the prompt") { $0.cursorLine.hasPrefix("API key for") }
        terminal.type("rvya_sk_\u{3}")
        try await terminal.wait(forLine: "nothing was stored")
        #expect(try await program.waitForEnd() == 130)
        #expect(try terminal.modes() == modes)
        #expect(!workplace.exists(".config"))
    }

    /// A shell would go on without echo.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func endedByASignalItGivesTheTerminalBack(signal: Int32) async throws {
        let (workplace, simulator) = try await workplace()
        defer { withExtendedLifetime(simulator) {} }
        let terminal = try PseudoTerminal(columns: 120)
        let modes = try terminal.modes()
        let program = try start(workplace, on: terminal)
        try await terminal.wait("the prompt") { $0.cursorLine.hasPrefix("API key for") }
        #expect(try terminal.modes() != modes)
        terminal.type("rvya_sk_")
        program.send(signal: signal)
        #expect(try await program.waitForEnd() == -signal)
        #expect(try terminal.modes() == modes)
        #expect(!workplace.exists(".config"))
    }
}
