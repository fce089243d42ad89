import RivyaCatalog
import RivyaLanguage
import RivyaSyntax
import Testing

@Suite struct TopicTests {
    @Test func everyWordHasAnEntry() {
        for keyword in Keyword.allCases { #expect(Topic.named(keyword.rawValue) != nil, "\(keyword)") }
        for builtin in Builtin.all {
            #expect(Topic.named(builtin.name)?.blocks.contains(.code(builtin.signature)) == true)
        }
        for setting in Setting.allCases {
            let topics = Topic.all.filter { $0.family == .settings && $0.name == setting.rawValue }
            #expect(topics.count == 1)
        }
        for option in GenOption.allCases { #expect(Topic.named(option.flag)?.family == .options) }
        for code in DiagnosticCode.allCases { #expect(Topic.named(code.rawValue)?.family == .errors) }
    }

    @Test func oneNameOneEntryInAFamily() {
        for family in Topic.Family.allCases {
            let names = Topic.all.filter { $0.family == family }.map(\.name)
            #expect(!names.isEmpty)
            #expect(Set(names).count == names.count)
        }
    }

    @Test(arguments: Topic.all.map(\.name))
    func summaries(_ name: String) throws {
        let topic = try #require(Topic.named(name))
        #expect(!topic.summary.isEmpty && !topic.summary.hasSuffix("."))
        #expect(topic.summary.unicodeScalars.count <= 100, "\(topic.summary)")
        #expect(topic.summary.count { $0 == "`" }.isMultiple(of: 2))
    }

    /// The examples of the documentation are scripts that plan as they stand.
    @Test(arguments: Topic.all.filter { $0.family == .statements || $0.family == .expressions }.map(\.name))
    func examples(_ name: String) throws {
        for case .example(let script) in try #require(Topic.named(name)).blocks {
            let evaluation = Evaluation(script)
            #expect(evaluation.diagnostics.map(\.message).isEmpty)
            #expect(!evaluation.failedInPlan)
        }
    }

    @Test func otherNames() throws {
        #expect(Topic.named("else")?.name == "if")
        #expect(Topic.named("GEN")?.name == "gen")
        #expect(Topic.named("r0302")?.name == "R0302")
        #expect(Topic.named("save")?.name == "--save")
        let timeout = try #require(Topic.named("timeout"))
        #expect(Topic.others(named: "timeout", than: timeout).map(\.name) == ["--timeout"])
    }

    /// A family's name shows its list; `options`, which is a function too, shows both.
    @Test func namesOfFamilies() {
        let names = Topic.Family.allCases.map(\.rawValue).filter { Topic.named($0) != nil }
        #expect(names == ["options"])
    }

    @Test func nearNames() {
        #expect(Topic.nearest(to: "setings").first == "settings")
        #expect(Topic.nearest(to: "uper").first == "upper")
        #expect(Topic.named("kling-2-6") == nil)
    }

    /// The line that `rivya model ID` ends with is a script that the checker takes.
    @Test(arguments: Catalog.bundled().ids)
    func exampleLines(_ id: String) throws {
        let card = try #require(Catalog.bundled()[id])
        guard let line = card.exampleLine else {
            #expect(card.callProblem != nil)
            return
        }
        let evaluation = Evaluation(line)
        #expect(evaluation.errors.map(\.message).isEmpty, "\(line)")
        #expect(evaluation.requests.count == 1)
    }
}
