import RivyaSyntax
import Testing

/// The tree of a text that parses, else its diagnostics.
private func dump(_ text: String) -> String {
    let result = Parser.parse(SourceFile(name: "", text: text))
    return result.diagnostics.isEmpty ? TreeDump.text(result.script) : diagnostics(text).joined(separator: "\n")
}

/// Code, line, column and message of what is wrong with a text.
private func diagnostics(_ text: String) -> [String] {
    let file = SourceFile(name: "", text: text)
    return Parser.parse(file).diagnostics.map { diagnostic in
        let position = file.position(at: diagnostic.range.lower)
        return "\(diagnostic.code.rawValue) \(position.line):\(position.column) \(diagnostic.message)"
    }
}

struct ParserTests {
    @Test(
        arguments: [
            ("let x = 1", "(let x #1)"),
            ("$x = $x + 1", "(assign x ($x add #1))"),
            ("param p = noir", "(param p noir)"),
            ("print", "(print)"),
            ("print let 'a' $x", "(print let (raw \"a\") $x)"),
            ("wait $a $b", "(wait $a $b)"),
            ("break; continue; return", "(break)\n(continue)\n(return)"),
            ("return gen m", "(return (gen m -))"),
            ("f(1, n=2)", "(f() #1 n=#2)"),
            ("set rate none", "(set rate none)"),
            ("import a.rivya", "(import \"a.rivya\")"),
            ("defaults * a=1 b=c=d", "(defaults * a=#1 b=c=d)"),
            ("assert ($a == 1) \"no\"", "(assert (group (equal $a #1)) \"no\")"),
            ("fail \"no $x\"", "(fail (\"no \" $x))"),
            ("if $a { break }", "(if ($a {(break)}))"),
            ("if $a {} else if $b {}\n\nelse {}", "(if ($a {}) ($b {}) (else {}))"),
            ("for a in $x, (b, c) in $y { wait }", "(for a in $x, (b c) in $y {(wait)})"),
            ("def f(a, b=5) { return $a }", "(def f (a b=#5) {(return $a)})"),
            ("$a + 1", "($a add #1)"),
        ])
    func statements(_ text: String, _ expected: String) {
        #expect(dump(text) == expected)
    }

    @Test(
        arguments: [
            ("gen m", "(gen m -)"),
            ("gen $m \"p\" a=1 ...$r --name x", "(gen $m \"p\" a=#1 ...$r --name x)"),
            ("gen m a=https://a.example/x?y=1&z=2", "(gen m - a=https://a.example/x?y=1&z=2)"),
            ("gen m a=$b.c ref=[a, b]", "(gen m - a=(path $b .c) ref=[a b])"),
            ("gen m a=16:9 \"p\"", "(gen m \"p\" a=16:9)"),
            ("gen m ...{a: 1} ...f()", "(gen m - ...{a: #1} ...(f()))"),
            ("gen m \\\n \"p\" \\\n a=1", "(gen m \"p\" a=#1)"),
            ("let x = (gen m\n \"p\"\n)", "(let x (group (gen m \"p\")))"),
        ])
    func gen(_ text: String, _ expected: String) {
        #expect(dump(text) == expected)
    }

