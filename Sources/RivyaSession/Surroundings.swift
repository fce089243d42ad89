import Foundation
package import RivyaTerminal

/// What a command finds around it: where it prints, its environment, the working directory. Read once.
package struct Surroundings: Sendable {
    package var output: TerminalOutput
    package var environment: [String: String]
    /// Absolute.
    package var workingFolder: String

    package init(output: TerminalOutput, environment: [String: String], workingFolder: String) {
        self.output = output
        self.environment = environment
        self.workingFolder = workingFolder
    }

    /// Those of this process.
    package static func ofProcess(color: ColorChoice = .auto) -> Surroundings {
        let environment = ProcessInfo.processInfo.environment
        return Surroundings(
            output: TerminalOutput(environment: environment, color: color), environment: environment,
            workingFolder: FileManager.default.currentDirectoryPath)
    }

    /// Says what is wrong and what to do, as every message of the program does.
    package func fail(_ message: String, help: String? = nil) {
        output.print(StyledText("error", [.bold, .red]) + StyledText(": \(message)"), to: .error)
        if let help { output.print(StyledText("  = help: \(help)"), to: .error) }
    }

    /// Shows a finished text on standard error, such as how a command is used.
    package func complain(_ text: String) {
        output.write(text + "\n", to: .error)
    }

    package func warn(_ message: String) {
        output.print(StyledText("warning", [.bold, .yellow]) + StyledText(": \(message)"), to: .error)
    }
}
