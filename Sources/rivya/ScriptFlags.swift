import ArgumentParser
import RivyaSession

/// What can be said about a script on the command line.
struct ScriptFlags: ParsableArguments {
    @Option(
        name: .customLong("param"), help: ArgumentHelp("Give a script parameter its value.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: "Credits that the run may reserve at most, also where requests cost more than the plan says.")
    var budget: String?

    @Option(help: "Jobs in flight at most.")
    var concurrency: String?

    @Option(help: "Requests per second at most, or `none`.")
    var rate: String?

    @Option(
        help: "Usual time between two status requests for one job, such as `5s`; half of it when the result is due.")
    var poll: String?

    @Option(help: "Template for result files, such as `out/{index}-{name}.{ext}`.")
    var output: String?

    @Option(help: "What to do after a failed job: `continue` or `stop`.", completion: .list(["continue", "stop"]))
    var onError: String?

    @Option(help: "Further tries for a job that the service reports failed.")
    var retries: String?

    @Option(help: "Longest wait for one job, such as `60m`.")
    var timeout: String?

    @Option(help: ArgumentHelp("Let the script read files of a folder.", valueName: "dir"), completion: .directory)
    var allowRead: [String] = []

    @Option(help: ArgumentHelp("Let results go to a folder.", valueName: "dir"), completion: .directory)
    var allowWrite: [String] = []

    @Option(help: "Requests that the script may make at most.")
    var maxRequests: Int?

    @Option(help: "Evaluation steps that the script may take at most.")
    var maxSteps: Int?

    @Option(help: "MiB of live values that the script may hold at most.")
    var maxMemory: Int?

    @Option(help: .home, completion: .directory)
    var home: String?

    @Flag(help: "Use the catalog that the program carries, not a stored one.")
    var bundledCatalog = false

    mutating func validate() throws {
        for (name, value) in [("--max-requests", maxRequests), ("--max-steps", maxSteps), ("--max-memory", maxMemory)] {
            if let value, value < 1 { throw ValidationError("\(name) must be a whole number from 1") }
        }
    }

    var options: ScriptOptions {
        var options = ScriptOptions()
        options.parameters = parameters
        options.set("budget", to: budget)
        options.set("concurrency", to: concurrency)
        options.set("rate", to: rate)
        options.set("poll", to: poll)
        options.set("output", to: output)
        options.set("on_error", to: onError)
        options.set("retries", to: retries)
        options.set("timeout", to: timeout)
        options.readableFolders = allowRead
        options.writableFolders = allowWrite
        options.limit(requests: maxRequests, steps: maxSteps, mebibytes: maxMemory)
        options.home = home
        options.usesBundledCatalog = bundledCatalog
        return options
    }
}
