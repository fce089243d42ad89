#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Asks for a secret: nothing of it appears on the terminal. Without a terminal it reads a line of standard input.
package struct SecretPrompt: Sendable {
    package enum Answer: Sendable {
        /// Without its newline. Empty at the end of input.
        case text(String)
        /// ^C.
        case interrupted
    }

    private let output: TerminalOutput
    private let inputDescriptor: Int32

    package init(output: TerminalOutput, inputDescriptor: Int32 = 0) {
        self.output = output
        self.inputDescriptor = inputDescriptor
    }

    /// On a terminal it shows `prompt` on standard error, and what was typed before counts for nothing.
    @concurrent
    package func ask(_ prompt: StyledText) async -> Answer {
        await withCheckedContinuation { continuation in
            // Reading blocks, so it gets a thread of its own instead of one of the few that run all tasks.
            let thread = WorkerThread(name: "secret prompt") {}
            thread.perform { _ in continuation.resume(returning: answer(to: prompt)) }
            thread.finish()
        }
    }

    private func answer(to prompt: StyledText) -> Answer {
        QuestionModes.during(inputDescriptor) { modes in
            // ^C is an answer, as a character that ends the line.
            modes.c_lflag &= ~tcflag_t(ECHO | ISIG)
            withUnsafeMutableBytes(of: &modes.c_cc) { $0[Int(VEOL)] = Self.interrupt }
        } _: {
            output.write(prompt.rendered(color: output.error.usesColor), to: .error)
            let (line, isInterrupted) = readLine(until: Self.interrupt)
            output.write("\n", to: .error)
            return isInterrupted ? .interrupted : .text(Self.text(line))
        } ?? .text(Self.text(readLine().line))
    }

    private static let interrupt: UInt8 = 3
    /// No key is longer; a file that was given by mistake is not read to its end.
    private static let longest = 1 << 16

    private func readLine(until interrupt: UInt8? = nil) -> (line: [UInt8], isInterrupted: Bool) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while line.count < Self.longest {
            let count = read(inputDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            line += buffer[..<count]
            if let interrupt, line.contains(interrupt) { return (line, true) }
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return (Array(line[..<end]), false) }
        }
        return (line, false)
    }

    private static func text(_ line: [UInt8]) -> String { String(decoding: line, as: UTF8.self) }
}
