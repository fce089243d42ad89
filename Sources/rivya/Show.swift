import ArgumentParser
import RivyaSession

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all that is known of a job: its request, answers, charges, times and files.")

    @Argument(help: .job, completion: .custom { _, _, _ in await ShellCompletions.jobs() })
    var job: String

    @Flag(help: "One JSON object on standard output.")
    var json = false

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        let command = ShowCommand(
            job: job, home: ledger.home, isSimulated: ledger.isSimulated(in: surroundings), isJSON: json)
        try await command.run(in: surroundings).end()
    }
}
