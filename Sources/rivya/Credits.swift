import ArgumentParser
import RivyaSession

struct Credits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credits",
        abstract: "Show the account's balance, and what the ledger knows to be reserved or unknown.")

    @Flag(help: "One JSON object on standard output.")
    var json = false

    @Flag(help: "Show the simulator's account.")
    var simulate = false

    @Option(help: ArgumentHelp("The service; else RIVYA_BASE_URL, else the configured one.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp("The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir"),
        completion: .directory)
    var home: String?

    mutating func validate() throws {
        if simulate, baseURL != nil {
            throw ValidationError("--simulate has a service of its own: leave out --base-url")
        }
    }

    func run() async throws {
        let command = CreditsCommand(home: home, baseURL: baseURL, isSimulated: simulate, isJSON: json)
        try await command.run(in: .ofProcess()).end()
    }
}
