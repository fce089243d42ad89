#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A question on the terminal that is answered with yes or no. Everything but a clear yes is a no.
package struct Confirmation: Sendable {
    package enum Answer: Sendable {
        case yes
        case no
        /// There is no terminal to ask on: the caller needs `--yes` or another setting.
        case cannotAsk
    }

    private let output: TerminalOutput
    private let inputDescriptor: Int32

    package init(output: TerminalOutput, inputDescriptor: Int32 = 0) {
        self.output = output
        self.inputDescriptor = inputDescriptor
    }

    /// Both the question can be seen and an answer can be typed.
    package var canAsk: Bool { isatty(inputDescriptor) == 1 && output.error.isTerminal }

    /// Asks `question [y/N]`. An empty line, the end of input and ^C are a no.
    ///
    /// What was typed before the question appeared is thrown away: the rest of a paste must not agree to a payment.
    @concurrent
    package func ask(_ question: StyledText) async -> Answer {
        guard canAsk else { return .cannotAsk }
        return await withCheckedContinuation { continuation in
            // Reading blocks, so it gets a thread of its own instead of one of the few that run all tasks.
            let thread = WorkerThread(name: "confirmation") {}
            thread.perform { _ in continuation.resume(returning: readAnswer(to: question)) }
            thread.finish()
        }
    }

    private func readAnswer(to question: StyledText) -> Answer {
        QuestionModes.during(inputDescriptor) { modes in
            // ^C must answer the question instead of ending the process: without signals, and as a character that ends
            // the line. Editing of the line stays with the terminal driver.
            modes.c_lflag &= ~tcflag_t(ISIG)
            withUnsafeMutableBytes(of: &modes.c_cc) { $0[Int(VEOL)] = Self.interrupt }
        } _: {
            output.beginQuestion(question + " [y/N] ")
            var isLineOpen = true
            defer { output.endQuestion(isLineOpen: isLineOpen) }
            var line: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 256)
            while true {
                let count = read(inputDescriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return .no }
                line += buffer[..<count]
                if line.last == UInt8(ascii: "\n") {
                    isLineOpen = false
                    return Self.answer(line)
                }
                if line.last == Self.interrupt { return .no }
            }
        } ?? .cannotAsk
    }

    private static let interrupt: UInt8 = 3

    static func answer(_ line: [UInt8]) -> Answer {
        let word = String(decoding: line, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
        return word == "y" || word == "yes" ? .yes : .no
    }
}