    @Test(
        arguments: [
            ("null", "<null>"), ("true", "<true>"), ("truer", "truer"), ("-0.50", "#-0.5"),
            ("1 + 2 - 3 * 4", "(#1 add #2 subtract (#3 multiply #4))"),
            ("$a and $b or not $c and $d", "(($a and $b) or ((not $c) and $d))"),
            ("not $a == $b", "(not (equal $a $b))"),
            ("-$a * 2", "((minus $a) multiply #2)"),
            ("1 + 2 < 3", "(less (#1 add #2) #3)"),
            ("a in $b", "(contains a $b)"),
            ("1..5 by 2", "(.. #1 #5 by #2)"),
            ("$a..<$b + 1", "(..< $a ($b add #1))"),
            ("$a ..5", "(.. $a #5)"),
            ("$a.b[0].c", "(path $a .b [#0] .c)"),
            ("f($x)[0]", "(path (f() $x) [#0])"),
            ("(1 + 2) * 3", "((group (#1 add #2)) multiply #3)"),
            ("if $a then 1 else if $b then 2 else 3", "(choose $a #1 (choose $b #2 #3))"),
            ("[$x for x in $y if $x > 1 for z in $x]", "(collect $x (for x in $y) (if (greater $x #1)) (for z in $x))"),
            ("{a: 1, \"b c\": 2, 16: 9}", "{a: #1, \"b c\": #2, 16: #9}"),
            ("{a::b}", "{a: :b}"),
            ("[1\n2,\n\n3,]", "[#1 #2 #3]"),
            ("[1\n+ 2\n-3]", "[(#1 add #2) #-3]"),
            ("[if $a\nthen 1\nelse 2]", "[(choose $a #1 #2)]"),
            ("[a, in, b]", "[a in b]"),
            ("[#a,#b]", "[#a #b]"),
        ])
    func expressions(_ text: String, _ expected: String) {
        #expect(dump("let x = " + text) == "(let x \(expected))")
    }

