import ArgumentParser
import RivyaSession

struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the models of the catalog.",
        discussion: """
            `--refresh` stores the service's live catalog in the state folder; all commands then use it, \
            unless `--bundled-catalog` is given.
            """)

    @Argument(help: "Show only models whose id, name or category has this text.")
    var filter: String?

    @Flag(help: "Fetch the service's catalog first.")
    var refresh = false

    @Option(help: .baseURL)
    var baseURL: String?

    @Option(help: .home, completion: .directory)
    var home: String?

    @Flag(help: "Use the catalog that the program carries, not a stored one.")
    var bundledCatalog = false

    func run() async throws {
        let command = ModelsCommand(
            filter: filter, isRefreshing: refresh, baseURL: baseURL, home: home, usesBundledCatalog: bundledCatalog)
        try await command.run(in: .ofProcess()).end()
    }
}
