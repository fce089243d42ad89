import TestSupport
import Testing

@testable import RivyaTerminal

@Suite struct TerminalCapabilitiesTests {
    struct Case: Sendable {
        var isTerminal = true
        var choice = ColorChoice.auto
        var environment: [String: String]
        var color: Bool
    }

    @Test(arguments: [
        Case(environment: ["TERM": "xterm"], color: true),
        Case(environment: ["TERM": "dumb"], color: false),
        Case(environment: [:], color: false),
        Case(environment: ["TERM": "xterm", "NO_COLOR": "1"], color: false),
        Case(environment: ["TERM": "xterm", "NO_COLOR": ""], color: true),
        Case(environment: ["TERM": "xterm", "CLICOLOR": "0"], color: false),
        Case(isTerminal: false, environment: ["TERM": "xterm"], color: false),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "1"], color: true),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "0", "TERM": "xterm"], color: false),
        Case(isTerminal: false, environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], color: false),
        Case(choice: .never, environment: ["TERM": "xterm", "CLICOLOR_FORCE": "1"], color: false),
        Case(isTerminal: false, choice: .always, environment: ["NO_COLOR": "1"], color: true),
    ])
    func color(_ test: Case) {
        let capabilities = TerminalCapabilities(
            isTerminal: test.isTerminal,
            size: nil,
            environment: test.environment,
            color: test.choice
        )
        #expect(capabilities.usesColor == test.color)
    }

    @Test func sizeComesFromTheTerminalThenTheEnvironment() throws {
        let pty = try PseudoTerminal(columns: 97, rows: 31)
        let asked = TerminalCapabilities(descriptor: pty.terminal, environment: ["TERM": "xterm", "COLUMNS": "20"])
        #expect(asked.columns == 97)
        #expect(asked.rows == 31)

        let unknown = TerminalCapabilities(isTerminal: true, size: nil, environment: ["COLUMNS": "44"], color: .auto)
        #expect(unknown.columns == 44)
        let nothing = TerminalCapabilities(isTerminal: true, size: nil, environment: ["COLUMNS": "-3"], color: .auto)
        #expect(nothing.columns == 80)
    }

    @Test func aPipeHasNoWidth() {
        let pipe = TerminalCapabilities(isTerminal: false, size: nil, environment: ["COLUMNS": "44"], color: .auto)
        #expect(pipe.columns == nil)
        #expect(!pipe.movesCursor)
    }
}
