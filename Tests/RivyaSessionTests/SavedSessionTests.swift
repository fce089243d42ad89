import Foundation
import Testing

/// What `:save` writes makes the same requests: a plan of it finds every cell in the ledger. Or it says what differs,
/// and nothing is written.
@Suite struct SavedSessionTests {
    private func pipe(_ text: String, in workplace: Workplace) async throws -> Workplace.Ending {
        try await workplace.start(["--simulate", "--poll", "20ms", "--rate", "none"], input: text).end()
    }

    /// Carries a session out and plans what it has saved as `saved`.
    private func expectSame(
        _ session: String, saved: String = "saved.rivya", _ arguments: String..., jobs: Int,
        in workplace: Workplace? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let workplace = try workplace ?? Workplace()
        let ending = try await pipe(session + "\nwait\n:save \(saved)\n", in: workplace)
        #expect(ending.code == 0, "\(ending.text)", sourceLocation: sourceLocation)
        let plan = try await workplace.start(["plan", saved, "--simulate"] + arguments).end()
        #expect(
            plan.text.contains("0 new, \(jobs) cached"), "\(plan.text)\n\((try? workplace.read(saved)) ?? "")",
            sourceLocation: sourceLocation)
    }

    @Test func functionsThatAreDeclaredAgainStandThereInEachVersion() async throws {
        try await expectSame(
            """
            def look() { return noir }
            def portrait(who) { return gen z-image "a $who, $(look())" }
            portrait(fox)
            def look() { return pop }
            portrait(owl)
            def portrait(who, mood) { return gen z-image "a $mood $who, $(look())" }
            portrait(fox, sad)
            """, jobs: 3)
    }

    @Test func theLastValueMeansWhatItMeant() async throws {
        try await expectSame(
            """
            let first = [$_]
            gen z-image "one"
            gen kling-2-6 "it moves $(len($first))" ref=$_
            let _ = 5
            6
            gen z-image "five is $_"
            """, jobs: 3)
    }

    @Test func pathsOfALoadedScriptAreRewritten() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("shots")
        try workplace.makeFolder("out")
        try workplace.copy(Project.fixture("fox.png"), to: "shots/fox.png")
        try workplace.write("file\nfox.png\n", to: "shots/rows.csv")
        try workplace.write("def style() { return noir }\n", to: "shots/lib.rivya")
        try workplace.write(
            """
            import "lib.rivya"
            let name = fox
            let whole = "fox.png"
            gen kling-2-6 "a $(style())" ref=fox.png
            gen kling-2-6 "b" ref="$name.png"
            gen kling-2-6 "c" ref=$whole

            """, to: "shots/a.rivya")
        for saved in ["saved.rivya", "out/saved.rivya", "shots/saved.rivya"] {
            let ending = try await pipe(":load shots/a.rivya\nwait\n:save \(saved)\n", in: workplace)
            #expect(ending.code == 0, "\(ending.text)")
            let arguments = saved.hasPrefix("out") ? ["--allow-read", "shots"] : []
            let plan = try await workplace.start(["plan", saved, "--simulate"] + arguments).end()
            #expect(plan.text.contains("0 new, 3 cached"), "\(plan.text)\n\((try? workplace.read(saved)) ?? "")")
        }
    }

    @Test func anotherPictureOfTheSameNameIsNoticed() async throws {
        let workplace = try Workplace()
        try workplace.makeFolder("shots")
        try workplace.copy(Project.fixture("fox.png"), to: "shots/fox.png")
        try workplace.copy(Project.fixture("fox.png"), to: "fox.png")
        let path = workplace.path + "/fox.png"
        var data = try #require(FileManager.default.contents(atPath: path))
        data.append(0)
        try data.write(to: URL(filePath: path))
        try workplace.write("gen kling-2-6 \"a\" ref=fox.png\n", to: "shots/a.rivya")
        try await expectSame(":load shots/a.rivya", jobs: 1, in: workplace)
    }

    @Test func whatCannotBeSaidIsNotWritten() async throws {
        let workplace = try Workplace()
        let ending = try await pipe(
            """
            gen z-image "one"
            let j = $jobs[0]
            gen z-image "two $(upper($j.prompt))"
            wait
            :save saved.rivya

            """, in: workplace)
        #expect(ending.code == 2, "\(ending.text)")
        #expect(ending.errors.contains("job 2 cannot be made by a script"), "\(ending.text)")
        #expect((try? workplace.read("saved.rivya")) == nil)
    }

    @Test func aDroppedStatementStaysOut() async throws {
        let workplace = try Workplace()
        let ending = try await pipe(
            "gen z-image \"one\"\ngen z-image \"two\"\nwait\n:drop 2\n:drop 1\n:drop 1\n:save saved.rivya\n",
            in: workplace)
        #expect(ending.code == 0, "\(ending.text)")
        #expect(try workplace.read("saved.rivya").contains("one"))
        #expect(try !workplace.read("saved.rivya").contains("two"))
    }
}
