import ArgumentParser
import RivyaSession

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script: plan it, ask before spending, carry it out.",
        discussion: """
            Ends with 0 when every job succeeded, 1 when some did not, 2 when the script or a file is wrong, 3 without \
            credits, budget or consent, 4 without access, 5 when the service cannot be reached, 6 when the ledger cannot \
            be read, 130 or 143 when stopped.
            """)

    @Argument(help: "The script; - is standard input.", completion: .file(extensions: ["rivya"]))
    var file: String

    @Flag(inversion: .prefixedNo, help: "Run against the simulator in this process: no key, no cost.")
    var simulate: Bool?

    @Flag(name: .shortAndLong, help: "Agree to spend what the plan costs, and nothing above it.")
    var yes = false

    @Flag(help: "Pay for every request anew, also for those that an earlier run paid for.")
    var fresh = false

    @Flag(help: .repeatsUnknown)
    var retryUnknown = false

    @Flag(help: .sameAccount)
    var sameAccount = false

    @Flag(help: .newLedger)
    var newLedger = false

    @Flag(help: "Carry out the fewest cells that have every value of every axis, and ask before the others.")
    var pilot = false

    @Flag(help: "Keep no page of the run beside its results.")
    var noGallery = false

    @Option(help: .events, completion: .file())
    var events: String?

    @Option(help: .baseURL)
    var baseURL: String?

    @OptionGroup(title: "Script options")
    var script: ScriptFlags

    mutating func validate() throws {
        try checkService(simulate: simulate, baseURL: baseURL)
        if fresh, retryUnknown {
            throw ValidationError("--fresh sends everything under new keys: leave out --retry-unknown")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.ofProcess()
        var command = RunCommand(path: file, options: script.options)
        command.baseURL = baseURL
        command.isSimulated = surroundings.simulates(simulate, baseURL: baseURL)
        command.isAgreed = yes
        command.isFresh = fresh
        command.keepsGallery = !noGallery
        command.events = events
        command.isPilot = pilot
        command.repeatsUnknown = retryUnknown
        command.startsNewLedger = newLedger
        command.isSameAccount = sameAccount
        try await command.run(in: surroundings).end()
    }
}
