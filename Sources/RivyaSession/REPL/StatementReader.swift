import RivyaSyntax
import RivyaTerminal

/// Puts lines together until they are whole statements, as the parser sees it.
struct StatementReader {
    enum Typed {
        /// One statement or several, and how many lines were read before it.
        case statement(String, linesBefore: Int)
        /// A statement that is not UTF-8.
        case malformed([UInt8], linesBefore: Int)
        /// A line that starts with a colon, or means one that does.
        case command(String)
        /// ^C, or ^D in the middle of a statement.
        case dropped
        case end
    }

    private let floor: TerminalFloor
    private let screen: SessionScreen
    private var lineCount = 0
    /// Lines of a paste that holds commands of the session, to be taken one by one.
    private var pending: [String] = []
    /// The lines of the statement before the one that is being typed, for completion.
    private let onContinue: @Sendable (String) -> Void

    init(floor: TerminalFloor, screen: SessionScreen, onContinue: @escaping @Sendable (String) -> Void) {
        self.floor = floor
        self.screen = screen
        self.onContinue = onContinue
    }

    mutating func next() async throws -> Typed {
        var text = ""
        var part = LinePart.whole
        let linesBefore = lineCount
        defer { onContinue("") }
        while true {
            let line: String
            if !pending.isEmpty {
                line = pending.removeFirst()
            } else {
                switch try await read(part) {
                case .line(let typed): line = typed
                case .upwards(let typed):
                    part = .reopened(text + typed)
                    text = ""
                    lineCount = linesBefore
                    onContinue("")
                    continue
                case .pastedChunk(let chunk):
                    guard text.isEmpty, Self.holdsCommands(chunk) else {
                        line = chunk
                        break
                    }
                    pending = chunk.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                    continue
                case .malformed(let bytes): return .malformed(Array(text.utf8) + bytes, linesBefore: linesBefore)
                case .interrupted: return .dropped
                case .endOfFile:
                    if text.isEmpty { return .end }
                    return screen.isInteractive ? .dropped : .statement(text, linesBefore: linesBefore)
                }
            }
            lineCount += 1 + line.utf8.count { $0 == 0x0A }
            if text.isEmpty, part == .whole, MetaCommand.spoken(line) != nil { return .command(line) }
            text += line
            if !text.hasSuffix("\n") { text += "\n" }
            let statement = text.first == ":" ? MetaCommand.statement(in: text) : text
            if statement.map(Self.isIncomplete) ?? false {
                onContinue(text)
                part = .continuation
                continue
            }
            return text.first == ":" ? .command(String(text.dropLast())) : .statement(text, linesBefore: linesBefore)
        }
    }

    private func read(_ part: LinePart) async throws -> Line {
        let screen = screen
        return try await floor.readLine(part: part) { screen.prompt(isContinuing: part == .continuation) }
    }

    private static func holdsCommands(_ chunk: String) -> Bool {
        chunk.split(separator: "\n").contains { $0.first == ":" }
    }

    /// More lines could complete it: a bracket, a block or a text of several lines is open, or the last line ends with
    /// a backslash that joins the next one.
    static func isIncomplete(_ text: String) -> Bool {
        if text.hasSuffix("\\\n") { return true }
        return Parser.parse(SourceFile(name: "<repl>", text: text)).isIncomplete
    }
}
