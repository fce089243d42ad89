import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import Testing

/// A line that is shown for a request makes that request again.
struct GenLineTests {
    @Test func needsFewQuotes() {
        var line = GenLine(model: "kling-2-6", prompt: "a fox at \"dawn\", $5, $name, 狐\n\u{202E}")
        line.parameters = [
            .init("duration", .string("10")), .init("aspect_ratio", .string("16:9")), .init("sound", .string("false")),
            .init("seed", .number(.whole(-4))), .init("negative_prompt", .string("blurry, text")),
        ]
        line.references = ["img/fox.png", "two words.png"]
        line.tags = ["pilot"]
        line.name = "and"
        #expect(
            line.text == """
                gen kling-2-6 "a fox at \\"dawn\\", $5, \\$name, 狐\\n\\u{202E}" \
                duration=10 aspect_ratio=16:9 sound=false seed=-4 negative_prompt="blurry, text" \
                ref=[img/fox.png, "two words.png"] --name "and" --tag pilot
                """)
    }

    @Test(arguments: [
        "", "-", "--x", "-4", "04", "1.50", "1_000", "1..5", "true", "null", "a b", "a=b", "it's", "$a", "#", "by",
        "in", ":",
        "...", "a..b", "C:\\x", "é", "10", "0.5", "{a|b}", "a,b", "gen", "a/b.png", "\u{0}", "\u{FEFF}",
    ])
    func everyTextReadsAsItself(_ text: String) throws {
        for quotesNumbers in [false, true] {
            var line = GenLine(model: "z-image", prompt: text)
            line.quotesNumbers = quotesNumbers
            line.parameters = [
                .init("a", .string(text)), .init("b", .array([.string(text), .object([.init(text, .string(text))])])),
            ]
            line.name = text
            let parsed = Parser.parse(SourceFile(name: "s", text: line.text + "\n"))
            #expect(parsed.diagnostics.isEmpty, "\(line.text)\n\(parsed.diagnostics)")
        }
        var line = GenLine(model: "z-image", prompt: "." + text)
        line.name = text
        let evaluation = Evaluation(line.text + "\n")
        #expect(evaluation.requests.first?.name == text, "\(line.text)\n\(evaluation.diagnostics)")
        #expect(evaluation.requests.first?.request.prompt == "." + text, "\(line.text)")
    }

    /// Every model with all that its parameters allow.
    @Test func aPlannedRequestIsPlannedAgain() throws {
        let catalog = Catalog.bundled()
        var compared = 0
        for model in catalog.models where model.callProblem == nil {
            for choice in 0..<3 {
                var line = GenLine(model: model.id, prompt: "a \"fox\" $\(choice), \\ {x|y}")
                line.parameters = model.parameters.compactMap { parameter in
                    value(of: parameter, choice).map { .init(parameter.key, $0) }
                }
                guard let first = planned(line.text) else { continue }
                compared += 1
                var again = GenLine(model: first.model.id, prompt: first.prompt)
                again.quotesNumbers = first.model.passesParametersThrough
                again.parameters = try parameters(of: first)
                let second = try #require(planned(again.text), "\(again.text)")
                #expect(second.prompt == first.prompt)
                #expect(second.values == first.values, "\(again.text)")
            }
        }
        #expect(compared > 60)
    }

    private func value(of parameter: Parameter, _ choice: Int) -> JSONValue? {
        switch parameter.kind {
        case .select(let options): options.isEmpty ? nil : .string(options[choice % options.count])
        case .number(let minimum, let maximum, _): (choice == 0 ? minimum : maximum).map(JSONValue.number)
        case .text: .string(["a text", "-4.50", "true"][choice])
        case .dialogue:
            .array([.object([.init("voice", .string("Sarah")), .init("text", .string("one, \"two\"\n{x: $y}"))])])
        }
    }

    private func parameters(of request: GenerationRequest) throws -> [JSONValue.Member] {
        var bytes: [UInt8] = []
        request.writeParameters(to: &bytes)
        return try JSONValue(parsing: bytes).object ?? []
    }

    /// nil where the line alone is no request, as of a model that needs reference media.
    private func planned(_ line: String) -> GenerationRequest? {
        let evaluation = Evaluation(line + "\n")
        return evaluation.errors.isEmpty ? evaluation.requests.first?.request : nil
    }
}
