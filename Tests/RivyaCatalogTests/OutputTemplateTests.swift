import RivyaCatalog
import RivyaSyntax
import Testing

struct OutputTemplateTests {
    private let values = OutputTemplate.Values(
        run: "20261121-085703", index: 7, name: nil, model: "kling-2-6", ext: "mp4", take: 2,
        axes: ["subject": "red fox", "c.style": "noir/pop"])

    @Test(arguments: [
        ("rivya-out/{run}/{index}-{name}.{ext}", "rivya-out/20261121-085703/7-kling-2-6.mp4"),
        ("{axis.subject}-{take}.{ext}", "red fox-2.mp4"),
        ("{axis.c.style}.{ext}", "noir-pop.mp4"),
        ("{{{model}}}.{ext}", "{kling-2-6}.mp4"),
        ("../{n}.{ext}", "../1.mp4"),
        ("plain", "plain"),
    ])
    func fillsFields(template: String, path: String) throws {
        #expect(try OutputTemplate(template).render(values) == path)
    }

    @Test func standardTemplateReadsBack() throws {
        #expect(try OutputTemplate(OutputTemplate.standard.text) == .standard)
    }

    @Test(arguments: [
        ("{nam}.mp4", "unknown field `{nam}` in a template", "did you mean `{name}`?"),
        ("{ax.x}", "unknown field `{ax.x}` in a template", "write `{axis.NAME}` for the value of a loop variable"),
        ("a{name", "`{` is not closed in the template `a{name`", "write `{{` for the character itself"),
        ("a}b", "`}` closes nothing in the template `a}b`", "write `}}` for the character itself"),
        ("out/", "the template `out/` names a folder", "end it with a file name, as in `{name}.{ext}`"),
    ])
    func reportsMistakes(template: String, message: String, help: String) {
        let problem = #expect(throws: CatalogProblem.self) { try OutputTemplate(template) }
        #expect(problem?.code == .badTemplate)
        #expect(problem?.message == message)
        #expect(problem?.help == help)
    }

    @Test func reportsAnUnknownAxisWithTheNearest() throws {
        let template = try OutputTemplate("{axis.subjct}.{ext}")
        let problem = #expect(throws: CatalogProblem.self) { try template.check(axes: ["subject", "ratio"]) }
        #expect(problem?.message == "this job has no axis `subjct`")
        #expect(problem?.help == "did you mean `{axis.subject}`?")
        #expect(throws: Never.self) { try template.check(axes: ["subjct"]) }
    }

    @Test func severalResultsAreToldApart() throws {
        var several = values
        several.number = 2
        #expect(try OutputTemplate("a.b/{name}.{ext}").render(several) == "a.b/kling-2-6-2.mp4")
        #expect(try OutputTemplate("{name}_{n}.{ext}").render(several) == "kling-2-6_2.mp4")
        #expect(try OutputTemplate(".hidden").render(several) == ".hidden-2")
    }

    @Test(arguments: [
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        (" . ", "_"),
        ("", "_"),
        ("a\u{0}b\n\u{202E}c", "a-b-c"),
        ("16:9", "16-9"),
        ("C:\\x", "C-x"),
        ("狐 🦊", "狐 🦊"),
        ("👩\u{200D}🚀", "👩\u{200D}🚀"),
    ])
    func valuesBecomeFileNames(text: String, safe: String) {
        #expect(OutputTemplate.fileSafe(text) == safe)
    }

    @Test func longNamesAreCutBetweenCharactersAndKeepTheirEnding() throws {
        var long = values
        long.name = String(repeating: "狐", count: 300)
        let path = try OutputTemplate("out/{name}.{ext}").render(long)
        let name = try #require(path.split(separator: "/").last)
        #expect(name.utf8.count <= 200)
        #expect(name.utf8.count > 190)
        #expect(name.hasSuffix("狐.mp4"))
    }

    @Test func clashesIgnoreLetterCaseAndComposition() {
        #expect(OutputTemplate.collisionKey("out/Fox.mp4") == OutputTemplate.collisionKey("./out//fox.MP4"))
        #expect(OutputTemplate.collisionKey("caf\u{E9}") == OutputTemplate.collisionKey("cafe\u{301}"))
        #expect(OutputTemplate.collisionKey("out/fox.mp4") != OutputTemplate.collisionKey("out/owl.mp4"))
    }
}
