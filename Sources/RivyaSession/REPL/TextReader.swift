import RivyaTerminal
import Synchronization

/// A text that is carried out as a whole: `rivya -e TEXT`.
final class TextReader: LineReader {
    let isInteractive = false
    private let text: Mutex<String?>

    init(_ text: String) {
        self.text = Mutex(text)
    }

    func readLine(prompt: StyledText) async throws -> Line {
        let text = text.withLock { text in
            defer { text = nil }
            return text
        }
        return text.map { .pastedChunk($0) } ?? .endOfFile
    }

    func remember(_ statement: String) {}
}
