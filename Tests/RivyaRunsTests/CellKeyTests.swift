import RivyaCatalog
import RivyaRuns
import RivyaSyntax
import Testing

struct CellKeyTests {
    private func model(_ id: String = "m", keys: [String] = ["a", "b"]) -> ModelCard {
        ModelCard(
            id: id, displayName: id, category: .video, baseCredits: .whole(1),
            parameters: keys.map { Parameter(key: $0, kind: .text) })
    }

    private func digest(
        _ prompt: String? = "fox",
        _ values: [WireValue?] = [.string("1"), nil],
        model: ModelCard? = nil,
        identity: String = "https://x.test",
        references: [RequestDigest.ReferenceContent] = []
    ) -> RequestDigest {
        RequestDigest(
            GenerationRequest(model: model ?? self.model(), prompt: prompt, values: values), identity: identity,
            references: references)
    }

    /// The form is a promise: with another one, every user would pay for everything again. The digests were computed
    /// with Python's hashlib from the form's description.
    @Test func theFormIsStable() {
        let request = digest(
            "a fox", [.string("5"), .number(.whole(3))],
            references: [.file(sha256: String(repeating: "0", count: 64)), .url("https://y.test/a.png")])
        #expect(request.description == "0de682162a09715005c3f1371a97b71848e59d7929a211569ad6191cb917b8ac")
        #expect(
            CellKey(request, take: 2).description == "e578316426ead4593473e59d17ab1a6fdef12c72030ae63438d8446862befd5f")
    }

    @Test func everythingTheServiceSeesCounts() {
        let key = CellKey(digest(), take: 1)
        let file = RequestDigest.ReferenceContent.file(sha256: "a")
        let others = [
            digest("fox "), digest(nil), digest(""), digest("fox", [.string("2"), nil]),
            digest("fox", [nil, .string("1")]), digest("fox", [.number(.whole(1)), nil]),
            digest(model: model("n")), digest(identity: "simulator:"), digest(references: [file]),
            digest(references: [.url("a")]), digest(references: [.cell(key)]), digest(references: [file, .url("a")]),
            digest(references: [.url("a"), file]),
        ]
        #expect(Set(others + [digest()]).count == others.count + 1)
        #expect(CellKey(digest(), take: 2) != key)
    }

    @Test func theCatalogsOrderDoesNotCount() {
        let reordered = digest("fox", [nil, .string("1")], model: model(keys: ["b", "a"]))
        #expect(reordered == digest())
    }

    @Test func theOrderOfMembersDoesNotCount() {
        let first = JSONValue.object([.init("x", .whole(1)), .init("y", .whole(2))])
        let second = JSONValue.object([.init("y", .whole(2)), .init("x", .whole(1))])
        #expect(digest("fox", [.json(first), nil]) == digest("fox", [.json(second), nil]))
        #expect(digest("fox", [.json(.array([first])), nil]) != digest("fox", [.json(first), nil]))
    }

    @Test func fieldsCannotRunIntoEachOther() {
        let a = digest("x\nkey:1:a", [nil, nil])
        let b = digest("x", [.string(""), nil])
        #expect(a != b)
    }

    @Test func takesAreCountedForEachRequest() {
        var counter = TakeCounter()
        let takes = ["a", "b", "a", "a"].map { counter.next(digest($0)) }
        #expect(takes == [1, 1, 2, 3])
    }
}

extension JSONValue {
    fileprivate static func whole(_ value: Int) -> JSONValue { .number(.whole(value)) }
}
