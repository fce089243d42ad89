import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What is wrong is said where it is and with what to do about it, and nothing is sent.
@Suite(.serialized)
struct BadInputTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var what: String
        var script: [UInt8]
        /// The first lines of what is said.
        var says: String

        init(_ what: String, _ script: String, _ says: String) {
            self.init(what, bytes: Array(script.utf8), says)
        }

        init(_ what: String, bytes: [UInt8], _ says: String) {
            (self.what, script, self.says) = (what, bytes, says)
        }

        var testDescription: String { what }
    }

    static let cases = [
        Case(
            "unknown model", "gen kling-2-7 \"a\"", "error[R0301]: there is no model `kling-2-7`\n  --> s.rivya:1:5\n"),
        Case(
            "unknown parameter", "gen z-image \"a\" ratio=16:9",
            "error[R0303]: `z-image` has no parameter `ratio`\n  --> s.rivya:1:17\n"),
        Case(
            "unknown option", "gen z-image \"a\" --nam b",
            "error[R0208]: `gen` has no option `--nam`\n  --> s.rivya:1:17\n"),
        Case(
            "unknown variable", "gen z-image $a", "error[R0201]: there is no variable `$a` here\n  --> s.rivya:1:13\n"),
        Case(
            "wrong option value", "gen kling-2-6 \"a\" sound=maybe",
            "error[R0302]: `sound` cannot be `maybe` for `kling-2-6`\n  --> s.rivya:1:25\n"),
        Case(
            "number out of range", "gen kling-v2-1-master \"a\" cfg_scale=1.5",
            "error[R0304]: `cfg_scale` cannot be `1.5` for `kling-v2-1-master`\n  --> s.rivya:1:37\n"),
        Case(
            "prompt too long", "let a = join([\"x\" for i in 1..1001], \"\")\ngen kling-2-6 $a",
            "error[R0307]: the prompt has 1001 characters, `kling-2-6` takes at most 1000\n  --> s.rivya:2:15\n"),
        Case(
            "missing reference", "gen kling-2-6 \"a\" ref=none.png",
            "error[R0311]: the reference `none.png` cannot be used: there is no such file\n  --> s.rivya:1:23\n"),
        Case(
            "folder as reference", "gen kling-2-6 \"a\" ref=folder",
            "error[R0311]: the reference `folder` cannot be used: it is a folder\n  --> s.rivya:1:23\n"),
        Case(
            "pipe as reference", "gen kling-2-6 \"a\" ref=pipe.png",
            "error[R0311]: the reference `pipe.png` cannot be used: it is no regular file\n  --> s.rivya:1:23\n"),
        Case(
            "too large reference", "gen kling-2-6 \"a\" ref=large.png",
            "error[R0313]: `large.png` has 11.1 MB, `kling-2-6` takes images of at most 10 MB\n  --> s.rivya:1:23\n"),
        Case(
            "too many references", "gen kling-2-6 \"a\" ref=[small.png, small.png]",
            "error[R0314]: `kling-2-6` takes at most 1 reference, not 2\n  --> s.rivya:1:23\n"),
        Case(
            "text as reference", "gen kling-2-6 \"a\" ref=text.png",
            "error[R0312]: `text.png` is no image, video or audio file\n  --> s.rivya:1:23\n"),
        Case(
            "sound where a picture is wanted", "gen kling-2-6 \"a\" ref=sound.png",
            "error[R0312]: `sound.png`"),
        Case(
            "reference for a model that takes none", "gen z-image \"a\" ref=small.png",
            "error[R0315]: `z-image` takes no reference media\n  --> s.rivya:1:17\n"),
        Case("empty script", "", "error[R0005]: the script is empty\n  --> s.rivya\n"),
        Case("blank script", " \n\t\n", "error[R0005]: the script is empty\n"),
        Case(
            "binary script", bytes: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0],
            "error[R0004]: this is not a text file: it holds a zero byte\n  --> s.rivya:1:8\n"),
        Case(
            "invalid UTF-8", bytes: Array("print \"ok\"\ngen z-image \"a".utf8) + [0xFF] + Array("\"".utf8),
            "error[R0002]: the script is not valid UTF-8\n  --> s.rivya:2:15\n"),
        Case(
            "mistake behind good requests", "gen z-image \"a\"\ngen z-image \"b\"\nassert false \"no\"",
            "error[R0407]: the assertion does not hold: no\n  --> s.rivya:3:8\n"),
    ]

    @Test(arguments: cases)
    func isRefusedBeforeAnythingIsSent(_ wrong: Case) async throws {
        let workplace = try Workplace()
        let simulator = try await SimulatorProcess(for: workplace)
        try workplace.makeFolder("folder")
        try workplace.write("a note", to: "text.png")
        try workplace.copy(Project.fixture("boat.png"), to: "small.png")
        try workplace.copy(Project.fixture("beep.wav"), to: "sound.png")
        try workplace.write(
            [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [UInt8](repeating: 0, count: 11 << 20), to: "large.png")
        mkfifo(workplace.path + "/pipe.png", 0o600)
        try workplace.write(wrong.script, to: "s.rivya")

        let run = try await workplace.run("s.rivya")
        #expect(run.code == 2)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix(wrong.says), "\(run.errors)")
        let help = ["= help: ", "^ allowed: ", "the assertion"]
        #expect(help.contains { run.errors.contains($0) }, "\(run.errors)")
        let audit = try await simulator.audit()
        #expect(audit.taskCount == 0)
        #expect(audit.uploadCount == 0)
        #expect(!workplace.exists("rivya-out"))

        let plan = try await workplace.rivya("plan", "s.rivya")
        #expect(plan.code == (wrong.says.contains("R0005") ? 0 : 2))
    }

    @Test(.enabled(if: geteuid() != 0, "a superuser may read everything"))
    func anUnreadableReferenceIsRefused() async throws {
        let workplace = try Workplace()
        try workplace.copy(Project.fixture("boat.png"), to: "boat.png")
        chmod(workplace.path + "/boat.png", 0)
        try workplace.write("gen kling-2-6 \"a\" ref=boat.png\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 2)
        #expect(run.errors.hasPrefix("error[R0311]: the reference `boat.png` cannot be used: permission denied"))
    }

    /// A pipe that nobody writes to would never end.
    @Test func filesThatAScriptReadsAreNoPipes() async throws {
        let workplace = try Workplace()
        mkfifo(workplace.path + "/pipe.txt", 0o600)
        try workplace.write("print read(\"pipe.txt\")\n", to: "s.rivya")
        let run = try await workplace.simulate("s.rivya")
        #expect(run.code == 2)
        #expect(run.errors.contains("`pipe.txt` cannot be read: it is no regular file"), "\(run.errors)")
    }

    @Test(arguments: ["check", "plan", "run"])
    func theScriptMustBeAFile(_ command: String) async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("folder")
        for (name, reason) in [("folder", "it is a folder"), ("none.rivya", "there is no such file")] {
            let run = try await workplace.rivya(command, name)
            #expect(run.code == 2)
            #expect(run.output == "")
            #expect(
                run.errors.hasPrefix(
                    "error[R0001]: `\(name)` cannot be read: \(reason)\n  --> \(name)\n   = help: give the path"),
                "\(run.errors)")
        }
    }

    @Test(arguments: [
        ["run"], ["run", "s.rivya", "--nothing"], ["run", "s.rivya", "--simulate", "--base-url", "http://127.0.0.1:1"],
        ["run", "s.rivya", "--simulate", "--concurrency", "0"], ["run", "s.rivya", "--simulate", "--poll", "soon"],
        ["run", "s.rivya", "--simulate", "--on-error", "panic"],
        ["run", "s.rivya", "--simulate", "--max-requests", "0"],
        ["run", "s.rivya", "--simulate", "--output", "{nothing}.mp4"],
        ["run", "s.rivya", "--simulate", "--param", "b=1"],
        ["run", "s.rivya", "--simulate", "--param", "a"],
        ["plan", "s.rivya", "--simulate", "--base-url", "http://127.0.0.1:1"],
        ["resume", "--simulate", "--base-url", "http://127.0.0.1:1"], ["plan", "s.rivya", "--budget", "-5"], ["plan"],
        ["check"],
        ["sell"], ["simulate", "--port", "70000"], ["simulate", "--fault", "everything"],
        ["simulate", "--credits", "-1"],
        ["models", "a", "b"],
    ])
    func theCommandLineIsChecked(_ arguments: [String]) async throws {
        let workplace = try Workplace()
        try workplace.write("param a = 1\ngen z-image \"a\"\n", to: "s.rivya")
        let run = try await workplace.start(arguments).end()
        #expect(run.code == 2)
        #expect(run.output == "")
        #expect(run.errors.lowercased().hasPrefix("error"), "\(run.errors)")
        #expect(workplace.files(below: "") == ["s.rivya"])
    }
}
