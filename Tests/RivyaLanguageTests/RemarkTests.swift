import RivyaLanguage
import RivyaSyntax
import Testing

/// What looks unmeant is told, and nothing else is.
@Suite struct RemarkTests {
    private func remarks(_ text: String, files: String = "Diagnostics") -> [Diagnostic] {
        let file = SourceFile(name: "script.rivya", bytes: Array(text.utf8))
        let evaluation = Evaluation(file, in: CaseFolder(CaseFolder.tests(files)))
        #expect(evaluation.errors.map(\.message) == [])
        return evaluation.diagnostics
    }

    @Test(arguments: [
        "gen z-image \"a fox\"\ngen z-image \"a fox\"",
        "for name in [a, b] { gen z-image \"a fox\" --name $name }",
        "gen kling-2-6 \"a\" duration=5\ngen kling-2-6 \"a\" duration=\"5\"",
    ])
    func twoEqualRequests(_ text: String) {
        let found = remarks(text)
        #expect(found.map(\.code) == [.equalRequests])
        #expect(found.allSatisfy { $0.severity == .warning })
    }

    @Test(arguments: [
        "gen z-image \"a fox\" --repeat 3",
        "gen z-image \"a fox\"\ngen z-image \"a  fox\"",
        "gen kling-2-6 \"a\" duration=5\ngen kling-2-6 \"a\" duration=10",
        "gen kling-2-6 \"a\" ref=files/fox.png\ngen kling-2-6 \"a\" ref=files/boat.png",
    ])
    func whatIsMeantOrDiffers(_ text: String) {
        #expect(remarks(text).map(\.code) == [])
    }

    @Test func manyOfOnePlaceAreOneThatCounts() {
        let found = remarks("for i in 1..30 { gen z-image \"a fox\" }")
        #expect(found.map(\.count) == [29])
        #expect(found[0].notes.last?.text == "and 26 more")
    }

    @Test(arguments: [
        ("a\u{A0}fox", true), ("a\u{200B}fox", true), ("\u{FEFF}fox", true), ("fox\u{7}", true),
        ("a\u{202F}fox", true), ("\u{E0041}fox", true),
        ("a fox\n\tin snow", false), ("a 🦊", false), ("👩‍🚀 in space", false), ("❤️", false), ("می‌خواهم", false),
        ("狐　雪", false), ("“a fox” – and l’été", false),
        ("🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", false),
    ])
    func unseenCharacters(_ prompt: String, _ isTold: Bool) {
        #expect(remarks("gen z-image \"\"\"\n\(prompt)\n\"\"\"").map(\.code) == (isTold ? [.unseenCharacter] : []))
    }

    @Test(arguments: [
        ("gen z-image “fox”", 13), ("gen z-image «fox»", 13), ("gen z-image ‘fox’ # “fox”", 13),
        ("print –fox", 7), ("print a\u{A0}b", 8), ("let x = a\u{200B}", 10),
    ])
    func charactersOutsideOfStrings(_ text: String, _ column: Int) {
        let found = remarks(text)
        #expect(found.map(\.code) == [.unusualCharacter])
        #expect(found.first.map { $0.file.position(at: $0.range.lower).column } == column)
    }

    @Test(arguments: [
        "gen z-image l’été", "gen z-image \"“fox” – a\" # «fox» – no", "print '“fox”'", "print 狐", "print 10–20",
        "print \"\"\"\n“fox”\n\"\"\"", "print \"$(\"“fox”\")\"",
    ])
    func charactersThatAreText(_ text: String) {
        #expect(remarks(text).map(\.code) == [])
    }

    /// The error of the line names the character, and there is no remark beside it.
    @Test(arguments: [
        ("gen z-image “a fox”", "U+201C"), ("gen\u{A0}z-image fox", "U+00A0"), ("gen z-image fox –repeat 3", "U+2013"),
        ("gen z-image \"a fox\"\u{A0}--repeat 3", "U+00A0"), ("print ($x – 1)", "U+2013"),
        ("let x = (1 − 2)", "U+2212"),
    ])
    func errorsNameThem(_ text: String, _ code: String) {
        let evaluation = Evaluation(text)
        #expect(evaluation.diagnostics.map(\.severity) == [.error])
        #expect(evaluation.diagnostics.first?.help?.contains(code) == true)
    }

    @Test func anErrorElsewhereLeavesTheRemark() {
        let evaluation = Evaluation("gen z-image “fox”\ngen z-image $nobody")
        #expect(evaluation.diagnostics.map(\.code) == [.unusualCharacter, .unknownVariable])
    }

    @Test func linesOfAWordList() {
        let found = remarks("for a in read_lines(\"files/animals.txt\") { gen z-image \"a $a\" }")
        #expect(found.map(\.code) == [.wordListLines])
        #expect(found[0].message.contains("1 and 3"))
        #expect(
            remarks(
                "for a in [$l for l in read_lines(\"files/animals.txt\") if blank($l) != null and not starts_with($l, \"#\")] "
                    + "{ gen z-image \"a $a\" }"
            ).map(\.code) == [.wordListLines])
    }

    @Test func filesWithoutRows() {
        #expect(remarks("print read_csv(\"files/header.csv\")").map(\.code) == [.noRows])
        #expect(remarks("print read_csv(\"files/shots.csv\", separator=tab)").map(\.code) == [])
    }
}
