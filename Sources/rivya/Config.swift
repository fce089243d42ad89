import ArgumentParser
import RivyaSession

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show every setting, its value, and where it comes from.",
        discussion: "Of a key it shows the last four characters. A script's `set` wins over what is configured.")

    @Flag(help: "One JSON object per setting on standard output.")
    var json = false

    @Option(help: ArgumentHelp("The service; else RIVYA_BASE_URL, else the configured one.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp("The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir"),
        completion: .directory)
    var home: String?

    func run() throws {
        try ConfigCommand(baseURL: baseURL, home: home, isJSON: json).run(in: .ofProcess()).end()
    }
}
