import ArgumentParser
import RivyaSession

struct Gallery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Make a page of a run's results, to look at and to judge.",
        discussion: """
            The page opens from disk, without a server and without a network; its path is printed. Without a run it \
            shows the newest. `run` and `resume` keep the page of their run up to date by themselves.
            """)

    @Argument(
        help: ArgumentHelp("Runs, as their result folders are named; else the newest.", valueName: "run"),
        completion: .custom { _, _, _ in await ShellCompletions.runs() })
    var runs: [String] = []

    @Option(help: ArgumentHelp("The page's folder; else `gallery` beside the run's results.", valueName: "dir"))
    var out: String?

    @Flag(help: "Copy the results into the folder, so that it can be taken to another machine; needs --out.")
    var copy = false

    @Flag(help: "Open the page in the browser.")
    var open = false

    @Flag(help: "Serve the page on this machine, with live updates; what is judged goes to the ledger.")
    var serve = false

    @Option(help: "The port to serve on; 0 takes a free one.")
    var port = 0

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Take over judgments that a page without a server has exported.", valueName: "file"),
        completion: .file())
    var judgments: String?

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    mutating func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        if copy, out == nil {
            throw ValidationError("--copy makes a folder to take along: name it with --out")
        }
        if out?.isEmpty == true { throw ValidationError("--out names a folder") }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = GalleryCommand(runs: runs)
        command.folder = out
        command.copiesMedia = copy
        command.opens = open
        command.serves = serve
        command.port = port
        command.judgments = judgments
        command.home = ledger.home
        command.isSimulated = ledger.isSimulated(in: surroundings)
        try await command.run(in: surroundings).end()
    }
}
