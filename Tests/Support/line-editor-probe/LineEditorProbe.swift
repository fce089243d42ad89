import RivyaTerminal
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A program around `LineEditor` for the tests that drive it through a pseudo-terminal.
///
/// It says what came of each line. The lines of descriptor 3 tell it what to do meanwhile: `announce TEXT`,
/// `prompt TEXT`, `cancel`.
@main
struct LineEditorProbe {
    static func main() async {
        // On systems where opening a terminal does not make it the controlling one.
        _ = ioctl(0, UInt(TIOCSCTTY), 0)
        var environment: [String: String] = [:]
        for name in ["TERM", "NO_COLOR"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let output = TerminalOutput(environment: environment)
        let configuration = EditorConfiguration(
            historyPath: CommandLine.arguments.dropFirst().first,
            completer: WordCompleter()
        )
        let reader = LineEditor.reader(on: output, configuration: configuration)
        let probe = Probe(reader: reader, output: output)
        probe.obeyOrders()
        await probe.run()
    }
}

/// Reads lines and says what they were.
private final class Probe: Sendable {
    private let reader: any LineReader
    private let output: TerminalOutput
    private let reading = Mutex<Task<Line, any Error>?>(nil)

    init(reader: any LineReader, output: TerminalOutput) {
        self.reader = reader
        self.output = output
    }

    func run() async {
        while true {
            let task = Task { [reader] in try await reader.readLine(prompt: "\("probe", .cyan)> ") }
            reading.withLock { $0 = task }
            guard let line = try? await task.value else {
                output.print("cancelled")
                continue
            }
            switch line {
            case .line(let text):
                output.print(("line <\(text)>" as StyledText).singleLine)
                reader.remember(text)
            case .pastedChunk(let text):
                let lines = text.split(separator: "\n")
                output.print("chunk of \(lines.count) lines, <\(lines.first ?? "")> to <\(lines.last ?? "")>")
                reader.remember(text)
            case .malformed(let bytes):
                output.print("\(bytes.count) bytes that are not UTF-8")
            case .upwards(let text):
                output.print("upwards <\(text)>")
            case .interrupted:
                output.print("interrupted")
            case .endOfFile:
                output.print("end")
                return
            }
        }
    }

    /// Reads orders on a thread that may block.
    func obeyOrders() {
        let context = Unmanaged.passRetained(self).toOpaque()
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                let pointer: UnsafeMutableRawPointer? = argument
                if let pointer { Unmanaged<Probe>.fromOpaque(pointer).takeRetainedValue().readOrders() }
                return nil
            },
            context
        )
        precondition(status == 0)
    }

    private func readOrders() {
        guard let orders = fdopen(3, "r") else { return }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        while getline(&line, &capacity, orders) > 0 {
            guard let line else { continue }
            let order = String(cString: line).dropLast()
            let parts = order.split(separator: " ", maxSplits: 1)
            switch parts.first {
            case "announce": output.print(StyledText(String(parts[1]), .green))
            case "prompt": (reader as? LineEditor)?.replacePrompt("\(String(parts[1]), .yellow)> ")
            case "cancel": reading.withLock { $0 }?.cancel()
            default: preconditionFailure("an unknown order")
            }
        }
        free(line)
    }
}

private struct WordCompleter: LineCompleter {
    private let words = [
        ("gen", "make media"), ("kling-2-6", "35 credits"), ("kling-v2-1-master", "60 credits"), ("雪だるま", "snowman"),
        ("雪景色", "snowscape"), ("veo", "20 credits"),
    ]

    func completions(for text: String, cursor: Int) -> CompletionList {
        let before = text.unicodeScalars.prefix(cursor)
        let word = before.suffix(from: before.lastIndex(of: " ").map { before.index(after: $0) } ?? before.startIndex)
        return CompletionList(
            wordLength: word.count,
            candidates: words.filter { $0.0.unicodeScalars.starts(with: word) }.map { .init($0.0, description: $0.1) }
        )
    }
}
