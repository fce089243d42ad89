import ArgumentParser
import RivyaSession

struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the simulated service on this machine.",
        discussion: """
            It answers as the service does, with small real clips, images and sounds, and charges pretended credits. \
            GET /simulator/audit tells what was charged.
            """)

    @Option(help: "The port; 0 takes a free one.")
    var port = 0

    @Option(help: "Decides ids, durations, failures and faults.")
    var seed: UInt64 = 0

    @Option(name: .customLong("fault"), help: "What goes wrong, as in `create:lost@0.05`; may be repeated.")
    var faults: [String] = []

    @Option(help: "Credits to begin with.")
    var credits: Int?

    @Option(help: ArgumentHelp("Keep the simulated world in this file.", valueName: "file"), completion: .file())
    var state: String?

    mutating func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        if let credits, credits < 0 { throw ValidationError("--credits must not be negative") }
    }

    func run() async throws {
        let command = SimulateCommand(port: port, seed: seed, faults: faults, credits: credits, stateFile: state)
        try await command.run(in: .ofProcess()).end()
    }
}
