import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct BundledCatalogTests {
    let catalog = Catalog.bundled()

    @Test func holdsEveryModelOfTheDocument() {
        #expect(catalog.models.count == 57)
        #expect(catalog.warnings.isEmpty)
        let counts: [(ModelCard.Category, Int)] = [(.image, 24), (.video, 21), (.audio, 6), (.chat, 6)]
        for (category, count) in counts {
            #expect(catalog.ids(category: category).count == count)
        }
        #expect(catalog.models.first?.id == "grok-imagine-video")
        #expect(catalog.models.last?.id == "gpt-5.4-codex-chat")
        #expect(catalog.models.reduce(0) { $0 + $1.parameters.count } == 207)
        #expect(catalog.models.allSatisfy { !$0.passesParametersThrough })
        #expect(catalog.models.count { $0.references != nil } == 31)
    }

    /// What is decoded on demand is what the whole document says.
    @Test func deferredModelsEqualDecodedOnes() throws {
        let decoded = try Catalog(decoding: Catalog.bundledDocument)
        #expect(decoded.warnings.isEmpty)
        #expect(decoded.ids == catalog.ids)
        for (a, b) in zip(catalog.models, decoded.models) {
            #expect(a.id == b.id)
            #expect(a.displayName == b.displayName)
            #expect(a.category == b.category)
            #expect(a.baseCredits == b.baseCredits)
            #expect(a.maxPromptLength == b.maxPromptLength)
            #expect(a.isPromptRequired == b.isPromptRequired)
            #expect(a.parameters == b.parameters)
            #expect(a.references == b.references)
            #expect(catalog[a.id] === a)
        }
    }

    @Test func readsAModelWhole() throws {
        let model = try #require(catalog["kling-v2-1-master"])
        #expect(model.displayName == "Kling V2.1 Master")
        #expect(model.category == .video)
        #expect(model.runtime == "async_task")
        #expect(model.baseCredits == Number(160))
        #expect(model.billingType == "FIXED")
        #expect(model.maxPromptLength == 5000)
        #expect(model.isPromptRequired)
        #expect(model.supportedModes == ["text-to-video", "image-to-video"])
        #expect(model.availability == .available)
        #expect(!model.takesURLs)
        #expect(model.parameters.map(\.key) == ["duration", "aspect_ratio", "negative_prompt", "cfg_scale"])
        #expect(model.parameters[0].kind == .select(options: ["5", "10"]))
        #expect(model.parameters[2].kind == .text)
        #expect(model.parameters[3].kind == .number(minimum: Number(0), maximum: Number(1), step: nil))
        #expect(model.defaultValues == [.string("5"), .string("16:9"), nil, .number(Number("0.5")!)])
        #expect(model.slot(of: "cfg_scale") == 3)
        #expect(model.slot(of: "cfg") == nil)
        let rule = try #require(model.references)
        #expect(rule.maxFiles == 1)
        #expect(rule.kinds.map(\.kind) == [.image])
        #expect(rule.kinds[0].maxBytes == 10 << 20)
        #expect(rule.kinds[0].mimeTypes == ["image/jpeg", "image/png", "image/webp"])
    }

    @Test func knowsTheExceptions() {
        #expect(!catalog.model("elevenlabs-dialogue-v3").isPromptRequired)
        #expect(catalog.model("elevenlabs-dialogue-v3").parameters.last?.kind == .dialogue)
        #expect(catalog.model("4o-image").maxPromptLength == nil)
        #expect(catalog.model("sora-2-pro").parameters[0].defaultValue == nil)
        #expect(catalog.model("seedance-1-0-lite").defaultValues.contains(.number(Number(-1))))
        #expect(catalog.model("gpt-5-2-chat").runtime == "chat")
    }

    @Test func everyDefaultIsAllowed() throws {
        for model in catalog.models {
            for (slot, parameter) in model.parameters.enumerated() {
                switch parameter.defaultValue {
                case .string(let text)?:
                    #expect(try model.convert(.string(text), toParameter: slot) == .string(text))
                case .number(let number)?:
                    #expect(try model.convert(.number(number), toParameter: slot) == .number(number))
                case .json?, nil:
                    break
                }
            }
        }
    }

    @Test func listsModelsByCategoryAndReferenceKind() {
        #expect(
            catalog.ids(category: .audio) == [
                "elevenlabs-dialogue-v3", "elevenlabs-multilingual-v2", "elevenlabs-sound-effect-v2",
                "elevenlabs-turbo-2-5", "suno-music", "suno-sounds",
            ])
        #expect(catalog.ids(category: nil, referenceKind: .video) == ["happyhorse-1-0", "wan-2-6"])
        #expect(catalog.ids(category: .image, referenceKind: .video).isEmpty)
        #expect(catalog.ids(category: .other("3d")).isEmpty)
        #expect(catalog.ids.count == 57)
    }

    @Test func saysWhatIsAllowed() {
        let model = catalog.model("kling-v2-1-master")
        #expect(model.parameters.map(\.allowedText) == ["5, 10", "16:9, 9:16, 1:1", nil, "0 to 1"])
    }

    @Test func listsOptions() throws {
        #expect(try catalog.model("kling-2-6").options(of: "duration") == ["5", "10"])
        #expect(try catalog.model("kling-v2-1-master").options(of: "cfg_scale").isEmpty)
        #expect(throws: CatalogProblem.self) { try catalog.model("kling-2-6").options(of: "durration") }
    }
}
