import ArgumentParser
import RivyaSession

struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the requests of a script and what they cost.",
        discussion: "Evaluates the script without network and without waiting. Nothing is sent.")

    @Argument(help: "The script; - is standard input.", completion: .file(extensions: ["rivya"]))
    var file: String

    @Flag(help: "One JSON object per request and a summary on standard output.")
    var json = false

    @Flag(inversion: .prefixedNo, help: "Look up in the simulator's ledger what is paid for already.")
    var simulate: Bool?

    @Option(help: .baseURL)
    var baseURL: String?

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    mutating func validate() throws { try checkService(simulate: simulate, baseURL: baseURL) }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = PlanCommand(path: file, options: script.options, isJSON: json)
        command.isSimulated = surroundings.simulates(simulate, baseURL: baseURL)
        command.baseURL = baseURL
        try await command.run(in: surroundings).end()
    }
}
