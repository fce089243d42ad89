import Foundation
import Testing

/// Scripts from a pipe: `-` is the standard input, and what is not UTF-8 is said to be so wherever it comes from.
@Suite(.serialized)
struct StandardInputTests {
    @Test func scriptsComeFromThere() async throws {
        let workplace = try Workplace()
        try workplace.write("fox\n", to: "animals.txt")
        let script = "for a in read_lines(\"animals.txt\") { gen z-image \"a $a\" }\n"
        let plan = try await workplace.start(["plan", "-"], input: script).end()
        #expect(plan.code == 0 && plan.output.contains("1 request"), "\(plan.text)")
        let run = try await workplace.start(["run", "-", "--simulate"], input: script).end()
        #expect(run.code == 0 && run.output.contains("1 succeeded"), "\(run.text)")
        #expect(try await workplace.rivya("runs", "--simulate").output.contains("<stdin>"))
        let check = try await workplace.start(["check", "-"], input: "gen z-image $a\n").end()
        #expect(check.code == 2 && check.errors.contains("--> <stdin>:1:13"), "\(check.text)")
    }

    @Test(arguments: ["plan -", "run - --simulate", "check -", "format -", "--simulate", "plan /dev/stdin"])
    func whatIsNotUTF8IsSaid(_ command: String) async throws {
        let workplace = try Workplace()
        let ending = try await workplace.shell("printf 'gen z-image \"caf\\351\"\\n' | \"$RIVYA\" \(command)")
        #expect(ending.code == 2, "\(ending.text)")
        #expect(ending.errors.contains("error[R0002]"), "\(ending.text)")
    }

    @Test func theTextOfTheCommandLineToo() async throws {
        let workplace = try Workplace()
        for form in ["-e \"$TEXT\"", "--simulate -e \"$TEXT\""] {
            let ending = try await workplace.shell("TEXT=$(printf 'gen z-image \"caf\\351\"'); \"$RIVYA\" \(form)")
            #expect(ending.code == 2, "\(ending.text)")
            #expect(ending.errors.contains("error[R0002]"), "\(ending.text)")
        }
        try workplace.write("param p = a\ngen z-image $p\n", to: "s.rivya")
        let parameter = try await workplace.shell("\"$RIVYA\" plan s.rivya --param \"p=$(printf 'caf\\351')\"")
        #expect(parameter.code == 2 && parameter.errors.contains("not UTF-8"), "\(parameter.text)")
    }

    @Test func theLineIsThatOfThePipe() async throws {
        let workplace = try Workplace()
        let ending = try await workplace.shell("printf 'let a = 1\\nprint \"\\351\"\\n' | \"$RIVYA\"")
        #expect(ending.code == 2 && ending.errors.contains("<stdin>:2:8"), "\(ending.text)")
    }
}
