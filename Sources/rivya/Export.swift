import ArgumentParser
import RivyaSession

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs as a table for spreadsheets and data frames.",
        discussion: """
            One row for each job, one column for each axis. CSV unless `--jsonl` is given, or `--out` ends with .jsonl.
            """)

    @Argument(
        help: ArgumentHelp("The runs, or the beginnings of their ids; else the latest.", valueName: "run"),
        completion: .custom { _, _, _ in await ShellCompletions.runs() })
    var runIDs: [String] = []

    @Flag(help: "Comma-separated values.")
    var csv = false

    @Flag(help: "One JSON object per job and line.")
    var jsonl = false

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Only jobs for which this holds, such as `rating >= 4`.", valueName: "filter"))
    var filter: String?

    @Option(
        help: ArgumentHelp("Write to a file; `-` is the standard output.", valueName: "file"), completion: .file())
    var out: String?

    @Flag(help: "In CSV, leave texts that a spreadsheet would calculate as they are.")
    var raw = false

    @OptionGroup(title: "Ledger")
    var ledger: LedgerFlags

    mutating func validate() throws {
        if csv, jsonl { throw ValidationError("--csv and --jsonl exclude each other") }
        if raw, isJSONLines { throw ValidationError("--raw concerns CSV: JSON lines hold texts as they are") }
    }

    private var isJSONLines: Bool { jsonl || (!csv && out?.hasSuffix(".jsonl") ?? false) }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = ExportCommand(
            runs: runIDs, home: ledger.home, isSimulated: ledger.isSimulated(in: surroundings),
            format: isJSONLines ? .jsonLines : .csv,
            path: out, isRaw: raw)
        command.filter = filter
        try await command.run(in: surroundings).end()
    }
}
