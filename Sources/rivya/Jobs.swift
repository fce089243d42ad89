import ArgumentParser
import RivyaSession

struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List the jobs of a run: how each ended, and what it cost.")

    @Argument(
        help: ArgumentHelp("The run, or the beginning of its id; else the latest.", valueName: "run"),
        completion: .custom { _, _, _ in await ShellCompletions.runs() })
    var runID: String?

    @Flag(help: "Only jobs that ended without a result.")
    var failed = false

    @Flag(help: "Only jobs that have something left to do.")
    var open = false

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only jobs for which this holds, such as `rating >= 4`.", valueName: "filter"))
    var filter: String?

    @Flag(help: "One JSON object per job on standard output.")
    var json = false

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = JobsCommand(
            run: runID, home: ledger.home, isSimulated: ledger.isSimulated(in: surroundings), isJSON: json)
        command.onlyFailed = failed
        command.onlyOpen = open
        command.filter = filter
        try await command.run(in: surroundings).end()
    }
}
