import ArgumentParser

/// Which ledger a command looks into.
struct LedgerFlags: ParsableArguments {
    @Flag(help: "Look into the ledger of simulated runs.")
    var simulate = false

    @Option(
        help: ArgumentHelp("The state folder; else RIVYA_HOME, else the nearest `.rivya`.", valueName: "dir"),
        completion: .directory)
    var home: String?
}

extension ArgumentHelp {
    static let job = ArgumentHelp(
        "The job: RUN/INDEX, INDEX for one of the latest run, or the id of its task.", valueName: "job")
}
