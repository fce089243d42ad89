import ArgumentParser
import RivyaSession

struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the requests of a script and what they cost.",
        discussion: "Evaluates the script without network and without waiting. Nothing is sent.")

    @Argument(help: "The script.", completion: .file(extensions: ["rivya"]))
    var file: String

    @Flag(help: "One JSON object per request and a summary on standard output.")
    var json = false

    @Flag(help: "Look up in the simulator's ledger what is paid for already.")
    var simulate = false

    @Option(help: ArgumentHelp("The service; else RIVYA_BASE_URL, else the configured one.", valueName: "url"))
    var baseURL: String?

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    func run() async throws {
        var command = PlanCommand(path: file, options: script.options, isJSON: json)
        command.isSimulated = simulate
        command.baseURL = baseURL
        try await command.run(in: .ofProcess()).end()
    }
}
