import RivyaCatalog
import RivyaSyntax
import Testing

@testable import RivyaRuns

/// Which requests may leave while a budget or a consent limits a run.
@Suite struct PriceGateTests {
    private static func card(_ id: String, billing: String = "FIXED") -> ModelCard {
        ModelCard(
            id: id, displayName: id, category: .audio, baseCredits: .whole(5), billingType: billing,
            parameters: [
                Parameter(key: "duration", kind: .number(minimum: nil, maximum: nil, step: nil)),
                Parameter(key: "seed", kind: .text), Parameter(key: "previous_text", kind: .text),
            ])
    }

    private static func group(
        _ model: String = "m", prompt: String = "a fox", duration: Int = 5, billing: String = "FIXED",
        passed: [(String, String)] = [], references: [Reference] = []
    ) -> PriceGroup {
        PriceGroup(
            GenerationRequest(
                model: card(model, billing: billing), prompt: prompt,
                values: [.number(.whole(duration)), nil, nil],
                passedThrough: passed.map { .init(key: $0.0, value: .string($0.1)) }, references: references),
            groups: { "group of \($0)" })
    }

    private static func request(_ job: Int, _ group: PriceGroup = group(), place: Int? = nil) -> PriceGate.Request {
        .init(job: job, place: place ?? job, model: "m", group: group, estimate: .whole(5))
    }

    // MARK: The gate

    @Test func theFirstOfAKindGoesAloneAndOpensWithItsAnswer() {
        var gate = PriceGate()
        for job in 1...3 { gate.arrive(Self.request(job)) }
        gate.arrive(Self.request(4, Self.group(duration: 10)))
        #expect(gate.next()?.job == 1)
        // Another kind goes beside it.
        #expect(gate.next()?.job == 4)
        #expect(gate.next() == nil)
        #expect(gate.waitingCount == 2)
        gate.answered(1, credits: .whole(500))
        #expect(gate.estimate(Self.request(2)) == .whole(500))
        #expect(gate.estimate(Self.request(9, Self.group(duration: 10))) == .whole(5))
        #expect(gate.next()?.job == 2)
        // Its answer may tell another price: one at a time.
        #expect(gate.next() == nil)
        gate.answered(2, credits: .whole(700))
        #expect(gate.estimate(Self.request(3)) == .whole(700))
    }

    @Test func theOrderOfTheRunCounts() {
        var gate = PriceGate()
        gate.arrive(Self.request(1, place: 7))
        gate.arrive(Self.request(2, place: 3))
        #expect(gate.next()?.job == 2)
        gate.answered(2, credits: nil)
        gate.arrive(Self.request(3, place: 8))
        gate.hurry([3], before: .max)
        #expect(gate.next()?.job == 3)
    }

    @Test func withoutAReserveWhatWasKnownStands() {
        var gate = PriceGate()
        for job in 1...2 { gate.arrive(Self.request(job)) }
        _ = gate.next()
        gate.answered(1, credits: nil)
        #expect(gate.estimate(Self.request(2)) == .whole(5))
        #expect(gate.next()?.job == 2)
        gate.answered(2, credits: nil)
        // A task's end tells of both.
        gate.told(1, credits: .whole(500), isFinal: true)
        #expect(gate.untold(like: 1).map(\.job) == [2])
        #expect(gate.untold(like: 1).map(\.estimate) == [.whole(500)])
        gate.told(2, credits: .whole(3), isFinal: true)
        #expect(gate.estimate(Self.request(3)) == .whole(500))
    }

    @Test func aRefusalOpensNothing() {
        var gate = PriceGate()
        for job in 1...3 { gate.arrive(Self.request(job)) }
        _ = gate.next()
        gate.ended(1, isUnknown: false)
        #expect(gate.next()?.job == 2)
        #expect(gate.next() == nil)
        #expect(gate.stuck == nil)
    }

    @Test func whileTheFirstIsLostNothingOfItsKindLeaves() {
        var gate = PriceGate()
        for job in 1...3 { gate.arrive(Self.request(job)) }
        _ = gate.next()
        gate.stalled(1)
        #expect(gate.next() == nil)
        gate.ended(1, isUnknown: true)
        #expect(gate.next() == nil)
        #expect(gate.stuck == PriceGate.Stuck(job: 1, model: "m"))
        gate.forgive()
        #expect(gate.next()?.job == 2)
    }

