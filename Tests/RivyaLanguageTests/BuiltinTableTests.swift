import RivyaLanguage
import RivyaSyntax
import Testing

/// The table of built-in functions says the truth about them.
@Suite struct BuiltinTableTests {
    /// As the guide has them.
    private static let families: [Builtin.Family: String] = [
        .collections:
            "len first last keys values unique reverse sort slice flatten contains sum min max zip enumerate product "
            + "sample shuffle",
        .text: "str num upper lower trim replace split join starts_with ends_with lines format expand",
        .numbers: "abs round floor ceil",
        .files: "read read_lines read_csv read_json read_jsonl glob",
        .catalog: "models options credits",
        .other: "type default blank",
    ]

    @Test(arguments: Builtin.Family.allCases)
    func everyFunctionOfTheGuideIsThere(_ family: Builtin.Family) throws {
        let names = Builtin.all.filter { $0.family == family }.map(\.name).sorted()
        #expect(names == (try #require(Self.families[family])).split(separator: " ").map(String.init).sorted())
    }

    @Test(arguments: Builtin.all.map(\.name))
    func entries(_ name: String) throws {
        let builtin = Builtin.all[try #require(Builtin.index(of: name))]
        #expect(builtin.signature.hasPrefix("\(name)("))
        #expect(builtin.required <= builtin.parameters.count)
        // A signature may show an example in the place of a parameter.
        for parameter in builtin.parameters where !builtin.signature.contains("{") {
            #expect(builtin.signature.contains(parameter), "\(parameter)")
        }
    }

    /// What `rivya doc NAME` shows is what happens. The files that examples name are in Tests/Fixtures/functions.
    @Test(arguments: Builtin.all.map(\.name))
    func examplesShowWhatIsPrinted(_ name: String) throws {
        let builtin = Builtin.all[try #require(Builtin.index(of: name))]
        #expect(builtin.example.contains("\(name)("))
        let file = SourceFile(name: "script.rivya", bytes: Array("print \(builtin.example)".utf8))
        let evaluation = Evaluation(file, in: CaseFolder(CaseFolder.tests("Fixtures/functions")))
        #expect(evaluation.errors.map(\.message) == [])
        #expect(evaluation.printed == [builtin.exampleOutput])
    }

    /// One argument too few and one too many are found before anything is evaluated.
    @Test(arguments: Builtin.all.map(\.name))
    func numberOfArguments(_ name: String) throws {
        let builtin = Builtin.all[try #require(Builtin.index(of: name))]
        func codes(_ count: Int) -> [DiagnosticCode] {
            let evaluation = Evaluation(
                "let x = \(name)(\(Array(repeating: "null", count: count).joined(separator: ", ")))")
            return evaluation.failedInPlan ? [] : evaluation.errors.map(\.code)
        }
        if builtin.required > 0 { #expect(codes(builtin.required - 1) == [.wrongArguments]) }
        if !builtin.isVariadic { #expect(codes(builtin.parameters.count + 1) == [.wrongArguments]) }
        for count in builtin.required...builtin.parameters.count { #expect(codes(count) == []) }
    }

    /// A value of another type is an error at the argument, never a conversion or a trap.
    @Test(
        arguments: Builtin.all.map(\.name).filter {
            !["type", "default", "blank", "str", "models", "contains"].contains($0)
        })
    func otherTypes(_ name: String) throws {
        let builtin = Builtin.all[try #require(Builtin.index(of: name))]
        for value in ["true", "null", "{}", "[]", "\"\"", "-1", "[null]", "{a: null}"] {
            let arguments = Array(repeating: value, count: builtin.required).joined(separator: ", ")
            let evaluation = Evaluation("print \(name)(\(arguments))")
            for error in evaluation.errors {
                #expect(error.range.lower >= 6)
                #expect(error.message.contains("`"))
            }
            #expect(evaluation.errors.count + evaluation.printed.count == 1)
        }
    }

    /// SplitMix64 and the rest of the recipe, worked out apart from the program.
    @Test func shufflesAreTheSameEverywhere() {
        #expect(
            Evaluation.printed("print shuffle(1..8, seed=42)") == Evaluation.printed("print sample(1..8, 8, seed=42)"))
        #expect(Evaluation.printed("print shuffle(1..8)") == [Self.shuffled(8, seed: 0)])
        #expect(Evaluation.printed("print shuffle(1..8, seed=-1)") == [Self.shuffled(8, seed: .max)])
    }

    private static func shuffled(_ count: Int, seed: UInt64) -> String {
        var state = seed
        func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        var items = Array(1...count)
        for place in stride(from: count - 1, to: 0, by: -1) {
            items.swapAt(place, Int(next().multipliedFullWidth(by: UInt64(place + 1)).high))
        }
        return "[" + items.map(String.init).joined(separator: ",") + "]"
    }
}
