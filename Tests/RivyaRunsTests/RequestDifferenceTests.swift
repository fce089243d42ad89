import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Testing

struct RequestDifferenceTests {
    private func request(
        _ prompt: String? = "a boat at dawn", model: String = "m", _ parameters: [(String, JSONValue)] = [],
        references: [RequestDocument.Reference] = [], identity: String = "https://x.test", take: Int? = 1
    ) -> IdentifiedRequest {
        IdentifiedRequest(
            RequestDocument(
                model: model, prompt: prompt, parameters: parameters.map { .init($0.0, $0.1) }, references: references),
            identity: identity, take: take)
    }

    private func text(_ difference: RequestDifference) -> [String] {
        difference.fields.map { field in
            switch field {
            case .account(let old, let new): "account \(old) \(new)"
            case .model(let old, let new): "model \(old) \(new)"
            case .prompt(let words): "prompt \(words.text)"
            case .parameter(let key, let old, let new): "\(key) \(old?.text ?? "-") \(new?.text ?? "-")"
            case .reference(let number, let old, let new):
                "ref \(number) \(old?.path ?? "-") \(new?.path ?? "-")"
            case .take(let old, let new): "take \(old) \(new)"
            }
        }
    }

    @Test func namesEveryFieldThatDiffers() {
        let old = request(
            "a boat at dawn", model: "m",
            [("duration", .string("5")), ("seed", .number(.whole(1))), ("gone", .bool(true))],
            references: [.init(.file(sha256: "a"), path: "fox.png"), .init(.file(sha256: "b"), path: "owl.png")])
        let new = request(
            "a boat at dusk", model: "n",
            [("seed", .number(.whole(1))), ("duration", .string("10")), ("fresh", .null)],
            references: [.init(.file(sha256: "a"), path: "renamed.png"), .init(.file(sha256: "c"), path: "owl.png")],
            identity: "simulator:")
        let difference = RequestDifference(from: old, to: new)
        #expect(
            text(difference) == [
                "account https://x.test simulator:", "model m n", "prompt a boat at [-dawn-]{+dusk+}",
                "duration \"5\" \"10\"", "fresh - null", "gone true -", "ref 2 owl.png owl.png",
            ])
        #expect(difference.same == ["seed"])
    }

    @Test func equalRequestsDifferInTheirTakeOnly() {
        #expect(text(RequestDifference(from: request(take: 1), to: request(take: 3))) == ["take 1 3"])
        let same = RequestDifference(from: request(), to: request())
        #expect(same.fields.isEmpty && same.distance == 0)
        #expect(same.same == ["model", "prompt"])
    }

    /// A word more or less is nearer than a setting, a setting nearer than another text.
    @Test func theNearestIsTheOneThatAPersonWouldMean() {
        let target = request("a paper boat at dusk, ink", [("duration", .string("5"))])
        let others = [
            request("a paper boat at dawn, ink", [("duration", .string("5"))]),
            request("a paper boat at dusk, ink", [("duration", .string("10"))]),
            request("a heron in the snow", [("duration", .string("5"))]),
            request("a heron in the snow", model: "n", [("duration", .string("5"))]),
        ]
        let distances = others.map { RequestDifference(from: $0, to: target).distance }
        #expect(distances == distances.sorted())
        #expect(Set(distances).count == 4)
        #expect(RequestDifference(from: others[0], to: target).isNear)
        #expect(!RequestDifference(from: others[3], to: target).isNear)
    }

    /// What the ledger keeps of a cell is all that its key was made of.
    @Test func aStoredDocumentHasTheDigestOfItsRequest() throws {
        let model = ModelCard(
            id: "m", displayName: "m", category: .video, baseCredits: .whole(1),
            parameters: ["z", "a"].map { Parameter(key: $0, kind: .text) })
        let request = GenerationRequest(
            model: model, prompt: "狐 \"fox\"", values: [.string("1"), .number(try #require(Number("0.50")))],
            passedThrough: [.init(key: "list", value: .json(.array([.object([.init("b", .bool(true))])])))])
        let references: [RequestDigest.ReferenceContent] = [
            .file(sha256: "a"), .url("https://u"), .cell(CellKey(stored: "k")),
        ]
        let digest = RequestDigest(request, identity: "i", references: references)
        var parameters: [UInt8] = []
        request.writeParameters(to: &parameters)
        let text = """
            {"model":"m","prompt":"狐 \\"fox\\"","params":\(String(decoding: parameters, as: UTF8.self)),\
            "references":[{"sha256":"a","path":"fox.png"},{"url":"https://u"},{"cell":"k"}]}
            """
        let document = try #require(RequestDocument(stored: text))
        #expect(document.digest(identity: "i") == digest)
        #expect(document.digest(identity: "j") != digest)
        #expect(document.references.map(\.path) == ["fox.png", nil, nil])
        #expect(document.take(of: CellKey(digest, take: 17), identity: "i") == 17)
        #expect(document.take(of: CellKey(stored: "other"), identity: "i") == nil)
        #expect(RequestDocument(stored: "{}") == nil)
    }
}