    @Test func aLaterOneThatIsLostHoldsNobodyUp() {
        var gate = PriceGate()
        for job in 1...4 { gate.arrive(Self.request(job)) }
        _ = gate.next()
        gate.answered(1, credits: .whole(5))
        #expect(gate.next()?.job == 2)
        gate.stalled(2)
        #expect(gate.next()?.job == 3)
        gate.answered(3, credits: .whole(8))
        // What may have been paid counts at the price of now.
        #expect(gate.untold(like: 3).map(\.job) == [2])
        #expect(gate.untold(like: 3).map(\.estimate) == [.whole(8)])
        gate.ended(2, isUnknown: true)
        #expect(gate.next()?.job == 4)
        #expect(gate.stuck == nil)
    }

    @Test func heldModelsAndRunsWithoutALimit() {
        var gate = PriceGate()
        for job in 1...3 { gate.arrive(Self.request(job)) }
        #expect(gate.next { $1 == "m" } == nil)
        #expect(gate.next(isLimited: false)?.job == 1)
        #expect(gate.next(isLimited: false)?.job == 2)
        #expect(gate.turnAway() == 3)
        #expect(gate.turnAway() == nil)
        #expect(gate.waitingCount == 0)
    }

    // MARK: Kinds

    @Test(arguments: [
        "seed", "seeds", "Seed", "noise_seed", "negative_prompt", "negativePrompt", "negativeTags", "neg_prompt",
        "negativeprompt", "prompt",
    ])
    func whatChoosesAmongEqualResultsIsNoPartOfAKind(_ key: String) {
        #expect(Self.group(passed: [(key, "1")]) == Self.group(prompt: "an owl", passed: [(key, "2")]))
        #expect(Self.group(passed: [(key, "1")]) == Self.group())
    }

    @Test(arguments: ["seedance_scene", "resolution", "prompt_optimizer", "negotiable", "n_frames"])
    func allElseIs(_ key: String) {
        #expect(Self.group(passed: [(key, "1")]) != Self.group(passed: [(key, "2")]))
        #expect(Self.group(duration: 5) != Self.group(duration: 10))
        #expect(Self.group("m") != Self.group("n"))
    }

    @Test func referencesCountByNumberKindAndOrigin() {
        func file(_ name: String, _ kind: MediaKind = .image) -> Reference {
            .file(.init(path: name, location: "/no/\(name)", type: .init(kind: kind, mimeType: "x/y"), bytes: 9))
        }
        #expect(Self.group(references: [file("a")]) == Self.group(references: [file("b")]))
        #expect(Self.group(references: [file("a")]) != Self.group())
        #expect(Self.group(references: [file("a")]) != Self.group(references: [file("a"), file("b")]))
        #expect(Self.group(references: [file("a")]) != Self.group(references: [file("a", .video)]))
        #expect(Self.group(references: [.job(1)]) != Self.group(references: [.job(2)]))
    }

    @Test func billedTextsLieInBracketsThatCountAtTheirTop() {
        func metered(_ length: Int, _ passed: [(String, String)] = []) -> PriceGroup {
            Self.group(prompt: String(repeating: "a", count: length), billing: "METERED", passed: passed)
        }
        #expect(metered(1).description == metered(125).description)
        #expect(metered(125).description != metered(126).description)
        #expect(metered(126).description == metered(250).description)
        #expect(metered(100).atTop(.whole(4)) == .whole(5))
        #expect(metered(250).atTop(.whole(4)) == .whole(4))
        // Texts beside the prompt are read too, words of a choice are not.
        let text = String(repeating: "b", count: 100)
        #expect(metered(100, [("next", text)]).description == metered(200).description)
        #expect(metered(1, [("language", "de")]).description != metered(1, [("language", "en")]).description)
        #expect(Self.group(prompt: "a").description == Self.group(prompt: text).description)

        var gate = PriceGate()
        gate.arrive(Self.request(1, metered(100)))
        _ = gate.next()
        gate.answered(1, credits: .whole(4))
        #expect(gate.estimate(Self.request(2, metered(20))) == .whole(5))
    }
}
