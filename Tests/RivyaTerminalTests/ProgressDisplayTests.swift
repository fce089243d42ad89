import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct ProgressDisplayTests {
    private func output(_ pty: PseudoTerminal) -> TerminalOutput {
        let environment = ["TERM": "xterm"]
        let capabilities = TerminalCapabilities(descriptor: pty.terminal, environment: environment, color: .never)
        return TerminalOutput(
            output: capabilities,
            error: capabilities,
            outputDescriptor: pty.terminal,
            errorDescriptor: pty.terminal,
            onBrokenPipe: {}
        )
    }

    @Test func messagesStayAboveTheBlock() async throws {
        let pty = try PseudoTerminal(columns: 40, rows: 10)
        let output = output(pty)
        output.print("before")
        output.showBlock(["one", "two"])
        output.print("a result")
        output.print("a\nlonger one", to: .error)
        output.showBlock(["three"])
        output.write("unended\n")
        try await pty.wait("the last message") { $0.lines.contains("unended") && $0.isCursorVisible }
        #expect(pty.screen.lines == ["before", "a result", "a", "longer one", "unended", "three"])
        #expect(pty.screen.row == 6)
        output.showBlock([])
        try await pty.wait("the block to go") { !$0.lines.contains("three") && $0.isCursorVisible }
        #expect(pty.screen.row == 5)
        #expect(pty.screen.column == 0)
        #expect(pty.screen.unknownSequences.isEmpty)
    }

    @Test func scrollsWithTheTerminal() async throws {
        let pty = try PseudoTerminal(columns: 40, rows: 5)
        let output = output(pty)
        for number in 1...20 {
            output.showBlock(["state \(number)", "more"])
            output.print("line \(number)")
        }
        try await pty.wait("the last line") { $0.lines.contains("line 20") && $0.lines.contains("more") }
        #expect(pty.screen.transcript == (1...20).map { "line \($0)" } + ["state 20", "more"])
    }

    @Test func redrawsAsASingleFrameWithoutBlanking() async throws {
        let pty = try PseudoTerminal(columns: 40, rows: 10)
        let output = output(pty)
        output.showBlock(["aaa", "bbb"])
        output.showBlock(["ccc"])
        try await pty.wait("the new block") { $0.lines == ["ccc"] && $0.isCursorVisible }
        let codes = String(decoding: pty.received, as: UTF8.self)
        #expect(codes.hasSuffix("\r\u{1B}[2Accc\u{1B}[K\r\n\u{1B}[J\u{1B}[?25h\u{1B}[?2026l"))
    }

    @Test func drawsLiveAndLeavesNothingBehind() async throws {
        let pty = try PseudoTerminal(columns: 60, rows: 10)
        let output = output(pty)
        let result = try await ProgressDisplay.whileRunning(on: output) { display in
            display.update(ProgressSnapshot(total: 2, running: 1))
            display.event("not shown on a terminal")
            display.announce("job 1 failed")
            display.draw(now: .now)
            display.update(ProgressSnapshot(total: 2, succeeded: 2))
            display.draw(now: .now)
            return 7
        }
        #expect(result == 7)
        try await pty.wait("the end") { $0.lines == ["job 1 failed"] && $0.isCursorVisible }
        #expect(pty.screen.row == 1)
        let codes = String(decoding: pty.received, as: UTF8.self)
        #expect(codes.contains("0/2 done"))
        #expect(codes.contains("2/2 done"))
        #expect(!codes.contains("not shown"))
    }

    @Test func isTakenAwayWhenTheWorkThrows() async throws {
        struct Stop: Error {}
        let pty = try PseudoTerminal(columns: 60, rows: 10)
        let output = output(pty)
        await #expect(throws: Stop.self) {
            try await ProgressDisplay.whileRunning(on: output) { display in
                display.update(ProgressSnapshot(total: 2, running: 1))
                display.draw(now: .now)
                throw Stop()
            }
        }
        output.print("after")
        try await pty.wait("the message") { $0.lines == ["after"] }
    }

    @Test func plainLinesWithoutATerminal() async throws {
        let pipe = try Pipe()
        let output = TerminalOutput(
            output: .plain,
            error: .plain,
            outputDescriptor: pipe.writeEnd,
            errorDescriptor: pipe.writeEnd,
            onBrokenPipe: {}
        )
        try await ProgressDisplay.whileRunning(on: output) { display in
            display.update(ProgressSnapshot(total: 2, running: 1))
            display.event("job 1 \("succeeded", .green)")
            display.announce("job 2 failed")
        }
        #expect(pipe.finish() == "job 1 succeeded\njob 2 failed\n")
    }

    /// A window made narrower has wrapped the drawn lines; all their rows are taken away.
    @Test func countsWrappedRowsAfterAResize() {
        var block = LiveBlock()
        _ = block.replacing(with: [BlockLine(text: "x", width: 50), BlockLine(text: "y", width: 10)], columns: 60)
        #expect(block.erasing(columns: 60).contains("\u{1B}[2A"))
        #expect(block.erasing(columns: 20).contains("\u{1B}[4A"))
    }
}
