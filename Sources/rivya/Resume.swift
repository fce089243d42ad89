import ArgumentParser
import RivyaSession

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take up the jobs that an earlier run left open.",
        discussion: """
            Asks again where no answer was seen, with the same key, waits for tasks that go on at the service, and \
            fetches what is done. Nothing is paid twice.
            """)

    @Argument(help: ArgumentHelp("The run, as its result folder is named; else all runs.", valueName: "run"))
    var runID: String?

    @Flag(help: "Take up simulated runs.")
    var simulate = false

    @Flag(help: "Send requests whose answer was never seen again, under their old keys: they may be paid twice.")
    var retryUnknown = false

    @Option(help: ArgumentHelp("Let results go to a folder, as the run did.", valueName: "dir"))
    var allowWrite: [String] = []

    @Option(help: ArgumentHelp("The service; else RIVYA_BASE_URL, else https://rivya.ai.", valueName: "url"))
    var baseURL: String?

    @Option(help: ArgumentHelp("The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir"))
    var home: String?

    func run() async throws {
        var command = ResumeCommand(run: runID, home: home, baseURL: baseURL, isSimulated: simulate)
        command.repeatsUnknown = retryUnknown
        command.writableFolders = allowWrite
        try await command.run(in: .ofProcess()).end()
    }
}
