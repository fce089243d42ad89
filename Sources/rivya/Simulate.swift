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

    @Option(help: "How likely a task is to fail, from 0 to 1.")
    var failures = 0.0

    @Option(help: ArgumentHelp("How long a task takes: `quick`, `instant`, or a time such as `2s`.", valueName: "pace"))
    var pace = "quick"

    @Option(help: ArgumentHelp("How long a result's URL works, such as `2s`; else for ever.", valueName: "time"))
    var urlLifetime: String?

    @Option(help: ArgumentHelp("How long an idempotency key is remembered.", valueName: "time"))
    var keyLifetime = "24h"

    @Option(help: ArgumentHelp("How long an upload can be referred to; else for ever.", valueName: "time"))
    var uploadLifetime: String?

    @Flag(help: "Mark the answer to a key that was used before.")
    var marksReplays = false

    @Flag(help: "Repeat a refusal under its key, whatever became of its cause.")
    var keepsRefusals = false

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp(
            "The keys of one account, with commas; may be repeated. Else all keys are of one account.",
            valueName: "key,..."))
    var accounts: [String] = []

    @Option(help: ArgumentHelp("Ask so many times the catalog's prices.", valueName: "factor"))
    var priceFactor = "1"

    @Option(
        name: .customLong("price-jump"),
        help: ArgumentHelp(
            "Ask other prices from a number of tasks on, as in `10:3`; may be repeated.", valueName: "tasks:factor"))
    var priceJumps: [String] = []

    @Flag(help: "Do not tell what a task reserves.")
    var hidesReserves = false

    @Option(help: ArgumentHelp("Pad results to at least that many bytes.", valueName: "bytes"))
    var mediaBytes = 0

    @Option(help: "Credits to begin with.")
    var credits: Int?

    @Option(help: ArgumentHelp("Keep the simulated world in this file.", valueName: "file"), completion: .file())
    var state: String?

    mutating func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        if let credits, credits < 0 { throw ValidationError("--credits must not be negative") }
        guard (0...1).contains(failures) else { throw ValidationError("--failures must be between 0 and 1") }
        // Results are made in memory, several at a time.
        guard (0...(256 << 20)).contains(mediaBytes) else {
            throw ValidationError("--media-bytes must be between 0 and \(256 << 20)")
        }
    }

    func run() async throws {
        var command = SimulateCommand(port: port, seed: seed, faults: faults, credits: credits, stateFile: state)
        command.failureProbability = failures
        command.pace = pace
        command.urlLifetime = urlLifetime
        command.keyLifetime = keyLifetime
        command.uploadLifetime = uploadLifetime
        command.marksReplays = marksReplays
        command.keepsRefusals = keepsRefusals
        command.priceFactor = priceFactor
        command.priceJumps = priceJumps
        command.hidesReserves = hidesReserves
        command.mediaBytes = mediaBytes
        command.accounts = accounts.map { $0.split(separator: ",").map(String.init) }
        try await command.run(in: .ofProcess()).end()
    }
}
