import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct DecodingTests {
    private func decode(_ entries: String...) throws -> Catalog {
        try Catalog(decoding: Array(#"{"object":"list","data":[\#(entries.joined(separator: ","))]}"#.utf8))
    }

    /// The sample of the service's own documentation.
    private let sample = #"""
        {"id":"z-image","display_name":"Z-Image","category":"image","runtime":"async_task","base_credits":1,
         "billing_type":"FIXED","supported_modes":["text-to-image"],"max_prompt_length":1000,"reference_media":null,
         "params":[],"api_status":"available","api_input_status":"available_text","supported_api_inputs":["text"],
         "requires_files_api":false,"requires_upload_for_modes":[],"url_input_supported":false,"file_kinds":[],
         "chat_capabilities":null,"notices":[]}
        """#

    @Test func readsTheDocumentedSample() throws {
        let catalog = try decode(sample)
        let model = try #require(catalog["z-image"])
        #expect(catalog.warnings.isEmpty)
        #expect(model.isPromptRequired)
        #expect(model.references == nil)
        #expect(!model.passesParametersThrough)
        #expect(model.uncheckedWarning == nil)
        #expect(model.maxPromptLength == 1000)
    }

    @Test func ignoresUnknownFields() throws {
        let catalog = try decode(sample.replacing("{\"id\"", with: #"{"new":{"deep":[1,{"x":null}]},"id""#))
        #expect(catalog.models.map(\.id) == ["z-image"])
        #expect(catalog.warnings.isEmpty)
    }

    @Test(arguments: [
        #"{"aspect_ratio":{"enum":["1:1"]}}"#,
        #""aspect_ratio""#,
        "null",
        #"[{"name":"aspect_ratio","enum":["1:1","16:9"]}]"#,
        #"[{"key":"aspect_ratio","type":"select","options":[{"value":"1:1"}]}]"#,
        #"[{"key":"aspect_ratio","type":"select","options":[]}]"#,
        #"[{"key":"aspect_ratio","type":"select","options":null}]"#,
        #"[{"key":"aspect_ratio","type":"ratio"}]"#,
        #"[{"key":"aspect_ratio","type":"array"}]"#,
        #"[{"key":"n","type":"number","min":5,"max":1}]"#,
        "[null,[],7]",
    ])
    func keepsAModelWithParametersOfUnknownForm(_ params: String) throws {
        let catalog = try decode(#"{"id":"new","category":"image","base_credits":3,"params":\#(params)}"#, sample)
        let model = try #require(catalog["new"])
        #expect(catalog.models.count == 2)
        #expect(catalog.warnings.count == 1)
        #expect(catalog.warnings.first?.hasPrefix("model `new`: ") ?? false)
        #expect(model.passesParametersThrough)
        #expect(model.uncheckedWarning?.code == .uncheckedModel)
        #expect(!model.isPromptRequired)
        #expect(model.baseCredits == Number(3))
    }

    @Test func checksTheParametersItUnderstands() throws {
        let catalog = try decode(
            #"""
            {"id":"m","category":"video","base_credits":1,"params":[
              {"key":"duration","type":"select","options":["5","10"],"default":5},
              {"key":"fps","type":"integer"},
              {"key":"seed","type":"number","min":"0","max":null,"step":0,"default":"7"},
              {"key":"note","type":"text","default":true},
              {"key":"mode","type":"select","options":["a","b"],"default":"c"},
              {"key":"duration","type":"text"},
              {"key":"referenceMediaItems","type":"text"}]}
            """#)
        let model = try #require(catalog["m"])
        #expect(model.passesParametersThrough)
        #expect(model.parameters.map(\.key) == ["duration", "seed", "note", "mode"])
        #expect(model.defaultValues == [.string("5"), .number(Number(7)), .string("true"), nil])
        #expect(model.parameters[1].kind == .number(minimum: Number(0), maximum: nil, step: nil))
        #expect(throws: CatalogProblem.self) { try model.wire("duration", .number("7")) }
    }

    @Test func passesValuesThroughAsWritten() throws {
        let model = try #require(try decode(#"{"id":"m","category":"image"}"#)["m"])
        func wire(_ value: ArgumentValue) throws -> String {
            var output: [UInt8] = []
            try model.passThrough(value, key: "k").write(to: &output)
            return String(decoding: output, as: UTF8.self)
        }
        #expect(try wire(.string("a")) == #""a""#)
        #expect(try wire(.number("0.5")) == "0.5")
        #expect(try wire(.bool(true)) == "true")
        #expect(
            try wire(.list([.record([.init(key: "a", value: .number("1"))]), .other("null")])) == #"[{"a":1},null]"#)
        let problem = #expect(throws: CatalogProblem.self) { try model.passThrough(.other("job"), key: "k") }
        #expect(problem?.code == .wrongValueType)
        #expect(problem?.message == "`k` cannot be a job")
    }

    @Test func keepsReferenceMediaOfUnknownForm() throws {
        let catalog = try decode(
            #"{"id":"a","category":"image","base_credits":1,"params":[],"reference_media":["image"]}"#,
            #"{"id":"b","category":"image","base_credits":1,"params":[],"reference_media":7,"file_kinds":["video"]}"#,
            #"{"id":"c","category":"image","base_credits":1,"params":[],"supported_api_inputs":["text","file"]}"#,
            #"""
            {"id":"d","category":"image","base_credits":1,"params":[],"reference_media":
              {"max_files":3,"kinds":[{"kind":"hologram"},{"kind":"image","max_size_mb":5,"mime_types":["IMAGE/PNG"]}]}}
            """#,
            #"{"id":"e","base_credits":1,"params":[],"reference_media":{"kinds":[{"kind":"audio"}]}}"#
        )
        #expect(
            try decode(
                #"{"id":"f","base_credits":1,"params":[],"reference_media":null,"supported_api_inputs":["file"]}"#
            )["f"]?.references == nil)
        func rule(_ id: String) throws -> ReferenceRule { try #require(catalog[id]?.references) }
        #expect(try rule("a").kinds.map(\.kind) == [.image, .video, .audio])
        #expect(try rule("a").maxFiles == .max)
        #expect(try rule("b").kinds.map(\.kind) == [.video])
        #expect(try rule("c").kinds.count == 3)
        let image = ReferenceRule.Kind(kind: .image, maxSizeMB: 5, mimeTypes: ["image/png"])
        #expect(try rule("d") == ReferenceRule(maxFiles: 3, kinds: [image], rule: ""))
        #expect(try rule("e").kinds == [.init(kind: .audio, maxSizeMB: nil, mimeTypes: [])])
        #expect(catalog.warnings.count == 4)
        let flac = Reference.file(
            .init(path: "x", location: "/x", type: .init(mimeType: "audio/flac")!, bytes: 1 << 40))
        #expect(catalog.model("a").problems(with: Array(repeating: flac, count: 50)) { _ in nil }.isEmpty)
    }

    @Test func neverLosesAModelToAWrongType() throws {
        let catalog = try decode(
            #"""
            {"id":"m","display_name":1,"category":[],"runtime":null,"base_credits":"55","billing_type":{},
             "supported_modes":"x","max_prompt_length":-5,"prompt_required":"yes","params":[],"api_status":7,
             "url_input_supported":1,"notices":[1]}
            """#,
            #"{"id":"bare"}"#,
            #"{"id":"vast","category":"image","params":[],"base_credits":1,"max_prompt_length":1e300}"#)
        let model = try #require(catalog["m"])
        #expect(model.displayName == "m")
        #expect(model.category == .other(""))
        #expect(model.baseCredits == Number(55))
        #expect(model.maxPromptLength == nil)
        #expect(model.availability == .available)
        #expect(!model.takesURLs)
        #expect(catalog["bare"]?.baseCredits == Number(0))
        #expect(catalog["vast"]?.maxPromptLength == nil)
    }

    @Test func leavesOutEntriesWithoutAnId() throws {
        let catalog = try decode(
            "null", "7", #"{"name":"x"}"#, #"{"id":""}"#, #"{"id":7}"#, #"{"id":"a b"}"#, #"{"id":"a\u001b"}"#, sample)
        #expect(catalog.models.map(\.id) == ["z-image"])
        #expect(catalog.warnings.count == 7)
        #expect(catalog.warnings.first == "entry 1 of the catalog has no usable id and was left out")
    }

    @Test func theFirstOfTwoEqualIdsCounts() throws {
        let catalog = try decode(sample, sample.replacing("\"Z-Image\"", with: "\"Other\""))
        #expect(catalog.models.map(\.displayName) == ["Z-Image"])
        #expect(catalog["z-image"]?.displayName == "Z-Image")
        #expect(catalog.warnings == ["the catalog has model `z-image` twice: the first entry counts"])
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"data":{}}"#, #"{"data":[}"#, "<html>", #"{"data":[]"#, "\u{FEFF}",
        String(repeating: "[", count: 100_000), #"{"data":"# + String(repeating: "[", count: 100_000),
        #"{"error":{"code":"public_api_disabled","message":"off"}}"#,
    ])
    func refusesWhatIsNoCatalog(_ text: String) {
        #expect(throws: CatalogError.self) { try Catalog(decoding: Array(text.utf8)) }
    }

    @Test func refusesMalformedBytes() {
        #expect(throws: CatalogError.self) { try Catalog(decoding: [0x7B, 0xFF, 0xFE, 0x7D]) }
    }

    @Test func anEmptyListIsACatalog() throws {
        #expect(try decode().models.isEmpty)
    }
}
