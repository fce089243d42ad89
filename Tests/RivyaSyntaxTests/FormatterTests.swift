import Foundation
import RivyaSyntax
import Testing

/// A text, formatted; nil where it does not parse.
private func formatted(_ text: String) -> String? {
    let result = Parser.parse(SourceFile(name: "test.rivya", text: text))
    guard result.diagnostics.allSatisfy({ $0.severity == .warning }) else { return nil }
    return String(decoding: Formatter.format(result.script), as: UTF8.self)
}

private func comments(of script: Script) -> [String] {
    script.comments.map { range in
        var text = script.file.text(range)
        while let last = text.unicodeScalars.last, " \t\r\u{B}\u{C}".unicodeScalars.contains(last) {
            text.unicodeScalars.removeLast()
        }
        return text
    }
}

/// The first lines that differ, with those before them.
private func firstDifference(_ a: String, _ b: String) -> String? {
    let (x, y) = (
        a.split(separator: "\n", omittingEmptySubsequences: false),
        b.split(separator: "\n", omittingEmptySubsequences: false)
    )
    guard let index = zip(x, y).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
        return x.count == y.count ? nil : "\(a)\n=>\n\(b)"
    }
    let shown = max(0, index - 6)
    return (x[shown..<min(x.count, index + 4)] + ["=>"] + y[shown..<min(y.count, index + 4)]).joined(separator: "\n")
}

/// Holds what formatting must never change against a text that parses.
private func expectFaithful(_ text: String, _ name: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
    let before = Parser.parse(SourceFile(name: name, text: text))
    guard before.diagnostics.allSatisfy({ $0.severity == .warning }) else { return }
    let once = String(decoding: Formatter.format(before.script), as: UTF8.self)
    let after = Parser.parse(SourceFile(name: name, text: once))
    let hint = "\(name):\n\(text)\n=>\n\(once)"
    let errors = after.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.message) == [], "\(hint)", sourceLocation: sourceLocation)
    #expect(TreeDump.text(after.script) == TreeDump.text(before.script), "\(hint)", sourceLocation: sourceLocation)
    #expect(comments(of: after.script) == comments(of: before.script), "\(hint)", sourceLocation: sourceLocation)
    let twice = String(decoding: Formatter.format(after.script), as: UTF8.self)
    #expect(firstDifference(once, twice) == nil, "\(name)", sourceLocation: sourceLocation)
    #expect(
        once.isEmpty || (once.hasSuffix("\n") && !once.hasSuffix("\n\n")), "\(hint)", sourceLocation: sourceLocation)
}

