import Foundation
package import RivyaTerminal

/// What a command finds around it: where it prints, its environment, the working directory. Read once.
package struct Surroundings: Sendable {
    package var output: TerminalOutput
    package var environment: [String: String]
    /// Absolute.
    package var workingFolder: String
    /// nil where the environment names no place for it.
    package var configurationFolder: ConfigurationFolder?
    /// What the user's configuration file says.
    package var configuration: Configuration

    package init(
        output: TerminalOutput, environment: [String: String], workingFolder: String,
        configurationFolder: ConfigurationFolder? = nil, configuration: Configuration = Configuration()
    ) {
        self.output = output
        self.environment = environment
        self.workingFolder = workingFolder
        self.configurationFolder = configurationFolder
        self.configuration = configuration
    }

    /// Those of this process.
    ///
    /// - Parameter color: nil for what is configured.
    package static func ofProcess(color: ColorChoice? = nil) -> Surroundings {
        let environment = ProcessInfo.processInfo.environment
        let folder = ConfigurationFolder(environment: environment)
        let configuration = Configuration.load(from: folder)
        return Surroundings(
            output: TerminalOutput(environment: environment, color: color ?? configuration.color ?? .auto),
            environment: environment, workingFolder: FileManager.default.currentDirectoryPath,
            configurationFolder: folder, configuration: configuration)
    }

    /// Reports what is wrong with the configuration file, before anything is sent; nil where nothing is.
    package func refuseConfiguration(isJSON: Bool = false) -> ExitCode? {
        guard !configuration.diagnostics.isEmpty else { return nil }
        DiagnosticReport(surroundings: self, isJSON: isJSON).show(configuration.diagnostics)
        return .badInput
    }

    /// The command that texts are edited with. The program's own setting wins over what all programs use.
    package var editor: String {
        if let editor = configuration.editor { return editor }
        let others = Self.editorVariables.compactMap { environment[$0] }
        return others.first { !$0.isEmpty } ?? "vi"
    }

    static let editorVariables = ["VISUAL", "EDITOR"]

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
