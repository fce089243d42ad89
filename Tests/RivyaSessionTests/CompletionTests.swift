import Foundation
import RivyaCatalog
import RivyaTerminal
import Testing

@testable import RivyaSession

/// What Tab offers at each kind of place; the cases are in `Tests/Completion`, in the form of `CompletionCase`.
@Suite struct CompletionTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Completion")

    static let cases: [CompletionCase] = {
        let names = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names.sorted().filter { $0.hasSuffix(".txt") }.flatMap { name in
            CompletionCase.read(try! String(contentsOf: folder.appending(path: name), encoding: .utf8), from: name)
        }
    }()

    private static let completer = StatementCompleter(
        metaCommands: [
            MetaCommandName("help", "explain a word of the language", .topic),
            MetaCommandName("models", "list the models", .text),
            MetaCommandName("model", "show a model", .model),
            MetaCommandName("jobs", "list the jobs"),
            MetaCommandName("job", "show a job", .job),
            MetaCommandName("plan", "show what a statement would cost", .statement),
            MetaCommandName("load", "run a script", .file(extension: "rivya")),
            MetaCommandName(
                "simulate", "switch the simulator", .choice([("on", "without cost"), ("off", "the real service")])),
            MetaCommandName("set", "change a setting", .setting),
            MetaCommandName("quit", "leave"),
        ],
        folder: folder.appending(path: "files").path,
        catalog: { .bundled() },
        names: { names })

    private static let names = SessionNames(
        variables: [
            .init("subjects", type: "list of 3 text"),
            .init("style", type: "text \"noir\"", text: "noir"),
            .init("model", type: "text \"kling-2-6\"", text: "kling-2-6"),
            .init("still", type: "job 1, running", isJob: true, fields: SessionNames.Variable.jobFields),
            .init(
                "shot", type: "record of 2 fields",
                fields: [
                    .init("prompt", type: "text \"a fox\""),
                    .init("camera", type: "record of 1 field", fields: [.init("lens", type: "number 35")]),
                ]),
            .init("shots", type: "list of 2 records", itemFields: [.init("prompt", type: "text \"a fox\"")]),
        ],
        functions: [.init("portrait", signature: "portrait(who, mood=calm)")],
        jobs: [.init(1, summary: "kling-2-6, running"), .init(12, summary: "z-image, succeeded")])

    @Test func thereAreCases() {
        #expect(Self.cases.count > 80)
    }

    @Test(arguments: cases)
    func offersWhatFits(_ test: CompletionCase) {
        let list = Self.completer.completions(for: test.text, cursor: test.cursor)
        if let problem = test.problem(with: list) { Issue.record("\(test): \(problem)") }
    }

    /// The earlier lines of a statement count, and a meta command can only start one.
    @Test func continuesAStatement() {
        let names = SessionNames(earlierLines: "for subject in [fox, owl] {\n")
        let completer = StatementCompleter(
            metaCommands: [MetaCommandName("help", "")], folder: "/", catalog: { .bundled() }, names: { names })
        let list = completer.completions(for: "    gen z-image \"a $su", cursor: 21)
        #expect(list.candidates.map(\.text) == ["$subject"])
        #expect(list.candidates[0].description == "loop variable")
        #expect(completer.completions(for: ":he", cursor: 3).candidates.isEmpty)

        let plan = SessionNames(earlierLines: ":plan for subject in [fox, owl] {\n")
        let planner = StatementCompleter(
            metaCommands: [MetaCommandName("plan", "", .statement)], folder: "/", catalog: { .bundled() },
            names: { plan })
        #expect(planner.completions(for: "gen z-image \"a $su", cursor: 18).candidates.map(\.text) == ["$subject"])
    }

    /// Nothing that is typed may end the program, and whatever is offered takes the place of what was typed.
    @Test func survivesEveryBeginning() {
        for test in Self.cases {
            for cursor in 0...test.text.unicodeScalars.count {
                let list = Self.completer.completions(for: test.text, cursor: cursor)
                #expect(list.wordLength <= cursor)
            }
        }
    }

    /// Pieces of the language in any order, most of them mistakes.
    @Test func survivesNonsense() {
        let pieces = [
            "gen ", "kling-2-6", " ", "\"", "'", "\"\"\"", "$", "${", "$(", "(", ")", "[", "]", "{", "}", ",", ";",
            "\n",
            "=", "ref=", "雪", "--save ", "for ", " in ", "let x = ", "#", "\\", "\\\n", ".", "..", "...", "-", "1",
            "$shot", "[0]", "def f(", "if ", "set ", "on_error ", ":", "upper(", "options(", "defaults ", "/", "\r\n",
            "\u{301}", "\u{0}", "!=", "|",
        ]
        var state: UInt64 = 1
        func random(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<2000 {
            let text = (0..<random(below: 25)).map { _ in pieces[random(below: pieces.count)] }.joined()
            let cursor = text.unicodeScalars.count
            #expect(Self.completer.completions(for: text, cursor: cursor).wordLength <= cursor, "\(text)")
        }
    }
}
