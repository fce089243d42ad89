import RivyaSyntax
import Testing

struct SuggestionTests {
    static let names = [
        "duration", "sound", "aspect_ratio", "aspect-rate", "mode", "4K", "16:9", "kling-2-6", "kling-v2-1-master", "x",
    ]

    @Test(
        arguments: [
            ("duraton", "duration"),
            ("druation", "duration"),
            ("durationn", "duration"),
            ("Duration", "duration"),
            ("aspectratio", "aspect_ratio"),
            ("aspect-ratio", "aspect_ratio"),
            ("ASPECT_RATE", "aspect-rate"),
            ("4k", "4K"),
            ("kling-2.6", "kling-2-6"),
            ("kling-26", "kling-2-6"),
            ("moed", "mode"),
            ("16:8", "16:9"),
            ("y", nil),
            ("X", nil),
            ("xy", nil),
            ("", nil),
            ("color", nil),
            ("md", nil),
            ("mode", nil),
            ("kling", nil),
        ] as [(String, String?)])
    func nearest(_ name: String, _ expected: String?) {
        #expect(Suggestion.nearest(to: name, among: Self.names) == expected)
    }

    @Test func aThirdOfTheNameMayDiffer() {
        #expect(Suggestion.nearest(to: "abcdef", among: ["abcdxy"]) == "abcdxy")
        #expect(Suggestion.nearest(to: "abcdef", among: ["abcxyz"]) == nil)
        #expect(Suggestion.nearest(to: "abcde", among: ["abcxy"]) == nil)
    }

    @Test func ofEquallyNearNamesTheLongerCommonBeginningWinsThenTheFirst() {
        #expect(Suggestion.nearest(to: "shot", among: ["shut", "shop", "slot"]) == "shop")
        #expect(Suggestion.nearest(to: "shot", among: ["shox", "shop"]) == "shox")
        #expect(Suggestion.nearest(to: "shots", among: ["shops", "SHOTS", "shots-"]) == "SHOTS")
    }

    @Test func namesAreComparedByScalars() {
        #expect(Suggestion.nearest(to: "狐狸精", among: ["狐狸"]) == "狐狸")
        #expect(Suggestion.nearest(to: "caf\u{E9}s", among: ["caf\u{E9}"]) == "caf\u{E9}")
    }
}
