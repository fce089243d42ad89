import RivyaSyntax
import Testing

struct DisplayWidthTests {
    @Test(arguments: [
        ("a", 1), ("\u{E9}", 1), ("\u{0}", 0), ("\u{1B}", 0), ("\u{7F}", 0), ("\u{85}", 0),
        ("\u{AD}", 1), ("\u{301}", 0), ("\u{20E3}", 0), ("\u{200D}", 0), ("\u{FE0F}", 0), ("\u{200B}", 0),
        ("狐", 2), ("カ", 2), ("ｶ", 1), ("Ａ", 2), ("한", 2), ("\u{1100}", 2), ("\u{1161}", 0),
        ("　", 2), ("、", 2), ("\u{3099}", 0), ("\u{20000}", 2), ("\u{3FFFD}", 2), ("\u{1B132}", 2),
        ("🦊", 2), ("⌚", 2), ("✅", 2), ("\u{1FAE8}", 2), ("✈", 1), ("❤", 1), ("→", 1), ("…", 1), ("—", 1),
        ("\u{600}", 1), ("\u{1F1EB}", 1), ("ñ", 1), ("Ж", 1), ("א", 1), ("䷀", 1),
    ])
    func scalars(_ scalar: Unicode.Scalar, _ columns: Int) {
        #expect(DisplayWidth.columns(of: scalar) == columns)
    }

    @Test(arguments: [
        ("", 0), ("fox", 3), ("a 狐 b", 6), ("e\u{301}", 1), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
        ("🇫🇷", 2), ("🇫🇷🇯🇵", 4), ("👨‍👩‍👧‍👦", 2), ("👩🏽‍🚀!", 3), ("👍🏽", 2), ("✌🏽", 2), ("🏽", 2),
        ("❤️", 2), ("❤️‍🔥", 2), ("✈\u{FE0F}✈", 3), ("1️⃣", 2), ("a\u{FE0F}", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("🦊🦊", 4), ("a\u{200D}🦊", 3),
        ("1\u{200D}🦊", 3),
        ("क्षि", 3), ("👁\u{200D}🗨", 2),
    ])
    func texts(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test func aCounterKnowsTheWidthOfEveryPrefix() {
        var counter = DisplayWidth.Counter()
        let widths = "a狐e\u{301}👩\u{200D}🚀❤\u{FE0F}".unicodeScalars.map { scalar in
            counter.add(scalar)
            return counter.columns
        }
        #expect(widths == [1, 3, 4, 4, 6, 6, 6, 7, 8])
    }
}
