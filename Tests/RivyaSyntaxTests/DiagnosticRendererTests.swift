import RivyaSyntax
import Testing

/// Rendered diagnostics, exactly as they are shown.
struct DiagnosticRendererTests {
    @Test func theExampleOfTheLanguage() {
        let file = SourceFile(name: "sweep.rivya", text: "# one\n\n\n  gen kling-2-6 \"a fox\" duration=7\n")
        let value = file.range(of: "7")
        let diagnostic = Diagnostic(
            .valueNotAllowed,
            "`duration` cannot be `7` for `kling-2-6`",
            file: file,
            range: value,
            labels: [.init(value, "allowed: 5, 10")],
            help: "the nearest option is `5`"
        )
        expect(
            diagnostic,
            """
            error[R0302]: `duration` cannot be `7` for `kling-2-6`
              --> sweep.rivya:4:34
               |
             4 |   gen kling-2-6 "a fox" duration=7
               |                                  ^ allowed: 5, 10
               = help: the nearest option is `5`

            """
        )
    }

    @Test func wideCharactersTakeTwoColumns() {
        let file = SourceFile(name: "a.rivya", text: #"gen z-image "狐狸 👩🏽‍🚀 e\#u{301}" $x 한국"#)
        expect(
            Diagnostic(.unknownVariable, "unknown variable `$x`", file: file, range: file.range(of: "$x")),
            """
            error[R0201]: unknown variable `$x`
              --> a.rivya:1:26
               |
             1 | gen z-image "狐狸 👩🏽‍🚀 e\u{301}" $x 한국
               |                         ^^

            """
        )
        expect(
            Diagnostic(.unknownModel, "unknown model", file: file, range: file.range(of: "한국")),
            """
            error[R0301]: unknown model
              --> a.rivya:1:29
               |
             1 | gen z-image "狐狸 👩🏽‍🚀 e\u{301}" $x 한국
               |                            ^^^^

            """
        )
        expect(
            Diagnostic(.unknownModel, "a mark on its own", file: file, range: file.range(of: "\u{301}")),
            """
            error[R0301]: a mark on its own
              --> a.rivya:1:23
               |
             1 | gen z-image "狐狸 👩🏽‍🚀 e\u{301}" $x 한국
               |                      ^

            """
        )
    }

    @Test func aTabIsFourColumns() {
        let file = SourceFile(name: "a.rivya", text: "\tlet\tx = 1\r\n")
        expect(
            Diagnostic(.alreadyDeclared, "`x` is already declared", file: file, range: file.range(of: "x")),
            """
            error[R0203]: `x` is already declared
              --> a.rivya:1:6
               |
             1 |     let    x = 1
               |            ^

            """
        )
    }

    @Test func nothingOfASourceReachesTheTerminalAsAControl() {
        let bytes = Array("print \u{1B}[31m \u{9B}2J \u{202E}x \u{7F} ".utf8) + [0xFF, 0xE7, 0x8B] + Array(" bad".utf8)
        let file = SourceFile(name: "a\u{1B}.rivya", bytes: bytes)
        let range = file.range(of: "bad")
        expect(
            Diagnostic(
                .unexpectedToken,
                "unexpected `\u{1B}[0m`",
                file: file,
                range: range,
                labels: [.init(range, "here\u{7}\nand")],
                notes: [.init("tab\tand\u{202E}")],
                help: "remove \u{1B}"
            ),
            """
            error[R0101]: unexpected `␛[0m`
              --> a␛.rivya:1:25
               |
             1 | print ␛[31m �2J �x ␡ ��� bad
               |                          ^^^ here␇␊and
               = note: tab␉and�
               = help: remove ␛

            """
        )
    }

    @Test func textsOnOneLineHangBelowTheirMarks() {
        let file = SourceFile(name: "a.rivya", text: "let total = $count + $price")
        expect(
            Diagnostic(
                .typeMismatch,
                "`+` takes two numbers",
                file: file,
                range: file.range(of: "+"),
                labels: [
                    .init(file.range(of: "$count"), "this is a list"),
                    .init(file.range(of: "+"), "cannot add these"),
                    .init(file.range(of: "$price"), "this is a number"),
                    .init(file.range(of: "total"), ""),
                ]
            ),
            """
            error[R0401]: `+` takes two numbers
              --> a.rivya:1:20
               |
             1 | let total = $count + $price
               |     -----   ------ ^ ------ this is a number
               |             |      |
               |             |      cannot add these
               |             this is a list

            """
        )
    }

    @Test func overlappingTextsHaveLinesOfTheirOwn() {
        let file = SourceFile(name: "a.rivya", text: "gen model key=value")
        let whole = SourceRange(0, file.bytes.count)
        expect(
            Diagnostic(
                .valueNotAllowed,
                "no",
                file: file,
                range: whole,
                labels: [
                    .init(whole, "this request"), .init(whole, "is wrong"),
                    .init(file.range(of: "model"), "for this model"),
                ]
            ),
            """
            error[R0302]: no
              --> a.rivya:1:1
               |
             1 | gen model key=value
               | ^^^^^^^^^^^^^^^^^^^
               | |   |
               | |   for this model
               | this request
               | is wrong

            """
        )
    }

    @Test func placesOnOtherLinesHaveTheirOwnSourceLine() {
        let lines = (1...12).map { "let v\($0) = \($0)" }
        let file = SourceFile(name: "a.rivya", text: lines.joined(separator: "\n"))
        expect(
            Diagnostic(
                .typeMismatch,
                "no",
                file: file,
                range: file.range(of: "v11"),
                severity: .warning,
                labels: [
                    .init(file.range(of: "v9"), "first"), .init(file.range(of: "v10"), "second"),
                    .init(file.range(of: "v2"), ""), .init(file.range(of: "v11"), "primary"),
                ]
            ),
            """
            warning[R0401]: no
               --> a.rivya:11:5
                |
              2 | let v2 = 2
                |     --
            ...
              9 | let v9 = 9
                |     -- first
             10 | let v10 = 10
                |     --- second
             11 | let v11 = 11
                |     ^^^ primary

            """
        )
    }

    @Test func aRangeOfSeveralLinesIsMarkedToTheEndOfItsFirst() {
        let file = SourceFile(name: "a.rivya", text: "let xs = [a,\n  b]\n")
        expect(
            Diagnostic(.unclosedBracket, "no", file: file, range: SourceRange(9, 17)),
            """
            error[R0103]: no
              --> a.rivya:1:10
               |
             1 | let xs = [a,
               |          ^^^

            """
        )
        expect(
            Diagnostic(.unexpectedToken, "unexpected newline", file: file, range: SourceRange(12, 13)),
            """
            error[R0101]: unexpected newline
              --> a.rivya:1:13
               |
             1 | let xs = [a,
               |             ^

            """
        )
    }

    @Test func theEndOfAFileIsAPlace() {
        let file = SourceFile(name: "a.rivya", text: "gen")
        expect(
            Diagnostic(.unexpectedToken, "expected a model", file: file, range: SourceRange(3, 3)),
            """
            error[R0101]: expected a model
              --> a.rivya:1:4
               |
             1 | gen
               |    ^

            """
        )
        let newline = SourceFile(name: "a.rivya", text: "gen\n")
        expect(
            Diagnostic(.unexpectedToken, "expected a model", file: newline, range: SourceRange(4, 4)),
            """
            error[R0101]: expected a model
              --> a.rivya:2:1
               |
             2 |
               | ^

            """
        )
        let marked = SourceFile(name: "a.rivya", text: "\u{FEFF}gen")
        expect(
            Diagnostic(.unexpectedToken, "no", file: marked, range: .start),
            """
            error[R0101]: no
              --> a.rivya:1:1
               |
             1 | gen
               | ^

            """
        )
    }

    @Test func notesStandBelowAndThoseWithAPlaceShowIt() {
        let main = SourceFile(name: "main.rivya", text: "import \"shots.rivya\"\nfox()\n")
        let blank = String(repeating: "\n", count: 99)
        let other = SourceFile(name: "shots.rivya", text: blank + "def fox() { fail $x }\n")
        expect(
            Diagnostic(
                .failed,
                "stopped by\ntwo lines",
                file: main,
                range: main.range(of: "fox()"),
                notes: [
                    .init("failed here", at: .init(file: other, range: other.range(of: "fail"))),
                    .init("`x` = 1\n`y` = 2"),
                ],
                help: "stop failing"
            ),
            """
            error[R0408]: stopped by
                          two lines
                --> main.rivya:2:1
                 |
               2 | fox()
                 | ^^^^^
                 = note: `x` = 1
                         `y` = 2
                 = help: stop failing
            note: failed here
                --> shots.rivya:100:13
                 |
             100 | def fox() { fail $x }
                 |             ^^^^

            """
        )
    }

    @Test func ofALongLineThePartAroundThePlaceIsShown() {
        let words = String(repeating: "word ", count: 2000)
        let file = SourceFile(name: "a.rivya", text: "let a = \"\(words)狐狸 HERE \(words)\" + THERE")
        let range = file.range(of: "HERE")
        expect(
            Diagnostic(
                .stringTooLong,
                "no",
                file: file,
                range: range,
                labels: [
                    .init(range, "here"), .init(file.range(of: "狐狸"), "near"),
                    .init(SourceRange(file.bytes.count - 5, file.bytes.count), "far"),
                    .init(file.range(of: "a"), "first"),
                ]
            ),
            columns: 40,
            """
            error[R0114]: no
              --> a.rivya:1:10013
               |
             1 | … word 狐狸 HERE word word word word wo…
               |        ---- ^^^^ here
               |        |
               |        near
             1 | …rd word word word word word " + THERE
               |                                  ----- far
             1 | let a = "word word word word word word…
               |     - first

            """
        )
    }

    @Test func aRangeLongerThanTheWindowIsMarkedAsFarAsItIsShown() {
        let file = SourceFile(name: "a.rivya", text: "print \"\(String(repeating: "狐", count: 10_000))\"")
        expect(
            Diagnostic(.stringTooLong, "no", file: file, range: SourceRange(6, file.bytes.count)),
            columns: 21,
            """
            error[R0114]: no
              --> a.rivya:1:7
               |
             1 | …"狐狐狐狐狐狐狐狐狐…
               |  ^^^^^^^^^^^^^^^^^^^

            """
        )
    }

    @Test func aLineOfExactlyTheWidthIsShownWhole() {
        let file = SourceFile(name: "a.rivya", text: String(repeating: "x", count: 30))
        let diagnostic = Diagnostic(.unexpectedToken, "no", file: file, range: SourceRange(29, 30))
        let whole = DiagnosticRenderer(sourceColumns: 30).render(diagnostic)
        #expect(whole.contains("| \(String(repeating: "x", count: 30))\n"))
        let part = DiagnosticRenderer(sourceColumns: 29).render(diagnostic)
        #expect(part.contains("| …\(String(repeating: "x", count: 26))\n"))
    }

    @Test func coloursSetOffTheParts() {
        let file = SourceFile(name: "a.rivya", text: "a b")
        let diagnostic = Diagnostic(
            .unexpectedToken,
            "no",
            file: file,
            range: SourceRange(2, 3),
            labels: [.init(SourceRange(0, 1), ""), .init(SourceRange(2, 3), "this")],
            help: "yes"
        )
        let text = DiagnosticRenderer(style: .ansi).render(diagnostic)
        #expect(
            text.replacing("\u{1B}", with: "␛") == """
                ␛[1;31merror[R0101]␛[0m␛[1m: ␛[0m␛[1mno␛[0m
                  ␛[1;34m--> ␛[0ma.rivya:1:3
                  ␛[1;34m |␛[0m
                ␛[1;34m 1␛[0m␛[1;34m | ␛[0ma b
                  ␛[1;34m | ␛[0m␛[1;34m-␛[0m ␛[1;31m^␛[0m␛[1;31m this␛[0m
                   ␛[1;34m= ␛[0m␛[1mhelp␛[0m: yes

                """
        )
    }

