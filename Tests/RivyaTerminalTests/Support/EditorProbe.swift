import Foundation
import TestSupport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program `line-editor-probe`, running in a pseudo-terminal of its own.
final class EditorProbe {
    let terminal: PseudoTerminal
    private let process: ChildProcess
    private let orders: Int32

    static let prompt = "probe> "

    /// Runs the program as a job, says how it stopped and which modes the terminal is in, and continues it.
    private static let shellScript = """
        set -m
        "$0"
        echo "the shell: $?" $(stty -a | grep -o -w -e icanon -e -icanon -e isig -e -isig | sort)
        fg
        """

    init(
        columns: Int = 60,
        rows: Int = 24,
        history: String? = nil,
        home: String = "/nonexistent",
        variables: [String: String] = [:],
        underShell: Bool = false
    ) async throws {
        terminal = try PseudoTerminal(columns: columns, rows: rows)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PseudoTerminal.Failure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        orders = ends[1]
        defer { close(ends[0]) }
        var environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": home]
        environment.merge(variables) { $1 }
        let program = try BuiltProgram.path("line-editor-probe")
        process = try ChildProcess(
            underShell ? "/bin/sh" : program,
            arguments: underShell ? ["-c", Self.shellScript, program] : history.map { [$0] } ?? [],
            environment: environment,
            streams: [
                .file(terminal.path, flags: O_RDWR), .descriptor(terminal.terminal), .descriptor(terminal.terminal),
                .descriptor(ends[0]),
            ],
            hasSession: true
        )
    }

    deinit { close(orders) }

    /// Waits until nothing but the prompt is on the cursor's line.
    func waitForPrompt() async throws {
        try await terminal.wait("the prompt") { $0.cursorLine == "probe>" && $0.textBeforeCursor == Self.prompt }
    }

    func waitForLine(_ line: String) async throws {
        try await terminal.wait(forLine: line)
    }

    func order(_ text: String) {
        _ = (text + "\n").withCString { write(orders, $0, strlen($0)) }
    }

    /// Waits for the end and gives the exit status.
    func waitForEnd() async throws -> Int32 { try await process.waitForEnd(within: .seconds(10)) }
}
