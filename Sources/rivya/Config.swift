import ArgumentParser
import RivyaSession

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show every setting, its value, and where it comes from.",
        discussion: "Of a key it shows the last four characters. A script's `set` wins over what is configured.")

    @Flag(help: "One JSON object per setting on standard output.")
    var json = false

    @Option(help: .baseURL)
    var baseURL: String?

    @Option(help: .home, completion: .directory)
    var home: String?

    func run() throws {
        try ConfigCommand(baseURL: baseURL, home: home, isJSON: json).run(in: .ofProcess()).end()
    }
}
