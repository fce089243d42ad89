import RivyaCatalog
import RivyaSyntax
import Testing

@Suite struct ReferenceTests {
    let catalog = Catalog.bundled()

    private func file(_ mimeType: String, bytes: Int = 100, path: String = "a") -> Reference {
        .file(Reference.File(path: path, location: "/\(path)", type: MediaType(mimeType: mimeType)!, bytes: bytes))
    }

    private func problems(_ model: String, _ references: [Reference], jobs: [String] = []) -> [ReferenceProblem] {
        catalog.model(model).problems(with: references) { catalog[jobs[$0 - 1]] }
    }

    @Test func acceptsWhatTheModelTakes() {
        #expect(problems("kling-2-6", []).isEmpty)
        #expect(problems("z-image", []).isEmpty)
        #expect(problems("kling-2-6", [file("image/png", bytes: 10 << 20)]).isEmpty)
        #expect(problems("kling-2-6", [.url("https://a.example/x")]).isEmpty)
        #expect(problems("kling-2-6", [.job(1)], jobs: ["z-image"]).isEmpty)
        #expect(problems("wan-2-6", [file("video/x-matroska")]).isEmpty)
        #expect(problems("nano-banana", Array(repeating: file("image/webp"), count: 10)).isEmpty)
    }

    @Test func refusesReferencesWhereNoneAreTaken() {
        #expect(catalog.model("kling-2-6").noReferencesProblem == nil)
        let found = problems("z-image", [file("image/png"), .url("https://a.example/x")])
        #expect(found.map(\.index) == [nil])
        #expect(found.first?.problem.code == .noReferencesTaken)
        #expect(found.first?.problem.message == "`z-image` takes no reference media")
        #expect(found.first?.problem.label == nil)
        #expect(
            catalog.model("seedream-4-0").noReferencesProblem?.label
                == "the catalog notes: reference rule not seen on the page")
    }

    @Test func countsAllReferences() {
        let found = problems("kling-2-6", [file("image/png"), .url("https://a.example/x"), .job(1)], jobs: ["z-image"])
        #expect(found.map(\.index) == [nil])
        #expect(found.first?.problem.code == .tooManyReferences)
        #expect(found.first?.problem.message == "`kling-2-6` takes at most 1 reference, not 3")
        #expect(found.first?.problem.help == #"the service says: "Reference image: at most 1 image file.""#)
        #expect(problems("nano-banana", Array(repeating: file("image/webp"), count: 11)).count == 1)
    }

    @Test func checksEachReference() {
        let found = problems(
            "nano-banana",
            [
                file("image/png"), file("video/mp4", path: "clip.mp4"), file("image/gif", path: "dot.gif"),
                file("image/png", bytes: (10 << 20) + 1, path: "big.png"), .job(1),
            ],
            jobs: ["kling-2-6"])
        #expect(found.map(\.index) == [1, 2, 3, 4])
        #expect(
            found.map(\.problem.code) == [.referenceKind, .referenceKind, .referenceTooLarge, .referenceKind])
        #expect(
            found.map(\.problem.message) == [
                "`clip.mp4` is a video, which `nano-banana` does not take as a reference",
                "`dot.gif` is `image/gif`, which `nano-banana` does not take as an image",
                "`big.png` has 10.1 MB, `nano-banana` takes images of at most 10 MB",
                "a job of `kling-2-6` makes a video, which `nano-banana` does not take as a reference",
            ])
    }

    @Test func roundsSizesUp() {
        let model = catalog.model("kling-2-6")
        let png = MediaType(mimeType: "image/png")!
        func message(_ bytes: Int) -> String? { model.mediaProblem(name: "a", type: png, bytes: bytes)?.message }
        #expect(message(10 << 20) == nil)
        #expect(message((10 << 20) + 1) == "`a` has 10.1 MB, `kling-2-6` takes images of at most 10 MB")
        #expect(message((11 << 20) - 1) == "`a` has 11.0 MB, `kling-2-6` takes images of at most 10 MB")
        #expect(message(11 << 20) == "`a` has 11.0 MB, `kling-2-6` takes images of at most 10 MB")
    }

    @Test(arguments: [
        (images: 9, videos: 0, fits: true),
        (images: 10, videos: 0, fits: false),
        (images: 5, videos: 1, fits: true),
        (images: 6, videos: 1, fits: false),
        (images: 0, videos: 1, fits: true),
        (images: 0, videos: 2, fits: false),
    ])
    func obeysTheMixedRule(_ images: Int, _ videos: Int, _ fits: Bool) {
        let given =
            Array(repeating: file("image/png"), count: images) + Array(repeating: file("video/mp4"), count: videos)
        let found = problems("happyhorse-1-0", given)
        #expect(found.isEmpty == fits)
        if !fits {
            #expect(found.map(\.problem.code) == [.tooManyReferences])
            #expect(found.first?.problem.label == "at most 9 images or 5 images and 1 video")
        }
    }

    @Test func theMixedRuleCountsJobs() {
        let given = Array(repeating: Reference.job(1), count: 6) + [.job(2)]
        let found = problems("happyhorse-1-0", given, jobs: ["z-image", "kling-2-6"])
        #expect(found.first?.problem.message == "`happyhorse-1-0` does not take 6 images and 1 video together")
    }

    @Test func takesOtherNamesOfATypeAsEqual() {
        let model = ModelCard(
            id: "m", displayName: "M", category: .audio, baseCredits: Number(1),
            references: ReferenceRule(
                maxFiles: 1,
                kinds: [ReferenceRule.Kind(kind: .audio, maxSizeMB: 1, mimeTypes: ["audio/x-wav", "audio/mp3"])],
                rule: ""))
        for name in ["audio/wav", "audio/wave", "audio/mpeg"] {
            let type = MediaType(kind: .audio, mimeType: name)
            #expect(model.mediaProblem(name: "a", type: type, bytes: 1) == nil, "\(name)")
        }
        let flac = MediaType(kind: .audio, mimeType: "audio/flac")
        #expect(model.mediaProblem(name: "a", type: flac, bytes: 1)?.code == .referenceKind)
    }

    @Test func explainsFilesThatAreNoMedia() {
        #expect(CatalogProblem.notMedia(path: "empty.png", bytes: 0).message == "`empty.png` is empty")
        #expect(
            CatalogProblem.notMedia(path: "notes.txt", bytes: 15).message
                == "`notes.txt` is no image, video or audio file")
    }
}
