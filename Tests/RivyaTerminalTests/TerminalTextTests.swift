import RivyaSyntax
import Testing

@testable import RivyaTerminal

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain\ntext", "plain\ntext"),
        ("ein Bär, 熊, 🐻‍❄️", "ein Bär, 熊, 🐻‍❄️"),
        ("\u{1B}[31mred\u{1B}[0m", "␛[31mred␛[0m"),
        ("\u{1B}]0;title\u{07}", "␛]0;title␇"),
        ("\u{9B}31m", "\u{FFFD}31m"),
        ("user\u{202E}txt.exe", "user\u{FFFD}txt.exe"),
        ("a\r\n\tb\n", "a\n    b\n"),
        ("over\rwritten", "over␍written"),
        ("\r\r\n", "␍\n"),
        ("end\r", "end␍"),
    ])
    func linesAreSafe(text: String, shown: String) {
        #expect(TerminalText.safeLines(text) == shown)
    }

    /// Whatever goes in, no control character but a line feed comes out.
    @Test func everyScalarIsHarmless() {
        for value in UInt32(0)...0x3000 {
            guard let scalar = Unicode.Scalar(value), scalar != "\n" else { continue }
            let shown = StyledText(String(scalar)).rendered(color: true).unicodeScalars
            #expect(!shown.contains { $0.properties.generalCategory == .control }, "U+\(String(value, radix: 16))")
        }
    }
}
