import ArgumentParser
import RivyaSession

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the requests of a script and what they cost.",
        discussion: "Evaluates the script without network and without waiting. Nothing is sent.")

    @Argument(help: "The script.")
    var file: String

    @Flag(help: "One JSON object per request and a summary on standard output.")
    var json = false

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    func run() throws {
        let command = PlanCommand(path: file, options: script.options, isJSON: json)
        try command.run(in: .ofProcess()).end()
    }
}
