import ArgumentParser
import RivyaSession

struct Reproduce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Print the statement that made a result.",
        discussion: """
            Finds the job by the file's content, wherever the file is and whatever it is called, among paid and among \
            simulated results.
            """)

    @Argument(help: "A result file.", completion: .file())
    var file: String

    @Flag(help: "The job and its request as JSON.")
    var json = false

    @Option(help: .home, completion: .directory)
    var home: String?

    func run() async throws {
        try await ReproduceCommand(path: file, home: home, isJSON: json).run(in: .ofProcess()).end()
    }
}
