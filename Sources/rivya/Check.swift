import ArgumentParser
import RivyaSession

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything that a script's text and the catalog show to be wrong.",
        discussion: "Evaluates nothing and sends nothing. Ends with 2 where there are errors.")

    @Argument(help: "Scripts to check; - is standard input.", completion: .file(extensions: ["rivya"]))
    var files: [String]

    @Flag(help: "One JSON object per diagnostic on standard output.")
    var json = false

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    func run() throws {
        let command = CheckCommand(paths: files, options: script.options, isJSON: json)
        try command.run(in: .ofProcess()).end()
    }
}
