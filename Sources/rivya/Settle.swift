import ArgumentParser
import RivyaSession

struct Settle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say what became of a request whose answer was never seen.",
        discussion: """
            A request whose answer was lost may have been paid. rivya keeps it `unknown` and sends nothing new for it. \
            Look at the account's task list, then say what it shows: `none` lets the next run ask for it again, \
            `charged` counts it as paid; with `--task` `rivya resume` fetches its result.
            """)

    enum Shown: String, ExpressibleByArgument, CaseIterable {
        case none
        case charged
    }

    @Argument(help: .job, completion: .custom { _, _, _ in await ShellCompletions.jobs() })
    var job: String

    @Argument(help: "What the account's task list shows: `none` or `charged`.")
    var shown: Shown

    @Option(help: ArgumentHelp("What it was charged; else the price that is known.", valueName: "n"))
    var credits: String?

    @Option(help: ArgumentHelp("The task's id.", valueName: "id"))
    var task: String?

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    mutating func validate() throws {
        if shown == .none, credits != nil || task != nil {
            throw ValidationError("`none` goes without `--credits` and `--task`: there is nothing to count or fetch.")
        }
        if credits != nil, task != nil {
            throw ValidationError("give `--credits` or `--task`: a task tells its credits itself.")
        }
        if let task, task.isEmpty { throw ValidationError("`--task` takes the id of a task.") }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = SettleCommand(
            job: job, shown: shown == .none ? .none : .charged, home: ledger.home,
            isSimulated: ledger.isSimulated(in: surroundings))
        command.credits = credits
        command.task = task
        try await command.run(in: surroundings).end()
    }
}
