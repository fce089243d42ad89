import RivyaTerminal
import Synchronization

/// A text that is carried out as a whole: `rivya -e TEXT`.
final class TextReader: LineReader {
    let isInteractive = false
    private let text: Mutex<Line?>

    /// - Parameter bytes: what is not UTF-8 is told as such.
    init(_ bytes: [UInt8]) {
        text = Mutex(String(validating: bytes, as: UTF8.self).map { .pastedChunk($0) } ?? .malformed(bytes))
    }

    func readLine(prompt: StyledText) async throws -> Line {
        let text = text.withLock { text in
            defer { text = nil }
            return text
        }
        return text ?? .endOfFile
    }

    func remember(_ statement: String) {}
}
