import RivyaLanguage
import RivyaSyntax
import Testing

/// What a job will only know later passes through a plan, until something must be decided.
@Suite struct UnknownTests {
    private let job = "let j = gen z-image \"a fox\"\n"

    @Test(arguments: [
        "\"see ${j.url}\"", "$j.url + \"#t\"", "$j.credits * 2 + 1", "-$j.credits", "upper($j.url)", "[$j.url][0]",
        "{a: $j.url}.a", "$j.credits > 5", "$j.url == x", "x in [$j.url]", "join([a, $j.url], \",\")", "$j.urls[0]",
        "$j.url.x",
        "default($j.error, none)", "str([$j.url])", "max([1, $j.credits])",
    ])
    func passesThrough(_ expression: String) {
        let evaluation = Evaluation(job + "let x = \(expression)\ngen z-image \"$x\"")
        #expect(evaluation.errors.map(\.message).isEmpty)
        #expect(evaluation.needs == nil)
        #expect(evaluation.requests.last?.unknown == ["prompt"])
        #expect(evaluation.requests.last?.dependsOn == [1])
    }

    @Test(arguments: [
        "if $j.credits > 5 { print yes }", "for u in $j.urls { print $u }", "assert ($j.status == succeeded)",
        "print ([1, 2][$j.credits])", "print (1..$j.credits)", "gen z-image \"a\" --repeat $j.credits",
        "gen $j.url \"a\"",
        "print (not ($j.status == x))", "print ($j.status == x and true)", "print (if $j.credits > 5 then 1 else 2)",
    ])
    func endsThePlan(_ statement: String) {
        let evaluation = Evaluation(job + statement + "\nprint never")
        #expect(evaluation.errors.map(\.message).isEmpty)
        #expect(evaluation.needs?.map { [$0.line, $0.job] } == [[2, 1]])
        #expect(!evaluation.printed.contains("never"))
    }

    @Test func whatIsDecidedAllTheSame() {
        // An unknown that cannot change the outcome decides nothing.
        let script =
            job
            + "print (false and $j.credits > 5) (true or $j.credits > 5) (a in [a, $j.url]) len([$j.url]) type([$j])"
        #expect(Evaluation.printed(script) == ["false true true 1 list"])
    }

    @Test func severalJobsAreNamedOnceEach() {
        let script = """
            let a = gen z-image "a"
            let b = gen z-image "b"
            gen z-image "${b.url} ${a.url} ${b.id}"
            if "${b.url}${a.url}" == x { print yes }
            """
        let evaluation = Evaluation(script)
        #expect(evaluation.requests[2].dependsOn == [1, 2])
        #expect(evaluation.needs?.map { [$0.line, $0.job] } == [[4, 1], [4, 2]])
    }

    @Test func unknownArgumentsAreNamed() {
        let script = job + "gen seedream-3-0 \"b\" seed=$j.credits --name $j.id"
        let evaluation = Evaluation(script)
        #expect(evaluation.requests.last?.unknown == ["params.seed", "name"])
    }
}
