import Foundation
import Testing

/// `rivya check`: everything that is wrong, each at its place, and nothing else.
@Suite(.serialized)
struct CheckTests {
    private static let mistakes = """
        let style = noir
        gen kling-2-7 "a fox"
        gen kling-2-6 "a fox" duration=7
        gen kling-2-6 "a fox" aspekt_ratio=16:9
        gen kling-2-6 "a $styl fox"
        gen kling-2-6 "a fox" --nam x
        gen kling-2-6

        """

    @Test func showsEachOfSixMistakesAtItsPlace() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.mistakes, to: "sweep.rivya")
        let check = try await workplace.rivya("check", "sweep.rivya")
        #expect(check.code == 2)
        #expect(check.output == "")
        #expect(
            check.errors == """
                error[R0301]: there is no model `kling-2-7`
                  --> sweep.rivya:2:5
                   |
                 2 | gen kling-2-7 "a fox"
                   |     ^^^^^^^^^
                   = help: did you mean `kling-2-6` or `kling-3-0`?

                error[R0302]: `duration` cannot be `7` for `kling-2-6`
                  --> sweep.rivya:3:32
                   |
                 3 | gen kling-2-6 "a fox" duration=7
                   |                                ^ allowed: 5, 10
                   = help: the nearest option is `5`

                error[R0303]: `kling-2-6` has no parameter `aspekt_ratio`
                  --> sweep.rivya:4:23
                   |
                 4 | gen kling-2-6 "a fox" aspekt_ratio=16:9
                   |                       ^^^^^^^^^^^^
                   = help: did you mean `aspect_ratio`? its parameters are `duration`, `sound`, `aspect_ratio`

                error[R0201]: there is no variable `$styl` here
                  --> sweep.rivya:5:18
                   |
                 5 | gen kling-2-6 "a $styl fox"
                   |                  ^^^^^
                   = help: did you mean `$style`?

                error[R0208]: `gen` has no option `--nam`
                  --> sweep.rivya:6:23
                   |
                 6 | gen kling-2-6 "a fox" --nam x
                   |                       ^^^^^
                   = help: did you mean `--name`?

                error[R0306]: `kling-2-6` needs a prompt
                  --> sweep.rivya:7:1
                   |
                 7 | gen kling-2-6
                   | ^^^
                   = help: write it after the model, as in `gen kling-2-6 "a fox in the snow"`

                """
        )
    }

    @Test(arguments: ["check", "plan"])
    func saysTheSameAsJSON(_ command: String) async throws {
        let workplace = try Workplace()
        try workplace.write(Self.mistakes, to: "sweep.rivya")
        let check = try await workplace.rivya(command, "sweep.rivya", "--json")
        #expect(check.code == 2)
        #expect(check.errors == "")
        let places = try jsonLines(check.output).map { line in
            "\(line["code"]!) \(line["line"]!):\(line["column"]!)-\(line["end_line"]!):\(line["end_column"]!)"
        }
        #expect(
            places == [
                "R0301 2:5-2:14", "R0302 3:32-3:33", "R0303 4:23-4:35", "R0201 5:18-5:23", "R0208 6:23-6:28",
                "R0306 7:1-7:4",
            ]
        )
        let second = try #require(try jsonLines(check.output).dropFirst().first)
        #expect(
            second
                == [
                    "severity": "error", "code": "R0302", "message": "`duration` cannot be `7` for `kling-2-6`",
                    "file": "sweep.rivya", "line": 3, "column": 32, "end_line": 3, "end_column": 33,
                    "help": "the nearest option is `5`",
                    "labels": [["line": 3, "column": 32, "end_line": 3, "end_column": 33, "text": "allowed: 5, 10"]],
                    "notes": [],
                ] as NSDictionary
        )
    }

    @Test func checksSeveralFiles() async throws {
        let workplace = try Workplace()
        try workplace.write("gen z-image \"a\"\n", to: "good.rivya")
        try workplace.write("gen z-imag \"a\"\n", to: "bad.rivya")
        #expect(try await workplace.rivya("check", "good.rivya").text == "")
        let check = try await workplace.rivya("check", "bad.rivya", "good.rivya", "nothing.rivya", "--json")
        #expect(check.code == 2)
        #expect(try jsonLines(check.output).map { $0["file"] as? String } == ["bad.rivya", "nothing.rivya"])
    }
}