    @Test(
        arguments: [
            (#""a\n\u{41}\$""#, #""a\nA$""#),
            (#""$5 $ a""#, #""$5 $ a""#),
            (#""$a.b ${c.d[0]}""#, #"($a ".b " (path $c .d [#0]))"#),
            (#""$(upper("$x"))""#, #"((upper() ($x)))"#),
            (#"'a\n$b'"#, #"(raw "a\\n$b")"#),
            (#""""#, #""""#.replacing("\"\"", with: "()")),
            ("\"\"\"\n    a\n      b\n\n    \"\"\"", #"(lines "a\n  b\n")"#),
            ("\"\"\"a\"b\"\"\"", #"(lines "a\"b")"#),
            ("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", #"(lines "a\nb")"#),
        ])
    func strings(_ text: String, _ expected: String) {
        #expect(dump("let x = " + text) == "(let x \(expected))")
    }

    @Test(
        arguments: [
            ("let = 1", ["R0101 1:5 expected a name, found `=`"]),
            ("let 1a = 1", ["R0110 1:5 `1a` cannot be a name"]),
            ("let x", ["R0101 1:6 expected `=` and a value, found the end of the file"]),
            ("let x = 1 2", ["R0101 1:11 expected the end of the statement, found `2`"]),
            ("print (1", ["R0103 1:7 this `(` is never closed"]),
            (
                "print [1\nprint 2\nlet 1a = 2",
                ["R0103 1:7 this `[` is never closed", "R0110 3:5 `1a` cannot be a name"]
            ),
            ("if $a {\nprint 1", ["R0103 1:7 this `{` is never closed"]),
            ("print 1)", ["R0101 1:8 this `)` closes nothing"]),
            ("}", ["R0101 1:1 this `}` closes nothing"]),
            ("print \"a", ["R0102 1:7 this string is never closed"]),
            ("print 'a\nprint (", ["R0102 1:7 this string is never closed", "R0103 2:7 this `(` is never closed"]),
            ("print \"\"\"a\nprint )", ["R0102 1:7 this string is never closed"]),
            (#"print "a\q""#, [#"R0104 1:9 `\q` is no escape"#]),
            (#"print "\u{110000}""#, [#"R0104 1:8 `\u{110000}` is no Unicode scalar"#]),
            (#"print "${a b}""#, ["R0105 1:11 `${...}` holds a path such as `row.prompt` or `shots[0].text`"]),
            ("print a$b", ["R0106 1:8 two items touch"]),
            ("let x = $a-1", ["R0116 1:11 `-` needs a space on both sides to be an operator"]),
            ("let x = 1 < 2 < 3", ["R0107 1:15 comparisons do not chain"]),
            ("let x = {a: 1, a: 2}", ["R0108 1:16 the key `a` is repeated"]),
            ("print \"\"\"\na\n  \"\"\"", ["R0109 2:1 this line has less indentation than the closing quotes"]),
            ("else {}", ["R0101 1:1 this `else` belongs to no `if`"]),
            ("gen", ["R0101 1:4 `gen` needs a model"]),
            ("gen m a b", ["R0101 1:9 `gen` has its prompt already"]),
            ("gen m a= b", ["R0101 1:7 `a=` needs a value directly behind it"]),
            ("prnt 1", ["R0101 1:1 `prnt` starts no statement"]),
            ("f(a=1, 2)", ["R0101 1:8 an argument without a name cannot follow `a=`"]),
        ] as [(String, [String])])
    func mistakes(_ text: String, _ expected: [String]) {
        #expect(diagnostics(text) == expected)
    }

    @Test func everyStatementIsRead() {
        let text = """
            let a = )
            print "one
            for x in [1, 2 {
                print (
                gen m b b b
            }
            $a = 'two
            print $a
            """
        #expect(
            diagnostics(text).map { $0.split(separator: " ")[1] }.map(String.init) == [
                "1:9", "2:7", "3:16", "4:11", "5:13", "7:6",
            ])
    }

    // MARK: - Limits

    private static let nests: [(String, String, String)] = [
        ("(", "1", ")"), ("[", "1", "]"), ("{a: ", "1", "}"), ("f(", "1", ")"), ("not ", "$a", ""),
        ("if true then ", "1", " else 2"), ("-(", "1", ")"), ("$a[", "1", "]"), ("\"$(", "1", ")\""),
        ("[$a for a in ", "$b", "]"),
    ]

    @Test(arguments: nests)
    func nestingHasALimit(_ open: String, _ inner: String, _ close: String) {
        // `-(` takes two levels at a time.
        let limit = open == "-(" ? 32 : 64
        func text(_ levels: Int) -> String {
            "let x = " + String(repeating: open, count: levels) + inner + String(repeating: close, count: levels)
        }
        #expect(diagnostics(text(limit)) == [])
        for levels in [limit + 1, 1_000, 20_000] {
            let found = diagnostics(text(levels))
            #expect(found.count == 1)
            #expect(found.first?.contains("R0111") == true)
        }
    }

    @Test func blocksAndExpressionsNestTogether() {
        func text(_ levels: Int) -> String {
            String(repeating: "if true {\n", count: 60) + "print " + String(repeating: "(", count: levels) + "1"
                + String(repeating: ")", count: levels) + "\n" + String(repeating: "}\n", count: 60)
        }
        #expect(diagnostics(text(4)) == [])
        #expect(diagnostics(text(5)) == ["R0111 61:11 this is nested more than 64 levels deep"])
    }

    @Test(arguments: [" + ", " * ", " and ", " or ", "\n+ "])
    func longChainsAreFlat(_ symbol: String) {
        let terms = Array(repeating: "1", count: 100_000).joined(separator: symbol)
        #expect(diagnostics("let x = [\(terms)]") == [])
    }

    @Test(arguments: [("if $a {}", " else if $a {}"), ("print $a", ".b"), ("print $a", "[0]"), ("wait", "\nwait")])
    func longSequencesAreFlat(_ first: String, _ next: String) {
        #expect(diagnostics(first + String(repeating: next, count: 100_000)) == [])
    }

    @Test(arguments: ["(", "[", "{", "\"$(", "if $a {", "f(", "not ", "{a:", "\"\"\"$(", "let x = ", "gen m [", "-("])
    func repeatedOpeningsEnd(_ open: String) {
        #expect(!diagnostics(String(repeating: open, count: 10_000)).isEmpty)
    }

    @Test func textThatGoesOnIsIncomplete() {
        func isIncomplete(_ text: String) -> Bool { Parser.parse(SourceFile(name: "", text: text)).isIncomplete }
        for text in ["print (", "let x = [1,", "if $a {", "print \"\"\"a", "f(1,\n"] {
            #expect(isIncomplete(text), "\(text)")
        }
        for text in ["print 1", "print )", "print \"a", "let x =", "if $a {}"] {
            #expect(!isIncomplete(text), "\(text)")
        }
    }
}
