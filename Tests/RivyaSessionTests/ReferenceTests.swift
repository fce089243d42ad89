import Testing

/// The commands that explain: `doc`, `model`, `models`.
@Suite(.serialized)
struct ReferenceTests {
    @Test func aFunctionIsExplainedWithAnExample() async throws {
        let doc = try await Workplace().rivya("doc", "slice")
        #expect(doc.code == 0)
        #expect(doc.errors == "")
        #expect(
            doc.output == """
                slice  the items from one place up to, not including, another; negative places count from the end

                    slice(xs, from, to)

                    print slice([a, b, c, d], 1, 3)  # ["b","c"]

                """)
    }

    @Test func aNameOfTwoThingsShowsBoth() async throws {
        let doc = try await Workplace().rivya("doc", "timeout")
        #expect(doc.output.contains("set timeout VALUE"))
        #expect(doc.output.contains("--timeout DURATION"))
    }

    @Test func withoutATopicTheTopicsAreListed() async throws {
        let doc = try await Workplace().rivya("doc")
        #expect(doc.code == 0)
        for name in ["gen", "slice", "--save", "budget", "R0302"] { #expect(doc.output.contains(name), "\(name)") }
    }

    @Test(arguments: [
        ("settngs", "did you mean `settings`?"), ("zzzzzzzz", "`rivya doc` lists the topics"),
        ("kling-2-6", "it is a model: `rivya model kling-2-6` describes it"),
    ])
    func anUnknownTopicIsAnErrorThatHelps(_ name: String, _ help: String) async throws {
        let doc = try await Workplace().rivya("doc", name)
        #expect(doc.code == 2)
        #expect(doc.output == "")
        #expect(doc.errors == "error: there is no topic `\(name)`\n  = help: \(help)\n")
    }

    @Test func aModelIsDescribedAsTheCheckerKnowsIt() async throws {
        let workplace = try Workplace()
        let model = try await workplace.rivya("model", "kling-2-6")
        #expect(model.code == 0)
        #expect(
            model.output == """
                kling-2-6  Kling 2.6

                  category    video
                  credits     55 for a task with default parameters
                  prompt      required, at most 1000 characters
                  references  at most 1: images (jpeg, png, webp; at most 10 MB)
                  modes       text-to-video, image-to-video
                  rule        the service says: "Reference image: at most 1 image file."

                PARAMETER     TAKES            DEFAULT  ABOUT
                duration      5, 10            5        Duration
                sound         false, true      false    Generate audio
                aspect_ratio  1:1, 16:9, 9:16  1:1      Aspect ratio

                  gen kling-2-6 "a fox in the snow" duration=10 sound=true

                """)
        // Its example is a script that passes.
        let example = try #require(model.output.split(separator: "\n").last).drop { $0 == " " }
        try workplace.write(String(example) + "\n", to: "example.rivya")
        #expect(try await workplace.rivya("check", "example.rivya").code == 0)
    }

    @Test func anUnknownModelIsAnErrorWithTheNearestNames() async throws {
        let model = try await Workplace().rivya("model", "kling-2.6")
        #expect(model.code == 2)
        #expect(model.errors.contains("did you mean `kling-2-6`"))
    }

    @Test func modelsAreFilteredByTheirWords() async throws {
        let workplace = try Workplace()
        let lines = try await workplace.rivya("models", "kling").output.split(separator: "\n")
        #expect(lines.count > 3)
        #expect(lines.dropFirst().allSatisfy { $0.contains("kling") })
        let nothing = try await workplace.rivya("models", "nothinglikeit")
        #expect(!nothing.output.contains("kling"))
    }
}
