/// What came of asking for a line.
package enum Line: Sendable, Hashable {
    /// A line without its line feed. A recalled history entry may have several.
    case line(String)
    /// A line, or a whole text, that is not UTF-8.
    case malformed([UInt8])
    /// Several lines pasted at once, with what was typed around them.
    case pastedChunk(String)
    /// ↑ in a line that goes on with a statement: the line so far. Whoever asked puts the lines before it in front, and
    /// asks for the whole.
    case upwards(String)
    /// ^C: what was typed is dropped.
    case interrupted
    /// ^D on an empty line, or the end of a file.
    case endOfFile
}

/// Where lines come from: a person at a terminal, a file, a test.
package protocol LineReader: Sendable {
    /// True where prompts are shown and the reader can be told things meanwhile.
    var isInteractive: Bool { get }

    /// Waits for the next line. Throws `CancellationError` when the task is cancelled.
    func readLine(prompt: StyledText) async throws -> Line

    /// The same for a line that is part of a statement. Only an editor makes a difference.
    func readLine(prompt: StyledText, part: LinePart) async throws -> Line

    /// Stores a whole statement in the history, which may have several lines.
    func remember(_ statement: String)
}

extension LineReader {
    package func readLine(prompt: StyledText, part: LinePart) async throws -> Line {
        try await readLine(prompt: prompt)
    }
}

/// Which part of a statement a line is.
package enum LinePart: Sendable, Hashable {
    case whole
    /// It goes on with lines that were read before.
    case continuation
    /// All of it, with the text that is there already. The cursor stands above the last line.
    case reopened(String)
}
