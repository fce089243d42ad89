import Foundation
import TestSupport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The built program with a session on a pseudo-terminal.
final class SessionTerminal {
    let terminal: PseudoTerminal
    /// Its folder goes with it, and is needed as long as the session is.
    private let workplace: Workplace
    private let process: ChildProcess

    static let up = "\u{1B}[A"
    static let left = "\u{1B}[D"

    init(
        _ arguments: String..., in workplace: Workplace, columns: Int = 90, rows: Int = 24,
        environment: [String: String] = [:]
    ) async throws {
        self.workplace = workplace
        terminal = try PseudoTerminal(columns: columns, rows: rows)
        process = try ChildProcess(
            try BuiltProgram.path("rivya"), arguments: arguments,
            environment: workplace.environment.merging(["TERM": "xterm"]) { $1 }.merging(environment) { $1 },
            folder: workplace.path,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
            ],
            hasSession: true)
    }

    /// Waits until nothing but the prompt is on the cursor's line.
    func waitForPrompt(_ prompt: String = "rivya sim>") async throws {
        try await terminal.wait("the prompt `\(prompt)`") {
            $0.cursorLine == prompt && $0.textBeforeCursor == prompt + " "
        }
    }

    func type(_ text: String) { terminal.type(text) }

    /// As a terminal hands over what was pasted.
    func paste(_ text: String) { terminal.type("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~") }

    func wait(forLine line: String) async throws { try await terminal.wait(forLine: line) }

    func wait(_ what: String, until condition: (VirtualScreen) -> Bool) async throws {
        try await terminal.wait(what, until: condition)
    }

    func waitForEnd() async throws -> Int32 { try await process.waitForEnd() }
}
