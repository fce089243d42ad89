import ArgumentParser
import RivyaSession

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a job was new, or paid for already.",
        discussion: """
            Compares the job's request, field by field, with the nearest one of earlier runs. Only what the service \
            would see makes two requests different: model, prompt, parameters, contents of references, and the account.
            """)

    @Argument(help: .job, completion: .custom { _, _, _ in await ShellCompletions.jobs() })
    var job: String

    @Flag(help: "One JSON object on standard output.")
    var json = false

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        let command = ExplainCommand(
            job: job, home: ledger.home, isSimulated: ledger.isSimulated(in: surroundings), isJSON: json)
        try await command.run(in: surroundings).end()
    }
}
