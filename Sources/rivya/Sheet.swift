import ArgumentParser
import RivyaSession

struct Sheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Draw a run's results as one picture, in the grid of its axes.",
        discussion: """
            Images as they are, films by their first frame, the rest by a word. It takes `ffmpeg`, and says so where \
            that is missing.
            """)

    @Argument(
        help: ArgumentHelp("The run, or the beginning of its id; else the latest.", valueName: "run"),
        completion: .custom { _, _, _ in await ShellCompletions.runs() })
    var runID: String?

    @Option(
        help: ArgumentHelp("The picture: .png, .jpg or .jpeg; else sheet.png beside the results.", valueName: "file"))
    var out: String?

    @Option(help: "The longer side of each result in the picture, in pixels.")
    var size = 320

    @Option(help: ArgumentHelp("A font file for the labels; else the system's monospaced one.", valueName: "file"))
    var font: String?

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    mutating func validate() throws {
        guard (64...2048).contains(size) else { throw ValidationError("--size must be between 64 and 2048") }
        let endings = [".png", ".jpg", ".jpeg"]
        if let out, !endings.contains(where: { out.lowercased().hasSuffix($0) }) {
            throw ValidationError("--out must end with .png, .jpg or .jpeg")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = SheetCommand(run: runID)
        command.picture = out
        command.size = size
        command.font = font
        command.home = ledger.home
        command.isSimulated = ledger.isSimulated(in: surroundings)
        try await command.run(in: surroundings).end()
    }
}
