import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct NameProblemTests {
    let catalog = Catalog.bundled()

    @Test(arguments: [
        ("kling-2_6", "did you mean `kling-2-6`?"),
        ("Kling 2.6", "did you mean `kling-2-6`?"),
        ("z image", "did you mean `z-image`?"),
        ("gpt-5-4-codex-chat", "did you mean `gpt-5.4-codex-chat`"),
        ("elevenlabs", "did you mean `elevenlabs-dialogue-v3`, `elevenlabs-multilingual-v2` or"),
        ("midjourney", "`rivya models` lists the 57 models of the catalog"),
        ("", "`rivya models` lists the 57 models of the catalog"),
        ("-", "`rivya models` lists the 57 models of the catalog"),
    ])
    func suggestsModels(_ name: String, _ help: String) {
        let problem = catalog.unknownModelProblem(name)
        #expect(problem.code == .unknownModel)
        #expect(problem.message == "there is no model `\(name)`")
        #expect(problem.help?.hasPrefix(help) ?? false, "\(problem.help ?? "")")
    }

    @Test func suggestsThreeModelsAtMost() {
        #expect(catalog.nearest(to: "seedance").count == 3)
    }

    @Test(arguments: [
        ("kling-2-6", "aspect_ration", "`aspect_ratio`"),
        ("kling-2-6", "aspectRatio", "`aspect_ratio`"),
        ("kling-2-6", "durration", "`duration`"),
        ("nano-banana", "aspect_ratio", "`imageSize`"),
        ("4o-image", "aspect_ratio", "`size`"),
        ("sora-2", "duration", "`n_frames`"),
        ("seedance-1-5-pro", "sound", "`generate_audio`"),
    ])
    func suggestsParameters(_ model: String, _ key: String, _ nearest: String) {
        let problem = catalog.model(model).unknownParameterProblem(key)
        #expect(problem.code == .unknownParameter)
        #expect(problem.message == "`\(model)` has no parameter `\(key)`")
        #expect(
            problem.help?.hasPrefix("did you mean \(nearest)? its parameters are `") ?? false, "\(problem.help ?? "")")
    }

    @Test func listsParametersWhereNothingIsNear() {
        #expect(
            catalog.model("kling-2-6").unknownParameterProblem("zzz").help
                == "its parameters are `duration`, `sound`, `aspect_ratio`")
        #expect(catalog.model("gpt-5-2-chat").unknownParameterProblem("zzz").help == "it takes no parameters")
        #expect(
            catalog.model("kling-2-6").unknownParameterProblem("referenceMediaItems").help
                == "write `ref=` for reference media")
    }

    @Test func saysWhyAModelCannotBeCalled() {
        func card(_ availability: ModelCard.Availability, runtime: String = "async_task") -> ModelCard {
            ModelCard(
                id: "m", displayName: "M", category: .image, runtime: runtime, baseCredits: Number(1),
                availability: availability)
        }
        #expect(card(.available).callProblem == nil)
        #expect(card(.other("beta")).callProblem == nil)
        #expect(card(.comingSoon).callProblem?.label == "`coming_soon` in the catalog")
        #expect(card(.studioOnly).callProblem?.label == "`studio_only` in the catalog")
        #expect(card(.available, runtime: "chat").callProblem?.message.contains("chat model") ?? false)
        let callable = catalog.models.filter { $0.callProblem == nil }
        #expect(callable.count == 51)
        #expect(catalog.model("gpt-5-2-chat").callProblem?.code == .modelNotCallable)
    }
}
