import ArgumentParser
import RivyaSession

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take up the jobs that an earlier run left open.",
        discussion: """
            Asks again where no answer was seen, with the same key, waits for tasks that go on at the service, and \
            fetches what is done. Nothing is paid twice. Results go below the folder that their run was started in, \
            wherever this is called.
            """)

    @Argument(
        help: ArgumentHelp("The run, or the beginning of its id; else all runs.", valueName: "run"),
        completion: .custom { _, _, _ in await ShellCompletions.runs() })
    var runID: String?

    @Flag(help: "Take up simulated runs.")
    var simulate = false

    @Flag(help: "Send requests again whose answer was never seen, under their old keys: they may be paid twice.")
    var retryUnknown = false

    @Option(help: ArgumentHelp("Let results go to a folder, as the run did.", valueName: "dir"), completion: .directory)
    var allowWrite: [String] = []

    @Option(
        help: ArgumentHelp("Where results go from now on, where the run's own folder was moved.", valueName: "dir"),
        completion: .directory)
    var into: String?

    @Flag(help: "Keep no pages of the runs beside their results.")
    var noGallery = false

    @Option(
        help: ArgumentHelp(
            "Append one JSON object per event to a file; `-` is the standard output.", valueName: "file"),
        completion: .file())
    var events: String?

    @Option(help: ArgumentHelp("The service; else RIVYA_BASE_URL, else the configured one.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp("The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir"),
        completion: .directory)
    var home: String?

    func run() async throws {
        var command = ResumeCommand(run: runID, home: home, baseURL: baseURL, isSimulated: simulate)
        command.keepsGallery = !noGallery
        command.events = events
        command.repeatsUnknown = retryUnknown
        command.writableFolders = allowWrite
        command.newFolder = into
        try await command.run(in: .ofProcess()).end()
    }
}
