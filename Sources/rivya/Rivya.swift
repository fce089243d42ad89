import ArgumentParser
import RivyaSession

/// The command line. Each subcommand has a file of its own.
@main
struct Rivya: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rivya",
        abstract: "Plan, run and compare prompt sweeps on the Rivya API.",
        version: Version.text,
        subcommands: [
            Repl.self, Run.self, Resume.self, Plan.self, Check.self, Format.self, Models.self, Model.self, Doc.self,
            Simulate.self, Runs.self, Jobs.self, Show.self, Explain.self, Settle.self, Export.self, Credits.self,
            Gallery.self,
            Sheet.self, Reproduce.self, Login.self, Logout.self, Config.self, Manual.self,
        ],
        defaultSubcommand: Repl.self
    )

    /// What is wrong with the command line ends with 2, as what is wrong with a script does.
    static func main() async {
        if BashCompletion.isWanted(Array(CommandLine.arguments.dropFirst())) {
            return Surroundings.ofProcess().write(BashCompletion.script)
        }
        do {
            try ProcessArguments.check()
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            Surroundings.ofProcess().complain(fullMessage(for: error))
            exit(withError: ArgumentParser.ExitCode(RivyaSession.ExitCode.badInput.rawValue))
        }
    }
}

extension RivyaSession.ExitCode {
    /// Ends the process with this code.
    func end() throws {
        if self != .success { throw ArgumentParser.ExitCode(rawValue) }
    }
}
