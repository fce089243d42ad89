import Synchronization
import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct TerminalOutputTests {
    @Test func coloursOnlyWhereAllowed() throws {
        let (plain, coloured) = (try Pipe(), try Pipe())
        var forced = TerminalCapabilities.plain
        forced.usesColor = true
        let output = TerminalOutput(
            output: .plain,
            error: forced,
            outputDescriptor: plain.writeEnd,
            errorDescriptor: coloured.writeEnd
        )
        output.print("\("x", .red)")
        output.print("\("x", .red)", to: .error)
        #expect(plain.finish() == "x\n")
        #expect(coloured.finish() == "\u{1B}[31mx\u{1B}[0m\n")
    }

    @Test func aBrokenPipeIsReportedOnce() throws {
        let pipe = try Pipe()
        let count = Mutex(0)
        let output = TerminalOutput(
            output: .plain,
            error: .plain,
            outputDescriptor: pipe.writeEnd,
            onBrokenPipe: { count.withLock { $0 += 1 } }
        )
        pipe.closeReadEnd()
        output.print("nobody")
        output.print("listens")
        #expect(count.withLock { $0 } == 1)
    }

    @Test func linesOfManyTasksNeverMix() async throws {
        let pipe = try Pipe()
        let output = TerminalOutput(output: .plain, error: .plain, outputDescriptor: pipe.writeEnd)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<50 { output.print(["<\(task)", "\(task)>"]) }
                }
            }
        }
        let lines = pipe.finish().split(separator: "\n")
        #expect(lines.count == 800)
        for pair in stride(from: 0, to: lines.count, by: 2) {
            #expect(lines[pair].dropFirst() == lines[pair + 1].dropLast())
        }
    }
}
