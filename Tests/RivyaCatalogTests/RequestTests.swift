import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct RequestTests {
    let catalog = Catalog.bundled()
    let prompt = "A cinematic product reveal with smooth camera movement"

    private func nothing(_ model: ModelCard) -> [WireValue?] { Array(repeating: nil, count: model.parameters.count) }

    /// The two model pages, without the placeholder `negative_prompt`; the order of all members included.
    @Test(arguments: ["kling-2-6", "kling-v2-1-master"])
    func equalsTheModelPages(_ id: String) throws {
        let model = catalog.model(id)
        let request = GenerationRequest(model: model, prompt: prompt, values: model.defaultValues)
        let minimal = try JSONValue(parsing: Fixture.bytes("requests/\(id).minimal.json"))
        #expect(try JSONValue(parsing: request.body(references: [])) == minimal)

        let reference = WireReference(
            url: "https://cdn.example.com/reference-image.png", kind: .image, name: "reference-image.png",
            mimeType: "image/png")
        let withReference = try JSONValue(parsing: Fixture.bytes("requests/\(id).reference.json"))
        #expect(try JSONValue(parsing: request.body(references: [reference])) == withReference)
    }

    @Test func writesEveryField() throws {
        let model = catalog.model("wan-2-6")
        var values = model.defaultValues
        values[1] = .string("10")
        let request = GenerationRequest(
            model: model, prompt: "狐狸 \"🦊\"\n", values: values,
            passedThrough: [GenerationRequest.PassedParameter(key: "new", value: .json(.array([.bool(true), .null])))])
        let references = [
            WireReference(url: "https://a.example/1", kind: .image),
            WireReference(
                url: "https://a.example/2", kind: .video, name: "b.mp4", mimeType: "video/mp4", durationToken: "t"),
        ]
        let body = String(decoding: request.body(references: references), as: UTF8.self)
        #expect(
            body == #"{"model":"wan-2-6","prompt":"狐狸 \"🦊\"\n","params":{"resolution":"720p","duration":"10","#
                + #""new":[true,null],"referenceMediaItems":[{"url":"https://a.example/1","kind":"image"},"#
                + #"{"url":"https://a.example/2","kind":"video","name":"b.mp4","mimeType":"video/mp4","#
                + #""durationToken":"t"}]}}"#)
        var parameters: [UInt8] = []
        request.writeParameters(to: &parameters)
        #expect(
            String(decoding: parameters, as: UTF8.self)
                == #"{"resolution":"720p","duration":"10","new":[true,null]}"#)
    }

    @Test func leavesOutWhatIsNotThere() {
        let model = ModelCard(id: "m", displayName: "M", category: .image, baseCredits: Number(1))
        let body = GenerationRequest(model: model, prompt: nil, values: []).body(references: [])
        #expect(String(decoding: body, as: UTF8.self) == #"{"model":"m","params":{}}"#)
    }

    @Test func reportsMissingParameters() {
        let dialogue = catalog.model("elevenlabs-dialogue-v3")
        let problems = dialogue.missingParameterProblems(nothing(dialogue))
        #expect(problems.map(\.code) == [.missingParameter])
        #expect(problems.first?.message == "`elevenlabs-dialogue-v3` needs `dialogue`")
        #expect(problems.first?.help?.contains("dialogue=[{voice") ?? false)
        // A required parameter with a default is filled in.
        let speech = catalog.model("elevenlabs-turbo-2-5")
        #expect(speech.missingParameterProblems(nothing(speech)).isEmpty)

        let model = ModelCard(
            id: "m", displayName: "M", category: .image, baseCredits: Number(1),
            parameters: [
                Parameter(key: "a", kind: .select(options: ["x", "y"]), isRequired: true),
                Parameter(key: "b", kind: .number(minimum: Number(1), maximum: nil, step: nil), isRequired: true),
                Parameter(key: "c", kind: .text, isRequired: true),
                Parameter(key: "d", kind: .text),
            ])
        #expect(
            model.missingParameterProblems([nil, nil, nil, nil]).map(\.help) == [
                "add `a=` with one of x, y", "add `b=` with a number, 1 or more", "add `c=\"...\"`",
            ])
        #expect(model.missingParameterProblems([.string("x"), nil, .string(""), nil]).count == 1)
    }

    @Test func measuresPromptsInUTF16() throws {
        let model = catalog.model("kling-2-6")
        #expect(model.promptProblem(String(repeating: "a", count: 1000)) == nil)
        #expect(model.promptProblem(String(repeating: "é", count: 1000)) == nil)
        #expect(model.promptProblem(String(repeating: "🦊", count: 500)) == nil)
        let long = try #require(model.promptProblem(String(repeating: "a", count: 1204)))
        #expect(long.code == .promptTooLong)
        #expect(long.message == "the prompt has 1204 characters, `kling-2-6` takes at most 1000")
        #expect(long.label == "204 too many")
        #expect(long.help == "shorten the prompt")
        let foxes = try #require(model.promptProblem(String(repeating: "🦊", count: 501)))
        #expect(foxes.message == "the prompt has 1002 characters, `kling-2-6` takes at most 1000")
        #expect(foxes.help?.contains("UTF-16") ?? false)
        #expect(catalog.model("4o-image").promptProblem(String(repeating: "a", count: 100_000)) == nil)
    }

    @Test func requiresAPromptWhereTheModelDoes() {
        let model = catalog.model("kling-2-6")
        #expect(model.promptProblem(nil)?.code == .missingPrompt)
        #expect(model.promptProblem(nil)?.message == "`kling-2-6` needs a prompt")
        #expect(model.promptProblem("")?.code == .missingPrompt)
        let dialogue = catalog.model("elevenlabs-dialogue-v3")
        #expect(dialogue.promptProblem(nil) == nil)
        #expect(dialogue.promptProblem("given all the same") == nil)
    }
}
