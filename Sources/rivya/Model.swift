import ArgumentParser
import RivyaSession

struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Show what the catalog says about a model.",
        discussion: "Its price, its prompt, its reference media and its parameters. `rivya models` lists the models.")

    @Argument(
        help: "The model's id, such as `kling-2-6`.", completion: .custom { _, _, _ in ShellCompletions.models() })
    var id: String

    @Option(help: .home, completion: .directory)
    var home: String?

    @Flag(help: "Use the catalog that the program carries, not a stored one.")
    var bundledCatalog = false

    func run() throws {
        let command = ModelCommand(id: id, home: home, usesBundledCatalog: bundledCatalog)
        try command.run(in: .ofProcess()).end()
    }
}
