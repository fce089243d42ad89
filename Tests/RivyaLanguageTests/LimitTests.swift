import RivyaLanguage
import RivyaSyntax
import Testing

/// Every limit lets pass what reaches it, and stops what goes beyond.
@Suite struct LimitTests {
    private func limits(_ change: (inout Limits) -> Void) -> Limits {
        var limits = Limits()
        change(&limits)
        return limits
    }

    @Test func requests() {
        let limits = limits { $0.requests = 3 }
        #expect(Evaluation("gen z-image \"a\" --repeat 3", limits: limits).requests.count == 3)
        let over = Evaluation("for n in 1..4 { gen z-image \"a\" }", limits: limits)
        #expect(over.errors.map(\.code) == [.requestLimit])
        #expect(over.requests.count == 3)
    }

    @Test func steps() {
        let limits = limits { $0.steps = 1_000 }
        #expect(Evaluation("for n in 1..50 { let x = $n + 1 }", limits: limits).errors.isEmpty)
        #expect(Evaluation("for n in 1..5_000 { let x = $n + 1 }", limits: limits).errors.map(\.code) == [.stepLimit])
    }

    /// Work inside of one statement counts too: no single call may take long.
    @Test(arguments: [
        "let xs = [n for n in 1..10_000]", "let xs = 1..10_000\nprint (10_001 in $xs)", "print len(unique(1..10_000))",
        "print sum(1..10_000)", "def f(n) { return $n }\nfor n in 1..1_000 { f($n) }",
        "for n in 1..1_000 { gen z-image \"a\" }",
    ])
    func stepsOfOneStatement(_ script: String) {
        #expect(Evaluation(script, limits: limits { $0.steps = 5_000 }).errors.map(\.code) == [.stepLimit])
        #expect(Evaluation(script).errors.isEmpty)
    }

    @Test func listLength() {
        let limits = limits { $0.listLength = 100 }
        #expect(Evaluation("let xs = 1..100", limits: limits).errors.isEmpty)
        for script in [
            "let xs = 1..101", "let xs = [n for a in 1..11 for n in 1..10]", "let xs = (1..60) + (1..60)",
            "let xs = flatten([1..60, 1..60])", "let xs = product({a: 1..11, b: 1..10})", "let xs = 0..1 by 0.001",
        ] {
            #expect(Evaluation(script, limits: limits).errors.map(\.code) == [.listTooLong], "\(script)")
        }
    }

    @Test func stringLength() {
        let limits = limits { $0.stringLength = 64 }
        let long = String(repeating: "x", count: 40)
        #expect(Evaluation("print (\(long) + \"\(String(repeating: "y", count: 24))\")", limits: limits).errors.isEmpty)
        for script in [
            "print (\(long) + \(long))", "let x = \(long)\nprint \"$x$x\"", "print join([\(long), \(long)], \", \")",
            "print replace(\(long), x, xx)",
        ] {
            #expect(Evaluation(script, limits: limits).errors.map(\.code) == [.stringTooLong], "\(script)")
        }
    }

    @Test func depth() {
        let limits = limits { $0.depth = 5 }
        #expect(Evaluation("let x = []\nfor n in 1..4 { $x = [$x] }", limits: limits).errors.isEmpty)
        for step in ["[$x]", "{a: $x}", "[$x] + []", "[$x for n in [1]]"] {
            let script = "let x = []\nfor n in 1..5 { $x = \(step) }"
            #expect(Evaluation(script, limits: limits).errors.map(\.code) == [.nestingTooDeep], "\(step)")
        }
    }

    @Test func memoryCountsWhatIsAlive() {
        let limits = limits { $0.memory = 4 << 20 }
        let growing = "let xs = []\nfor n in 1..200 { $xs = $xs + [$n..$n + 1_000] }\nprint len($xs)"
        #expect(Evaluation(growing, limits: limits).errors.map(\.code) == [.memoryLimit])
        let replacing = "let xs = []\nfor n in 1..2_000 { $xs = $n..$n + 1_000 }\nprint len($xs)"
        #expect(Evaluation(replacing, limits: limits).errors.isEmpty)
    }

    /// The parser's own limit holds for every kind of nesting.
    @Test(arguments: [("(", "1", ")"), ("[", "1", "]"), ("-(", "1", ")"), ("not (", "true", ")"), ("abs(", "1", ")")])
    func nestingOfText(_ parts: (open: String, inner: String, close: String)) {
        func script(_ depth: Int) -> String {
            "let x = " + String(repeating: parts.open, count: depth) + parts.inner
                + String(repeating: parts.close, count: depth)
        }
        #expect(Evaluation(script(30)).errors.isEmpty)
        let deep = Evaluation(script(70)).errors
        #expect(deep.map(\.code) == [.nestingTooDeep])
    }
}
