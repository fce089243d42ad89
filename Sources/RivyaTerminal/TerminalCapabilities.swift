#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Whether colours are used: the value of a `--color` flag.
package enum ColorChoice: String, Sendable, CaseIterable {
    case auto
    case always
    case never
}

/// What can be done with one output stream. Read once, at start; only the width is asked for again.
package struct TerminalCapabilities: Sendable, Hashable {
    /// The stream is a terminal.
    package var isTerminal: Bool
    /// Text may carry colours. True for a pipe only when colours are forced.
    package var usesColor: Bool
    /// The cursor can be moved: a terminal other than `TERM=dumb`.
    package var movesCursor: Bool
    /// The width of the terminal; nil for everything else, where text is never cut.
    package var columns: Int?
    package var rows: Int?

    package init(
        isTerminal: Bool,
        usesColor: Bool,
        movesCursor: Bool,
        columns: Int? = nil,
        rows: Int? = nil
    ) {
        self.isTerminal = isTerminal
        self.usesColor = usesColor
        self.movesCursor = movesCursor
        self.columns = columns
        self.rows = rows
    }

    /// A file or a pipe.
    package static let plain = TerminalCapabilities(isTerminal: false, usesColor: false, movesCursor: false)

    /// Looks at a file descriptor and the environment.
    ///
    /// Colours, first match: the flag; `NO_COLOR` (not empty) switches off; `CLICOLOR_FORCE` (neither empty nor `0`)
    /// switches on; else only on a terminal that is not `dumb` and without `CLICOLOR=0`.
    package init(descriptor: Int32, environment: [String: String], color: ColorChoice = .auto) {
        self.init(
            isTerminal: isatty(descriptor) == 1,
            size: TerminalSize(descriptor: descriptor),
            environment: environment,
            color: color
        )
    }

    init(isTerminal: Bool, size: TerminalSize?, environment: [String: String], color: ColorChoice) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let isDumb = value("TERM") == nil || value("TERM") == "dumb"
        self.isTerminal = isTerminal
        movesCursor = isTerminal && !isDumb
        usesColor =
            switch color {
            case .always: true
            case .never: false
            case .auto:
                if value("NO_COLOR") != nil {
                    false
                } else if let force = value("CLICOLOR_FORCE"), force != "0" {
                    true
                } else {
                    movesCursor && value("CLICOLOR") != "0"
                }
            }
        if isTerminal {
            columns = size?.columns ?? value("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
            rows = size?.rows ?? value("LINES").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 24
        }
    }
}
