import ArgumentParser
import RivyaSession

struct Credits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credits",
        abstract: "Show the account's balance, and what the ledger knows to be reserved or unknown.")

    @Flag(help: "One JSON object on standard output.")
    var json = false

    @Flag(inversion: .prefixedNo, help: "Show the simulator's account.")
    var simulate: Bool?

    @Option(help: .baseURL)
    var baseURL: String?

    @Option(help: .home, completion: .directory)
    var home: String?

    mutating func validate() throws {
        try checkService(simulate: simulate, baseURL: baseURL)
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        let command = CreditsCommand(
            home: home, baseURL: baseURL, isSimulated: surroundings.simulates(simulate, baseURL: baseURL), isJSON: json)
        try await command.run(in: surroundings).end()
    }
}
