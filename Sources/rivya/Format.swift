import ArgumentParser
import RivyaSession

struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Bring scripts into their canonical form.",
        discussion: "A script with syntax errors is left as it is; they are shown, and the exit code is 2.")

    @Argument(
        help: "Scripts to format; `-` reads standard input and writes standard output.",
        completion: .file(extensions: ["rivya"]))
    var files: [String]

    @Flag(help: "Write nothing; name the scripts that would change, and end with 1 if there are any.")
    var check = false

    func run() throws {
        try FormatCommand(paths: files, isCheck: check).run(in: .ofProcess()).end()
    }
}
