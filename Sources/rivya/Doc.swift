import ArgumentParser
import RivyaSession

struct Doc: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc",
        abstract: "Explain a statement, a function, an option, a setting or an error.",
        discussion: "Without a topic it lists all. `rivya doc R0302` explains an error.")

    // An option of `gen` is a topic too, so hyphens are taken as they come.
    @Argument(
        parsing: .allUnrecognized, help: "Such as `gen`, `upper`, `--save`, `budget`, `settings` or `R0302`.",
        completion: .custom { _, _, _ in ShellCompletions.topics() })
    var topic: [String] = []

    func validate() throws {
        if topic.count > 1 { throw ValidationError("one topic at a time") }
    }

    func run() throws {
        try DocCommand(topic: topic.first).run(in: .ofProcess()).end()
    }
}
