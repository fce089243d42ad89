import RivyaLanguage
import RivyaSyntax
import Testing

/// What an error says about how the script came to it, and what a job remembers of it.
@Suite struct TraceTests {
    private let script = """
        def inner(x) { return 1 / $x }
        def outer(x) { for k in [1, 2] { inner($x * $k) } }
        for i in [5, 0], unused in [a] {
          outer($i)
        }
        """

    @Test func callsFromTheInnermostOutwards() throws {
        let error = try #require(Evaluation(script).errors.first)
        #expect(error.code == .divisionByZero)
        #expect(
            error.notes.map(\.text) == [
                "in `inner`, called here, with `k` = `1`", "in `outer`, called here, with `i` = `0`, `unused` = `a`",
            ])
        #expect(error.notes.compactMap { $0.location.map { $0.file.position(at: $0.range.lower).line } } == [2, 4])
    }

    @Test func longLoopValuesAreCut() throws {
        let text = String(repeating: "狐", count: 100)
        let error = try #require(Evaluation("for s in [\"\(text)\"] { fail no }").errors.first)
        #expect(error.notes.map(\.text) == ["with `s` = `\(text.prefix(40))…`"])
    }

    @Test func axesOfCallersAndComprehensions() {
        let evaluation = Evaluation(
            """
            def shot(style) { return gen z-image "a $style" }
            def shots(styles) { return [shot($style) for style in $styles] }
            for subject in [fox], row in [{n: 1, list: [2]}] {
              let jobs = shots([noir, pop])
            }
            """)
        #expect(evaluation.errors.map(\.message).isEmpty)
        let axes = evaluation.requests.map { $0.axes.map { "\($0.name)=\($0.value.text)" } }
        #expect(axes == [["subject=fox", "row.n=1", "style=noir"], ["subject=fox", "row.n=1", "style=pop"]])
    }

    @Test func theInnermostOfEqualNamesWins() {
        let evaluation = Evaluation("for x in [1, 2] { for x in [a] { gen z-image \"$x\" --repeat 2 } }")
        let axes = evaluation.requests.map { $0.axes.map { "\($0.name)=\($0.value.text)" } }
        #expect(axes == Array(repeating: [["x=a", "take=1"], ["x=a", "take=2"]], count: 2).flatMap { $0 })
    }

    /// The axis is the value that the loop gave, whatever the body assigns.
    @Test func assigningALoopVariable() {
        let evaluation = Evaluation("for x in [1, 2] { gen z-image \"a\" }")
        #expect(evaluation.requests.map { $0.axes.map(\.value.text) } == [["1"], ["2"]])
    }
}
