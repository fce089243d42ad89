import Foundation
import Testing

@testable import RivyaSession

/// Commands of the session, and the words that mean them.
@Suite struct SessionCommandTests {
    private func pipe(_ text: String, in workplace: Workplace) async throws -> Workplace.Ending {
        try await workplace.start(["--simulate", "--poll", "20ms", "--rate", "none"], input: text).end()
    }

    @Test(arguments: [
        ("exit", ":quit"), (" quit ", ":quit"), ("exit()", ":quit"), ("help", ":help"), ("?", ":help"),
        ("? gen", ":help gen"), ("?gen", ":help gen"), ("help :jobs", ":help :jobs"), ("rivya help gen", ":help gen"),
        ("rivya --help", ":help"), ("rivya doc upper", ":help upper"), ("rivya models", ":models"),
        ("rivya model z-image", ":model z-image"),
    ])
    func wordsMeanCommands(_ line: String, _ command: String) {
        #expect(MetaCommand.spoken(line) == command)
    }

    @Test(arguments: ["exit 1 + 2", "help me please", "let exit = 1", "helper", "\"exit\"", "rivya run a.rivya", ""])
    func otherLinesDoNot(_ line: String) {
        #expect(MetaCommand.spoken(line) == nil)
    }

    @Test func exitEndsASessionFromAPipe() async throws {
        let ending = try await pipe("1 + 2\nexit\nprint later\n", in: try Workplace())
        #expect(ending.output == "3\n")
        #expect(ending.code == 0)
    }

    @Test func judgmentsAreThoseOfTheLedger() async throws {
        let workplace = try Workplace()
        let ending = try await pipe(
            """
            for x in [fox, owl] { gen z-image "a $x" }
            wait
            :rate 1 4
            :pick 1
            :reject 2
            :jobs rating >= 4
            :jobs axis.x == owl and reject
            :jobs rating == 1

            """, in: workplace)
        #expect(ending.code == 0, "\(ending.text)")
        #expect(ending.output.contains("job 1: 4 stars"))
        #expect(ending.output.contains("job 2: rejected"))
        #expect(ending.output.contains("none of the 2 jobs is like that"))
        let jobs = try await workplace.rivya("jobs", "--simulate", "--where", "pick and rating == 4", "--json")
        #expect(jobs.output.split(separator: "\n").count == 1, "\(jobs.text)")
        let wrong = try await pipe("gen z-image \"a\"\nwait\n:rate 1 6\n", in: workplace)
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("`6` is no number of stars"))
    }

    @Test func bytesThatAreNoUTF8AreNotPaidFor() async throws {
        let workplace = try Workplace()
        let ending = try await workplace.shell(
            #"printf 'print first\ngen z-image "caf\351"\n' | "$RIVYA" --simulate --poll 20ms"#)
        #expect(ending.code == 2)
        #expect(ending.output == "first\n")
        #expect(ending.errors.contains("error[R0002]"), "\(ending.text)")
        #expect(ending.errors.contains("--> <stdin>:2:"), "\(ending.text)")
        #expect(workplace.files().isEmpty)
    }
}
