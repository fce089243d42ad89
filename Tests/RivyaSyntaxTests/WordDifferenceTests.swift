import RivyaSyntax
import Testing

struct WordDifferenceTests {
    @Test(arguments: [
        ("a paper boat at dawn", "a paper boat at dusk", "a paper boat at [-dawn-]{+dusk+}"),
        ("a red fox runs", "a blue owl runs", "a [-red fox-]{+blue owl+} runs"),
        ("a fox", "a very old fox", "a {+very old +}fox"),
        ("a very old fox", "a fox", "a [-very old -]fox"),
        ("fox", "fox", "fox"),
        ("", "", ""),
        ("", "a fox", "{+a fox+}"),
        ("a fox", "", "[-a fox-]"),
        ("a fox, ink", "a fox; ink", "a fox[-,-]{+;+} ink"),
        ("the fox's den", "the fox den", "the [-fox's-]{+fox+} den"),
        ("snow  falls", "snow falls", "snow[-  -]{+ +}falls"),
        // Without spaces between words, sign by sign.
        ("雪の中の狐", "雪の中の梟", "雪の中の[-狐-]{+梟+}"),
        // Two ways to write one letter are two texts to the service.
        ("caf\u{E9}", "cafe\u{301}", "[-caf\u{E9}-]{+cafe\u{301}+}"),
    ])
    func isReadWordByWord(_ old: String, _ new: String, _ expected: String) {
        #expect(WordDifference(from: old, to: new).text == expected)
    }

    /// Whatever the texts are, both can be read from their difference.
    @Test func holdsBothTexts() {
        var generator = SystemRandomNumberGenerator()
        let words = ["a", "fox", "owl", " ", "  ", ",", "é", "狐", "\n", "it's", "16:9"]
        for _ in 0..<2000 {
            let old = (0..<Int.random(in: 0...12, using: &generator)).map { _ in words.randomElement()! }.joined()
            let new = (0..<Int.random(in: 0...12, using: &generator)).map { _ in words.randomElement()! }.joined()
            let difference = WordDifference(from: old, to: new)
            var (before, after) = ("", "")
            for piece in difference.pieces {
                switch piece {
                case .same(let text):
                    before += text
                    after += text
                case .removed(let text): before += text
                case .added(let text): after += text
                }
            }
            #expect(before == old && after == new, "\(old.debugDescription) to \(new.debugDescription)")
        }
    }

    @Test func similarityIsTheShareOfWords() {
        #expect(WordDifference(from: "a b c d", to: "a b c e").similarity == 0.75)
        #expect(WordDifference(from: "a b", to: "c d").similarity == 0)
        #expect(WordDifference(from: "a b", to: "a b").similarity == 1)
        #expect(WordDifference(from: "", to: "a").similarity == 0)
    }
}
