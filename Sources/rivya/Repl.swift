import ArgumentParser
import Foundation
import RivyaSession

/// What `rivya` does without a subcommand: a session, a text, or a script.
struct Repl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Type statements and watch their jobs: what `rivya` alone starts.",
        discussion: """
            `rivya` starts a session, `rivya -e TEXT` carries a text out, `rivya FILE` runs a script. Without a \
            terminal statements are read line by line, and the first error ends with 2.
            """)

    @Argument(
        help: ArgumentHelp("A script to run, as `rivya run` does.", valueName: "file"),
        completion: .file(extensions: ["rivya"]))
    var file: String?

    @Option(name: .customShort("e"), help: ArgumentHelp("Carry statements out and leave.", valueName: "text"))
    var text: String?

    @Flag(inversion: .prefixedNo, help: "Begin with the simulated service: no key, no cost.")
    var simulate: Bool?

    @Flag(name: .shortAndLong, help: "Agree to spend what statements cost.")
    var yes = false

    @Flag(help: .newLedger)
    var newLedger = false

    @Option(help: .baseURL)
    var baseURL: String?

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    mutating func validate() throws {
        try checkService(simulate: simulate, baseURL: baseURL)
        guard let file else { return }
        if text != nil { throw ValidationError("-e has its text: leave out `\(file)`") }
        if !FileManager.default.fileExists(atPath: file), let near = Rivya.subcommand(near: file) {
            throw ValidationError("there is no subcommand and no script `\(file)`: did you mean `rivya \(near)`?")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        if let file {
            var command = RunCommand(path: file, options: script.options)
            command.baseURL = baseURL
            command.isSimulated = surroundings.simulates(simulate, baseURL: baseURL)
            command.isAgreed = yes
            command.startsNewLedger = newLedger
            return try await command.run(in: surroundings).end()
        }
        var command = REPLCommand(options: script.options)
        command.text = text.map { ProcessArguments.bytes(of: $0) }
        command.baseURL = baseURL
        command.isSimulated = surroundings.simulates(simulate, baseURL: baseURL)
        command.isAgreed = yes
        command.startsNewLedger = newLedger
        try await command.run(in: surroundings).end()
    }
}

extension Rivya {
    /// The subcommand that a word may have been meant to be.
    static func subcommand(near word: String) -> String? {
        Misspelling.nearest(to: word, among: configuration.subcommands.map { $0._commandName })
    }
}
