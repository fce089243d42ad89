import ArgumentParser

/// Which ledger a command looks into.
struct LedgerFlags: ParsableArguments {
    @Flag(help: "Look into the ledger of simulated runs.")
    var simulate = false

    @Option(help: .home, completion: .directory)
    var home: String?
}
