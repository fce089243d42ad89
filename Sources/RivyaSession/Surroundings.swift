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

    // MARK: - Paths

    /// A path as the user gave it, which may be relative to the working directory.
    func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return URL(fileURLWithPath: workingFolder).appendingPathComponent(path).standardizedFileURL.path
    }

    /// The absolute folder that a file lies in.
    func folder(of path: String) -> String {
        let absolute = absolute(path)
        guard let slash = absolute.utf8.lastIndex(of: UInt8(ascii: "/")) else { return workingFolder }
        return slash == absolute.startIndex ? "/" : String(absolute[..<slash])
    }

    // MARK: - Messages

    /// Says what is wrong and what to do, as every message of the program does.
    package func fail(_ message: String, help: String? = nil) {
        output.print(StyledText("error", [.bold, .red]) + StyledText(": \(message)"), to: .error)
        if let help { output.print(StyledText("  = help: \(help)"), to: .error) }
    }

    /// Shows a finished text on standard error, such as how a command is used.
    package func complain(_ text: String) {
        output.write(text + "\n", to: .error)
    }

    /// Writes a finished text to standard output, such as what a shell reads.
    package func write(_ text: String) { output.write(text) }

    package func warn(_ message: String) {
        output.print(StyledText("warning", [.bold, .yellow]) + StyledText(": \(message)"), to: .error)
    }
}
