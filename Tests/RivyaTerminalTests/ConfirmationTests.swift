import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct ConfirmationTests {
    private func ask(on pty: PseudoTerminal, typing keys: String) async throws -> RivyaTerminal.Confirmation.Answer {
        let capabilities = TerminalCapabilities(
            descriptor: pty.terminal,
            environment: ["TERM": "xterm"],
            color: .never
        )
        let output = TerminalOutput(
            output: capabilities,
            error: capabilities,
            outputDescriptor: pty.terminal,
            errorDescriptor: pty.terminal
        )
        let confirmation = RivyaTerminal.Confirmation(output: output, inputDescriptor: pty.terminal)
        async let answer = confirmation.ask("spend 35 credits?")
        do {
            try await pty.wait("the question") { $0.textBeforeCursor == "spend 35 credits? [y/N] " }
        } catch {
            pty.hangUp()
            throw error
        }
        pty.type(keys)
        return await answer
    }

    @Test(arguments: [
        ("y\r", RivyaTerminal.Confirmation.Answer.yes), ("Yes\r", .yes), (" YES \r", .yes),
        ("\r", .no), ("n\r", .no), ("yep\r", .no), ("y y e\r", .no),
        ("\u{03}", .no), ("y\u{03}", .no), ("\u{04}", .no), ("nx\u{7F}\u{7F}y\r", .yes),
    ])
    func answers(keys: String, expected: RivyaTerminal.Confirmation.Answer) async throws {
        #expect(try await ask(on: PseudoTerminal(), typing: keys) == expected)
    }

    @Test func whatWasTypedBeforeDoesNotAnswer() async throws {
        let pty = try PseudoTerminal()
        pty.type("y\ry\r")
        #expect(try await ask(on: pty, typing: "\r") == .no)
    }

    @Test func leavesTheTerminalAsItWas() async throws {
        let pty = try PseudoTerminal()
        let before = try pty.modes()
        _ = try await ask(on: pty, typing: "\u{03}")
        #expect(try pty.modes() == before)
        #expect(pty.screen.unknownSequences.isEmpty)
    }

    @Test func cannotAskWithoutATerminal() async throws {
        let pipe = try Pipe()
        let output = TerminalOutput(output: .plain, error: .plain, errorDescriptor: pipe.writeEnd)
        #expect(
            await RivyaTerminal.Confirmation(output: output, inputDescriptor: pipe.writeEnd).ask("now?") == .cannotAsk)
        #expect(pipe.finish() == "")
    }
}
