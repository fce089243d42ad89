import ArgumentParser
import RivyaSession

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of the ledger, the newest first.")

    @Option(name: .shortAndLong, help: ArgumentHelp("How many at most.", valueName: "count"))
    var limit: Int?

    @Flag(help: "One JSON object per run on standard output.")
    var json = false

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be a whole number from 1") }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        let command = RunsCommand(
            home: ledger.home, isSimulated: ledger.isSimulated(in: surroundings), isJSON: json, limit: limit)
        try await command.run(in: surroundings).end()
    }
}
