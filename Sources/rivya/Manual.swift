import ArgumentParser
import RivyaSession

struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Write the manual page.", shouldDisplay: false)

    func run() throws {
        try ManualCommand(help: Rivya._dumpHelp()).run(in: .ofProcess()).end()
    }
}