    @Test func severalAreSetApart() {
        let file = SourceFile(name: "a.rivya", text: "a")
        let diagnostic = Diagnostic(.unexpectedToken, "no", file: file, range: SourceRange(0, 1))
        let one = DiagnosticRenderer().render(diagnostic)
        #expect(DiagnosticRenderer().render([diagnostic, diagnostic]) == one + "\n" + one)
    }

    /// Whatever the bytes and the ranges are, there is a text, and it has no control but newlines.
    @Test func anyBytesAndRangesCanBeShown() {
        var state: UInt64 = 1
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces: [[UInt8]] = [
            Array("狐".utf8), Array("🦊".utf8), Array("e\u{301}".utf8), Array("👩\u{200D}🚀".utf8), [0x09], [0x0A],
            [0x0D, 0x0A], [0x1B], [0xFF], [0xE7], [0x80], [0x61], [0x20], [0xC2, 0x9B],
        ]
        for _ in 0..<400 {
            let bytes = (0...next(200)).flatMap { _ in pieces[next(pieces.count)] }
            let file = SourceFile(name: "a", bytes: bytes)
            func range() -> SourceRange {
                let lower = next(bytes.count + 1)
                return SourceRange(lower, lower + next(bytes.count - lower + 1))
            }
            let labels = (0..<next(4)).map { Diagnostic.Label(range(), "text \($0)") }
            let diagnostic = Diagnostic(.failed, "no", file: file, range: range(), labels: labels)
            let text = DiagnosticRenderer(sourceColumns: 20 + next(40)).render(diagnostic)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
            for label in labels { #expect(text.contains(label.text)) }
        }
    }

    private func expect(
        _ diagnostic: Diagnostic,
        columns: Int = 100,
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let rendered = DiagnosticRenderer(sourceColumns: columns).render(diagnostic)
        #expect(rendered == text, "\n\(rendered)", sourceLocation: sourceLocation)
    }
}

extension SourceFile {
    /// The place of the first occurrence of a text.
    fileprivate func range(of text: String) -> SourceRange {
        let wanted = Array(text.utf8)
        let start = bytes.indices.first { bytes[$0...].starts(with: wanted) }!
        return SourceRange(start, start + wanted.count)
    }
}