struct FormatterTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    /// Pairs of `NAME.rivya` and `NAME.formatted.rivya`.
    @Test(
        arguments: try FileManager.default
            .contentsOfDirectory(atPath: tests.appending(path: "Formatting").path)
            .filter { $0.hasSuffix(".rivya") && !$0.hasSuffix(".formatted.rivya") }.sorted())
    func pair(_ name: String) throws {
        let folder = Self.tests.appending(path: "Formatting")
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let expected = try String(
            contentsOf: folder.appending(path: name.replacing(".rivya", with: ".formatted.rivya")), encoding: .utf8)
        #expect(formatted(text) == expected)
        expectFaithful(text, name)
    }

    @Test(
        arguments: [
            ("", ""),
            ("  \n\t\n", ""),
            ("print 1", "print 1\n"),
            ("print 1;print 2;", "print 1\nprint 2\n"),
            ("\n\nprint 1\n\n\n\nprint 2\n\n", "print 1\n\nprint 2\n"),
            ("print 1\r\nprint 2\r\n", "print 1\nprint 2\n"),
            ("\u{FEFF}#!/usr/bin/env rivya\nprint 1", "#!/usr/bin/env rivya\nprint 1\n"),
            ("let   x=1", "let x = 1\n"),
            ("$x=$x+ 1", nil),
            ("$x=$x  +  1", "$x = $x + 1\n"),
            ("let x = $a==$b", "let x = $a == $b\n"),
            ("let x = - 1", nil),
            ("let x=-$a", "let x = -$a\n"),
            ("let x=not  $a", "let x = not $a\n"),
            ("let x = 1  ..  5   by 2", "let x = 1..5 by 2\n"),
            ("let x = 1..< $n - 1", "let x = 1 ..< $n - 1\n"),
            ("let x = a .. b", "let x = a .. b\n"),
            ("let x = [1 ,2,\n3,]", "let x = [1, 2, 3]\n"),
            ("let x = {a:1\n b : [ ]}", "let x = {a: 1, b: []}\n"),
            ("let x = {\n}", "let x = {}\n"),
            ("f( 1,b = 2 , )", "f(1, b=2)\n"),
            ("print(1)", "print (1)\n"),
            ("gen  m   \"p\"   a=1  --name  x", "gen m \"p\" a=1 --name x\n"),
            ("gen m \\\n \"p\" \\\n a=1", "gen m \\\n    \"p\" \\\n    a=1\n"),
            ("gen m a=1 \"p\" ...$r b=2", "gen m a=1 \"p\" ...$r b=2\n"),
            ("if $a{print 1}else{print 2}", "if $a { print 1 } else { print 2 }\n"),
            ("if $a {\n}\nelse {print 1;print 2}", "if $a {} else {\n    print 1\n    print 2\n}\n"),
            ("for a in [1],(b,c) in $d{\nprint 1}", "for a in [1], (b, c) in $d {\n    print 1\n}\n"),
            ("def f( a,b = 5 ){return $a}", "def f(a, b=5) { return $a }\n"),
            ("print 1 # one", "print 1  # one\n"),
            ("print 'a  #  b' #  c  ", "print 'a  #  b'  #  c\n"),
            ("print 1_000 0.50 -0 \"\\u{41}\"", "print 1_000 0.50 -0 \"\\u{41}\"\n"),
        ] as [(String, String?)])
    func canonical(_ text: String, _ expected: String?) {
        #expect(formatted(text) == expected)
        expectFaithful(text)
    }

    /// Where white space or a line's end would change what is read.
    @Test(arguments: [
        "let x =#fff",
        "let x = [#a,#b]",
        "let x = [\n1 # c\n,#b\n]",
        "let x = {a:#b,#c:1}",
        "print 1;#x",
        "if $a {#x}",
        "print a\\ ;print b",
        "print a\\ ",
        "let x = [\na\\ \nb\n]",
        "let x = [\nb\n, in, a\n]",
        "let x = [\n1\n, +, -, *, for, then\n]",
        "let x = [\n$a\n-1\n-$b\n]",
        "let x = [\n1\n../a\n..5\n]",
        "let x = [1 # c\n .. 5]",
        "let x = (1 # c\n .. 5)",
        "let x = \"\"\"\r\n  a\r\n  b\r\n  \"\"\"",
        "let x = \"\"\"a\r\r\nb\"\"\"",
        "let x = \"\"\"a $(1 + # c\n 2) b\"\"\" # d",
        "if $a {} # one\n# two\n\nelse {}",
        "if $a { # one\n} else { # two\n # three\n\n}\n # four",
        "f( # one\n a # two\n = # three\n 1 # four\n , # five\n) # six",
        "for (a # one\n , # two\n b # three\n) in $c {}",
        "let x = [ # one\n # two\n]",
        "let x = $a[ # one\n 0].b",
        "print 1 \\\n # one\nprint 2",
        "def f(a # one\n = 1, # two\n) {}",
        "gen m (gen n # one\n \"p\" # two\n a=1\n)",
        "let x = {..: 1, b : 2}",
        "let x = [if $a # one\n then # two\n 1 else 2, 3]",
        "print # one",
        "return # one",
        "{a: 1}.b",
        "($a).b[1]..5",
        "\n\u{FEFF}word",
    ])
    func faithful(_ text: String) throws {
        try #require(formatted(text) != nil)
        expectFaithful(text)
    }

    @Test func longBracketsTakeALineForEachItem() throws {
        let word = String(repeating: "w", count: 40)
        #expect(formatted("let x = [\(word), \(word)]") == "let x = [\(word), \(word)]\n")
        #expect(
            formatted("let x = [\(word), \(word), \(word)]")
                == "let x = [\n    \(word)\n    \(word)\n    \(word)\n]\n")
        #expect(
            formatted("let x = join([\(word), \(word), \(word)])")
                == "let x = join([\n    \(word)\n    \(word)\n    \(word)\n])\n")
        #expect(
            formatted("let x = f(\(word), \(word), [\(word)])")
                == "let x = f(\n    \(word),\n    \(word),\n    [\(word)],\n)\n")
        #expect(
            formatted("let x = (\(word) + \(word) + \(word))")
                == "let x = (\n    \(word)\n    + \(word)\n    + \(word)\n)\n")
        // Nothing to gain.
        #expect(formatted("print \(word) \(word) [\(word)]") == "print \(word) \(word) [\(word)]\n")
    }

    @Test func theLimitIsOneHundredColumns() throws {
        let fits = "let x = [" + String(repeating: "w", count: 87) + ", b]"
        #expect(fits.utf8.count == 100)
        #expect(formatted(fits) == fits + "\n")
        let wide = "let x = [" + String(repeating: "宽", count: 44) + ", b]"
        #expect(try #require(formatted(wide)).hasPrefix("let x = [\n"))
    }

    private static func scripts(below folder: URL) throws -> [URL] {
        let found = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return found.compactMap { $0 as? URL }.filter { $0.pathExtension == "rivya" }
    }

    @Test(arguments: ["../Conformance", "../../examples"])
    func everyScript(_ folder: String) throws {
        let scripts = try Self.scripts(below: Self.tests.appending(path: folder).standardizedFileURL)
        #expect(scripts.count >= 5)
        for script in scripts {
            guard let text = String(bytes: try Data(contentsOf: script), encoding: .utf8) else { continue }
            expectFaithful(text, script.lastPathComponent)
        }
    }

    @Test(arguments: 0..<40)
    func randomPrograms(_ batch: UInt64) {
        var program = RandomProgram(seed: batch)
        for index in 0..<50 {
            let text = program.next()
            let messages = Parser.parse(SourceFile(name: "", text: text)).diagnostics.map(\.message)
            #expect(messages == [], "\(text)")
            expectFaithful(text, "\(batch).\(index)")
        }
    }

    @Test func aLongChainIsFormatted() throws {
        let text = "let x = (" + Array(repeating: "1", count: 100_000).joined(separator: " + ") + ")"
        let result = try #require(formatted(text))
        #expect(result.utf8.count(where: { $0 == 0x0A }) == 100_002)
        #expect(formatted(result) == result)
    }
}
