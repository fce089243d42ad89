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

    @Flag(inversion: .prefixedNo, help: "Take up simulated runs.")
    var simulate: Bool?

    @Flag(help: .repeatsUnknown)
    var retryUnknown = false

    @Flag(help: .sameAccount)
    var sameAccount = false

    @Option(
        help: ArgumentHelp(
            "Take the result of a job as it is, also where it is no known medium or not all of one.", valueName: "job"),
        completion: .custom { _, _, _ in await ShellCompletions.jobs() })
    var accept: [String] = []

    @Option(help: ArgumentHelp("Let results go to a folder, as the run did.", valueName: "dir"), completion: .directory)
    var allowWrite: [String] = []

    @Option(
        help: ArgumentHelp("Where results go from now on, where the run's own folder was moved.", valueName: "dir"),
        completion: .directory)
    var into: String?

    @Flag(help: "Keep no pages of the runs beside their results.")
    var noGallery = false

    @Option(help: .events, completion: .file())
    var events: String?

    @Option(help: .baseURL)
    var baseURL: String?

    @Option(help: .home, completion: .directory)
    var home: String?

    mutating func validate() throws { try checkService(simulate: simulate, baseURL: baseURL) }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = ResumeCommand(
            run: runID, home: home, baseURL: baseURL, isSimulated: surroundings.simulates(simulate, baseURL: baseURL))
        command.keepsGallery = !noGallery
        command.events = events
        command.repeatsUnknown = retryUnknown
        command.isSameAccount = sameAccount
        command.accepted = accept
        command.writableFolders = allowWrite
        command.newFolder = into
        try await command.run(in: surroundings).end()
    }
}
